import { describe, expect, it } from 'vitest'
import { ndcg, reciprocalRank, showsPassage, success } from './metrics.ts'

describe('nDCG@10', () => {
  it('is 1 when the relevant files come first, in any order', () => {
    expect(ndcg(['b', 'a', 'c'], new Set(['a', 'b']))).toBe(1)
  })
  it('discounts by the logarithm of the rank: a hit at rank 3 is worth 1 / log₂ 4', () => {
    expect(ndcg(['x', 'y', 'a'], new Set(['a']))).toBe(0.5)
  })
  it('is 0 for a hit at rank 11 and for nothing', () => {
    expect(ndcg([...'0123456789', 'a'], new Set(['a']))).toBe(0)
    expect(ndcg([], new Set(['a']))).toBe(0)
  })
})

it('success and reciprocal rank look at the first relevant file', () => {
  const ranked = ['x', 'a', 'b']
  expect(success(ranked, new Set(['a']), 1)).toBe(0)
  expect(success(ranked, new Set(['a']), 5)).toBe(1)
  expect(reciprocalRank(ranked, new Set(['b', 'a']))).toBe(0.5)
  expect(reciprocalRank(ranked, new Set(['z']))).toBe(0)
})

it('a passage is shown when it stands in the text, whatever its line breaks and accents are made of', () => {
  expect(showsPassage('the cafe\u0301\n was closed', 'café was')).toBe(true)
  expect(showsPassage('another text', 'café')).toBe(false)
  expect(showsPassage(`café ${'x'.repeat(1500)}`, 'café')).toBe(false)
})
