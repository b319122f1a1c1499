import { expect, it } from 'vitest'
import { isSaved, toggled, withQuery } from './history.ts'

it('keeps queries once each, latest first, without what was only their beginning', () => {
  expect(withQuery(['noise', 'rent'], 'heat pump')).toEqual(['heat pump', 'noise', 'rent'])
  expect(withQuery(['noise', 'rent'], ' rent ')).toEqual(['rent', 'noise'])
  expect(withQuery(['rent', 'noise'], 'rent flat')).toEqual(['rent flat', 'noise'])
  expect(withQuery(['rent'], '  ')).toEqual(['rent'])
  expect(
    withQuery(
      Array.from({ length: 100 }, (_, i) => `query ${i}`),
      'new',
    ),
  ).toHaveLength(100)
})

it('tells a saved search by its words and its mode', () => {
  const saved = toggled([], { query: 'rent', mode: 'exact' })
  expect(isSaved(saved, { query: 'rent', mode: 'exact' })).toBe(true)
  expect(isSaved(saved, { query: 'rent', mode: 'hybrid' })).toBe(false)
  expect(toggled(saved, { query: 'rent', mode: 'exact' })).toEqual([])
})
