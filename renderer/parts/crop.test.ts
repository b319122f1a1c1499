import { describe, expect, it } from 'vitest'
import { crop } from './crop.ts'

const filler = 'One reads here about the weather and the garden. '.repeat(10)
const lit = (text: string, part: string, weight: number, word = 0) => {
  const start = text.indexOf(part)
  return { start, end: start + part.length, weight, word }
}

describe('crop', () => {
  it('leaves a text that fits as it is', () => {
    const text = 'The heat pump was quiet.'
    expect(crop(text, [lit(text, 'heat', 1)], 80)).toEqual({
      text,
      highlights: [lit(text, 'heat', 1)],
      before: false,
      after: false,
    })
  })

  it('cuts around the strongest highlights and moves them along', () => {
    const text = `${filler}The heat pump was quiet. ${filler}`
    const cropped = crop(text, [lit(text, 'garden', 0.2, 1), lit(text, 'heat', 0.9), lit(text, 'pump', 0.8, 1)], 100)
    expect(cropped.text).toContain('The heat pump was quiet.')
    expect(cropped.text.length).toBeLessThanOrEqual(100)
    expect(cropped.before && cropped.after).toBe(true)
    expect(cropped.highlights.map(({ start, end }) => cropped.text.slice(start, end))).toEqual(['heat', 'pump'])
  })

  it('prefers two words together to one word twice', () => {
    const text = `heat heat ${filler} heat pump ${filler}`
    const second = text.lastIndexOf('heat')
    const cropped = crop(
      text,
      [
        { start: 0, end: 4, weight: 0.9, word: 0 },
        { start: 5, end: 9, weight: 0.9, word: 0 },
        { start: second, end: second + 4, weight: 0.7, word: 0 },
        { start: second + 5, end: second + 9, weight: 0.7, word: 1 },
      ],
      60,
    )
    expect(cropped.text).toContain('heat pump')
  })

  it('cuts between words at both ends', () => {
    const text = `${filler}The heat pump was quiet. ${filler}`
    const { text: kept } = crop(text, [lit(text, 'pump', 1)], 70)
    const all = text.split(/\s+/)
    expect(kept.split(/\s+/).every((word) => all.includes(word))).toBe(true)
  })

  it('begins with a word, not with the comma before it', () => {
    const text = `${'Nothing of note here. '.repeat(20)}Once upon a time , everybody came to the quiet pump. ${filler}`
    const start = text.indexOf('everybody') + 60 * 0.25 - 2
    const { text: kept } = crop(text, [{ start, end: start + 4, weight: 1, word: 0 }], 60)
    expect(kept.startsWith('everybody')).toBe(true)
  })

  it('ends without what belongs to the next word', () => {
    const text = `heat pump, outdoor unit with feet (£5,450), ${filler}`
    expect(crop(text, [lit(text, 'heat', 1)], 36).text).toBe('heat pump, outdoor unit with feet')
  })

  it('gives Japanese half as many characters, cut between words', () => {
    const text = `${'今日は庭の手入れをしました。'.repeat(20)}ヒートポンプは静かでした。${'今日は庭の手入れをしました。'.repeat(20)}`
    const cropped = crop(text, [lit(text, 'ヒートポンプ', 0.9)], 100)
    expect(cropped.text).toContain('ヒートポンプ')
    expect(cropped.text.length).toBeLessThanOrEqual(55)
  })

  it('cuts no character in two where there are no words: emoji, and a word of letters beyond the first plane', () => {
    const smiles = '😀'.repeat(400)
    const faces = crop(smiles, [{ start: 301, end: 302, weight: 1, word: 0 }], 81)
    expect(faces.text).toBe('😀'.repeat(faces.text.length / 2))
    expect(crop('𝒶'.repeat(300), [], 81).text).toBe('𝒶'.repeat(40))
  })

  it('starts at the beginning when nothing is lit, and cuts a word that is longer than the room', () => {
    const { text, before, after } = crop(filler, [], 40)
    expect(filler.startsWith(text)).toBe(true)
    expect([before, after]).toEqual([false, true])
    expect(crop('x'.repeat(500), [], 40).text).toBe('x'.repeat(40))
  })
})
