import { describe, expect, it } from 'vitest'
import { stem } from '../text/terms.ts'
import { exactHighlights, highlights, isFiller } from './highlights.ts'
import { wordsOf } from './words.ts'

/** Rows with the given ranges; null stands for a marker. */
const spans = (...ranges: ([number, number] | null)[]) => Int32Array.from(ranges.flatMap((range) => range ?? [-1, -1]))
const alignment = (...rows: [best: number, similarity: number][]) => ({
  score: 0,
  best: Int32Array.from(rows, ([best]) => best),
  similarity: Float32Array.from(rows, ([, similarity]) => similarity),
})
const shown = (text: string, lit: readonly { start: number; end: number }[]) =>
  lit.map(({ start, end }) => text.slice(start, end))

/** A query of tokens that are worth `own` each, and the passage rows that answer them. */
const query = (querySpans: Int32Array, own: number[] = []) => ({
  spans: querySpans,
  own: Float32Array.from({ length: querySpans.length / 2 }, (_, row) => (querySpans[2 * row]! < 0 ? 0 : (own[row] ?? 1))),
})
const german = (text: string) => ({ text, language: 'de' })
const english = (text: string) => ({ text, language: 'en' })

describe('highlights', () => {
  it('light every word whose token is in the pool that answers', () => {
    const text = 'Die Miete, also der Mietzins, steigt.'
    const tokens = spans(null, [0, 3], [4, 9], [20, 24], [24, 28], [30, 36])
    const found = { spans: tokens, pool: Int32Array.of(0, 1, 2, 2, 2, 3), alignment: alignment([0, 0.9], [2, 0.75]) }
    const lit = highlights(wordsOf('rent'), query(spans(null, [0, 4])), german(text), found)
    expect(shown(text, lit)).toEqual(['Miete', 'Mietzins'])
    // Two of its tokens are in the pool, and the word is lit once, no stronger than the pool is alike.
    expect(lit.map(({ weight }) => weight)).toEqual([0.75, 0.75])
  })

  it('light the word that answers a query word, across languages, as strongly as the vectors agree', () => {
    const found = { spans: spans(null, [0, 3], [4, 9], [10, 16]), alignment: alignment([0, 0.9], [2, 0.75]) }
    const lit = highlights(wordsOf('rent'), query(spans(null, [0, 4])), german('Die Miete steigt im März.'), found)
    expect(lit).toEqual([{ start: 4, end: 9, weight: 0.75, word: 0 }])
  })

  it('measure strength by what the word would score against itself', () => {
    const found = { spans: spans([0, 5]), alignment: alignment([0, 0.25]) }
    const lit = highlights(wordsOf('boiler'), query(spans([0, 6]), [0.25]), english('boiler'), found)
    expect(lit).toEqual([{ start: 0, end: 6, weight: 1, word: 0 }])
  })

  it('widen a part of a word to the word, and add up its parts', () => {
    const found = { spans: spans([0, 4], [4, 7]), alignment: alignment([0, 1], [1, 0.9]) }
    const lit = highlights(wordsOf('heating'), query(spans([0, 4], [4, 7])), english('heating'), found)
    expect(shown('heating', lit)).toEqual(['heating'])
    expect(lit[0]!.weight).toBeCloseTo(0.95)
  })

  it('light a word only weakly that shares but an ending', () => {
    const text = 'heating by pumping'
    const found = { spans: spans([0, 4], [4, 7], [11, 15], [15, 18]), alignment: alignment([0, 1], [3, 1]) }
    const lit = highlights(wordsOf('heating'), query(spans([0, 4], [4, 7])), english(text), found)
    expect(shown(text, lit)).toEqual(['heating', 'pumping'])
    expect(lit[1]!.weight).toBeCloseTo(0.5)
  })

  it('leave stop words, markers, fillers and weak likenesses dark', () => {
    const text = 'where is the key here'
    const asked = query(spans([0, 5], [6, 8], [9, 12], [13, 16], [17, 21], null), [1, 1, 1, 1, 0.1])
    const found = {
      spans: spans([0, 5], [6, 8], [9, 12], [13, 16], [17, 21]),
      alignment: alignment([0, 1], [1, 1], [2, 1], [3, 0.3], [4, 0.1], [3, 1]),
    }
    expect(highlights(wordsOf('where is the car thing'), asked, english(text), found)).toEqual([])
  })

  it('never come of a word that joins others in some language and is worth little to the encoder', () => {
    const fillers = (text: string, ...own: number[]) => {
      const words = wordsOf(text)
      const asked = query(spans(...words.map(({ start, end }): [number, number] => [start, end]), null), own)
      return words.filter((word) => isFiller(word, asked)).map(({ text }) => text)
    }
    expect(fillers('history of coffee', 1, 0.1, 0.8)).toEqual(['of'])
    expect(fillers('war diary', 0.9, 1)).toEqual([])
    // The encoder does not know the bird; it joins nothing.
    expect(fillers('quetzal diary', 0.1, 1)).toEqual([])
    // Alone it is what is asked for.
    expect(fillers('of', 0.1)).toEqual([])
  })

  it('light the noun "war" although it is a German stop word', () => {
    const found = { spans: spans([0, 3], [4, 7]), alignment: alignment([0, 0.1], [1, 1]) }
    const lit = highlights(wordsOf('world war'), query(spans([0, 5], [6, 9])), english('the war'), found)
    expect(shown('the war', lit)).toEqual(['war'])
  })

  it('mark all equal and inflected words when there is no encoder', () => {
    const text = 'Invoices: one invoice, two INVOICES.'
    const lit = exactHighlights(wordsOf('invoice'), text, stem)
    expect(shown(text, lit)).toEqual(['Invoices', 'invoice', 'INVOICES'])
    expect(lit.map(({ weight }) => weight)).toEqual([0.8, 1, 0.8])
  })
})
