import { describe, expect, it } from 'vitest'
import { align } from './align.ts'
import { fold } from './fold.ts'

/** The page's letters that a text's are found at, as the text they spell; · where there is none. */
function spelled(text: string, ...lines: string[]): string {
  const page = lines.map((line) => fold(line))
  const letters = page.map((line) => line.text).join('')
  return [...align(fold(text), page)].map((at) => (at < 0 ? '·' : letters[at])).join('')
}
const places = (text: string, ...lines: string[]) => [
  ...align(
    fold(text),
    lines.map((line) => fold(line)),
  ),
]

describe('a text and the lines of its page', () => {
  it('agree whatever typesetting did to the words', () => {
    expect(spelled('Der Nebenkostenanteil ist strittig.', 'Der Nebenkosten-', 'anteil ist strittig.')).toBe(
      'DerNebenkostenanteiliststrittig.',
    )
    expect(spelled('Bröker fand es naïve', 'Br¨oker fand', 'es naı¨ve')).toBe('Brokerfandesnaive')
    expect(spelled('漓江徒步', '漓江 徒', '步')).toBe('漓江徒步')
    expect(spelled('ولا ينام', 'ول ا ينام')).toBe('ولاينام')
    expect(spelled('office', 'oﬃce')).toBe('office')
  })
  it('agree where running titles and page numbers were left out', () => {
    expect(places('2. Keys', '2', '2. Keys', '14')).toEqual([1, 2, 3, 4, 5, 6])
    expect(places('Rules of the river', 'Rules', 'Rules of', 'the river', 'Rules')).toEqual(
      Array.from({ length: 15 }, (_, i) => i + 5),
    )
  })
  it('agree as far as the text goes when it was cut off', () => {
    expect(places('abcde', 'abc', 'defgh', 'ijk')).toEqual([0, 1, 2, 3, 4])
  })
  it('agree in what is left when one of them has changed', () => {
    expect(spelled('The rent is 900 pounds in March.', 'The rent is 851 pounds', 'in March.')).toBe('Therentis···poundsinMarch.')
    expect(spelled('something else entirely', 'The rent is 850 pounds in March.')).toMatch(/^·+$/)
  })
})
