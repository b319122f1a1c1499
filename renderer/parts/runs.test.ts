import { describe, expect, it } from 'vitest'
import { runs } from './runs.ts'

const shape = (text: string, highlights: Parameters<typeof runs>[1]) =>
  runs(text, highlights)
    .map(({ text, mark }) => (mark ? `[${text}|${mark.word}]` : text))
    .join('')

describe('runs', () => {
  it('cuts the text where the light changes and loses nothing', () => {
    const text = 'The heat pump was quiet.'
    const cut = runs(text, [
      { start: 4, end: 8, weight: 0.9, word: 0 },
      { start: 9, end: 13, weight: 0.8, word: 1 },
    ])
    expect(cut.map((run) => run.text)).toEqual(['The ', 'heat', ' ', 'pump', ' was quiet.'])
    expect(cut.map((run) => run.start)).toEqual([0, 4, 8, 9, 13])
    expect(cut.map((run) => run.mark?.word ?? null)).toEqual([null, 0, null, 1, null])
    expect(cut.map((run) => run.text).join('')).toBe(text)
  })

  it('gives a character that two words meet to the stronger one', () => {
    expect(
      shape('Wärmepumpe', [
        { start: 0, end: 10, weight: 0.5, word: 0 },
        { start: 5, end: 10, weight: 0.7, word: 1 },
      ]),
    ).toBe('[Wärme|0][pumpe|1]')
  })

  it('keeps the first of two equally strong words', () => {
    expect(
      shape('熱', [
        { start: 0, end: 1, weight: 0.6, word: 2 },
        { start: 0, end: 1, weight: 0.6, word: 1 },
      ]),
    ).toBe('[熱|2]')
  })

  it('never splits a letter from its accent, nor a family of emoji', () => {
    const accented = 'cafe\u0301s' // é as e + combining acute
    expect(shape(accented, [{ start: 0, end: 4, weight: 1, word: 0 }])).toBe('[cafe\u0301|0]s')
    const family = 'a 👨‍👩‍👧 b'
    expect(shape(family, [{ start: 3, end: 4, weight: 1, word: 0 }])).toBe('a [👨‍👩‍👧|0] b')
  })

  it('joins touching ranges of one word and one weight, and leaves out what lies outside the text', () => {
    expect(
      shape('heating', [
        { start: 0, end: 4, weight: 0.5, word: 0 },
        { start: 4, end: 7, weight: 0.5, word: 0 },
        { start: 40, end: 44, weight: 1, word: 1 },
        { start: 3, end: 3, weight: 1, word: 1 },
      ]),
    ).toBe('[heating|0]')
  })

  it('gives unlit text back as one run, and no run for no text', () => {
    expect(runs('plain', [])).toEqual([{ text: 'plain', start: 0, mark: null }])
    expect(runs('', [{ start: 0, end: 1, weight: 1, word: 0 }])).toEqual([])
  })
})
