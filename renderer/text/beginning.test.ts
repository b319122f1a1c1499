import { expect, it } from 'vitest'
import { beginningOf } from './beginning.ts'

it('ends with a whole word, in scripts without spaces too', () => {
  expect(beginningOf('The boat house is locked', 12)).toBe('The boat')
  expect(beginningOf('東京都の水道料金', 4)).toBe('東京都の')
  expect(beginningOf('Boot', 12)).toBe('Boot')
})

it('cuts a word that is longer between two characters, and none in two', () => {
  expect(beginningOf('aGVsbG8gd29ybGQhIGhlbGxv', 8)).toBe('aGVsbG8g')
  expect(beginningOf(`${'𠮷'.repeat(9)}`, 5)).not.toMatch(/\p{Surrogate}/u)
  expect(beginningOf('👩‍🚒👩‍🚒', 6)).toBe('👩‍🚒')
})
