import { expect, it } from 'vitest'
import { CELLS, lanes, nearestMatch } from './heat.ts'

const passages = Array.from({ length: 10 }, (_, i) => ({
  id: 100 + i,
  start: i * 100,
  end: i * 100 + 98,
  place: { headings: [] },
}))
const document = { path: '/a', text: 'x'.repeat(1_000), passages }
const lit = (id: number, ...highlights: [word: number, start: number, weight: number][]) => ({
  id,
  highlights: highlights.map(([word, start, weight]) => ({ word, start, end: start + 3, weight })),
})
const evidence = (...found: ReturnType<typeof lit>[]) => ({ path: '/a', words: [], passages: found })

it('draws a lane for each word that is answered, the strongest match of a cell counting', () => {
  const found = lanes(document, evidence(lit(100, [1, 0, 0.5], [1, 2, 0.9]), lit(105, [0, 0, 0.4], [1, 50, 0.7])))
  expect(found).toEqual([
    { word: 0, cells: [{ at: CELLS / 2, weight: 0.4 }] },
    {
      word: 1,
      cells: [
        { at: 0, weight: 0.9 },
        { at: Math.floor(0.55 * CELLS), weight: 0.7 },
      ],
    },
  ])
})

it('leaves out passages that are no longer of this text', () => {
  expect(lanes(document, evidence(lit(7, [0, 0, 1])))).toEqual([])
})

it('jumps to the nearest passage with a match', () => {
  expect(nearestMatch(document, [100, 105], 0.1)).toBe(100)
  expect(nearestMatch(document, [100, 105], 0.9)).toBe(105)
  expect(nearestMatch(document, [], 0.9)).toBeNull()
})
