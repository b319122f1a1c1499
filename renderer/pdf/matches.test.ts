import { describe, expect, it } from 'vitest'
import { matches } from './matches.ts'

describe('a longest common subsequence', () => {
  it.each([
    ['ABCABBA', 'CBABAC', 4],
    ['kitten', 'sitting', 4],
    ['', 'abc', 0],
    ['abc', 'abc', 3],
    ['axbxc', 'abc', 3],
    ['abc', 'xaybzc', 3],
  ])('of %s and %s has %i letters, in the order of both', (a, b, length) => {
    const found = [...matches(a, b)]
    const pairs = found.flatMap((at, i) => (at < 0 ? [] : [[i, at] as const]))
    expect(pairs).toHaveLength(length)
    for (const [i, at] of pairs) expect(a[i]).toBe(b[at])
    expect(pairs.map(([, at]) => at)).toEqual(pairs.map(([, at]) => at).sort((x, y) => x - y))
    expect(new Set(pairs.map(([, at]) => at)).size).toBe(pairs.length)
  })
  it('is not looked for between texts that have little in common', () => {
    const [a, b] = ['a', 'b'].map((letter) => letter.repeat(2_000))
    expect(matches(`x${a}y`, `x${b}y`).filter((at) => at >= 0)).toHaveLength(2)
  })
})
