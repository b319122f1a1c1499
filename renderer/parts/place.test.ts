import { expect, it } from 'vitest'
import { english } from '../text/en.ts'
import { clock, placeText, positionText } from './place.ts'

const text = english('en-GB')

it('a place is said as its format counts', () => {
  const at = (place: object) => positionText({ headings: [], ...place }, text)
  expect(at({ page: 3, ocr: true })).toBe('Page 3')
  expect(at({ sheet: 'Costs', range: 'A12:F30' })).toBe('Sheet Costs · A12:F30')
  expect(at({ range: 'A1:C20' })).toBe('A1:C20')
  expect(at({ time: 3723 })).toBe('1:02:03')
  expect(at({ item: 2, mail: { from: 'Ana Lindqvist <ana@example.org>', date: '2024-05-17T12:30:00Z' } })).toMatch(
    /^Ana Lindqvist · .*2024/,
  )
  expect(at({ item: 2, mail: { from: 'ana@example.org', date: 'soon' } })).toBe('ana@example.org')
  expect(at({ item: 2 })).toBe('')
})

it('the nearest heading comes with it', () => {
  expect(placeText({ slide: 2, headings: ['Heating', 'Boiler'] }, text)).toBe('Slide 2 · Boiler')
})

it('what is attached or archived says in which file it stands, once', () => {
  const place = { within: ['letters.zip', 'offer.pdf'], page: 3, headings: ['letters.zip', 'offer.pdf', 'Terms'] }
  expect(placeText(place, text)).toBe('offer.pdf in letters.zip · Page 3 · Terms')
  expect(placeText({ within: ['notes.txt'], headings: ['notes.txt'] }, text)).toBe('notes.txt')
  expect(positionText({ within: ['costs.xlsx'], sheet: 'May', range: 'A1:B9', headings: [] }, text)).toBe(
    'costs.xlsx · Sheet May · A1:B9',
  )
})

it('a time is told as players do', () => {
  expect([5, 65, 3600].map(clock)).toEqual(['0:05', '1:05', '1:00:00'])
})
