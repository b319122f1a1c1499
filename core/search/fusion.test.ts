import { describe, expect, it } from 'vitest'
import { exactShare, fuse, type Scored } from './fusion.ts'

const passage = (id: number, bm25: number | null, maxSim: number | null, exactShare = 1): Scored => ({
  id,
  document: id,
  bm25,
  meaning: maxSim === null ? null : { maxSim, exactShare },
})
const order = (candidates: Scored[], meaning: number) => fuse(candidates, meaning).map(({ id }) => id)

describe('fusion', () => {
  it('ranks by BM25 alone and by MaxSim alone at its ends', () => {
    const candidates = [passage(1, 5, 10), passage(2, 9, 8), passage(3, null, 12)]
    expect(order(candidates, 0)).toEqual([2, 1, 3])
    expect(order(candidates, 1)).toEqual([3, 1, 2])
  })

  it('adds both on a scale of 0 to 1: 0.5 · (10 − 8)/(12 − 8) + 0.5 · 5/9', () => {
    const [first] = fuse([passage(1, 5, 10), passage(2, 9, 8), passage(3, null, 12)], 0.5)
    expect(first).toMatchObject({ id: 1 })
    expect(first!.score).toBeCloseTo(0.25 + 5 / 18)
  })

  it('does not trust BM25 when no passage holds the words of the query', () => {
    expect(order([passage(1, 9, 10, 0), passage(2, null, 12, 0)], 0.3)).toEqual([2, 1])
    expect(order([passage(1, 9, 10, 1), passage(2, null, 12, 0)], 0.3)).toEqual([1, 2])
  })

  it('still finds by words what has no vectors yet', () => {
    expect(order([passage(1, 3, null), passage(2, 4, null)], 0.7)).toEqual([2, 1])
  })
})

it('the exact share weighs tokens by what they are worth to the encoder', () => {
  expect(exactShare(Float32Array.of(0.95, 0.3, 0), Float32Array.of(1, 1, 0))).toBeCloseTo(0.5)
  expect(exactShare(Float32Array.of(0.08, 0.3), Float32Array.of(0.1, 0.9))).toBe(0)
  expect(exactShare(Float32Array.of(), Float32Array.of())).toBe(0)
})
