import { expect, test } from 'vitest'
import { fold, termsOf } from './terms.ts'

test('soft hyphens and marks of direction are in words, and no part of them', () => {
  expect(termsOf('Wi\u00adder\u00adstand \u200fשלום\u200e').map(({ term, start, end }) => [term, start, end])).toEqual([
    ['widerstand', 0, 12],
    ['שלום', 14, 19],
  ])
  expect(fold('cafe\u0301')).toBe('cafe')
})
