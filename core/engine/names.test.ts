import { expect, test } from 'vitest'
import type { LedgerEntry } from '../files/ledger.ts'
import { namesFor } from './names.ts'

let modified = 0
const failed = (path: string): LedgerEntry => {
  return {
    path,
    size: 9,
    modified: modified++,
    inode: '1:2',
    state: 'failed',
    code: 'unsupported',
    message: 'A picture.',
    hash: '',
  }
}
const files = [
  '/home/Kim/Pictures/Lisbon 2023/IMG2041.jpg',
  '/home/Kim/Pictures/Lisbon 2023/tram.jpg',
  '/home/Kim/House/Mietvertrag Schloßstraße.pdf',
  '/home/Kim/House/handbook.docx',
  '/home/Kim/House/book.txt',
  '/home/Kim/家/契約書.pdf',
  '/home/Kim/Cafe\u0301 menu.png',
].map(failed)
const names = (query: string) => namesFor(query, files, 10).map(({ name }) => name)

test('a file is found by its name, whatever it holds; folders above it count, the name must take part', () => {
  expect(names('lisbon tram')).toEqual(['tram.jpg'])
  expect(names('lisbon')).toEqual([])
  expect(names('img 2041')).toEqual(['IMG2041.jpg'])
  expect(names('tram.jpg')).toEqual(['tram.jpg'])
  expect(names('the tram in Lisbon')).toEqual(['tram.jpg'])
  expect(names('zebra tram')).toEqual([])
})

test('case, accents and scripts are those of full-text search; whole words come before parts of words', () => {
  expect(names('schlossstrasse')).toEqual(['Mietvertrag Schloßstraße.pdf'])
  expect(names('book')).toEqual(['book.txt', 'handbook.docx'])
  expect(names('mietv')).toEqual(['Mietvertrag Schloßstraße.pdf'])
  expect(names('契約')).toEqual(['契約書.pdf'])
  const [menu] = namesFor('café', files, 10)
  expect(menu?.highlights.map(({ start, end }) => menu.name.slice(start, end))).toEqual(['Cafe\u0301'])
  expect(menu?.text).toBe('unsupported')
})

test('filters hold for names too', () => {
  expect(names('book ext:txt')).toEqual(['book.txt'])
  expect(names('book -handbook')).toEqual(['book.txt'])
})

test('a stroke or an accent without a letter asks for nothing', () => {
  expect(names('\u0640')).toEqual([])
  expect(names('\u0640\u0640 tram \u00b8')).toEqual(['tram.jpg'])
})
