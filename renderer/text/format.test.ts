import { expect, it } from 'vitest'
import { formats } from './format.ts'

const { bytes, span, date } = formats('en-GB')

it('writes sizes in the largest unit that keeps them above one', () => {
  expect([999, 1_234, 15_500_000, 182_000_000, 5_400_000_000].map(bytes)).toEqual([
    '999 bytes',
    '1.2 kB',
    '16 MB',
    '182 MB',
    '5.4 GB',
  ])
})

it('writes a span of time in one rough unit', () => {
  expect([0.2, 40, 150, 9_000].map(span)).toEqual(['1 sec', '40 secs', '3 mins', '2.5 hrs'])
})

it('leaves the year out of a date of this year', () => {
  const now = Date.UTC(2026, 10, 20)
  expect(date(Date.UTC(2026, 2, 3), now)).toBe('3 Mar')
  expect(date(Date.UTC(2024, 2, 3), now)).toBe('3 Mar 2024')
})
