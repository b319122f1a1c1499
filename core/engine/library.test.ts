import { expect, it } from 'vitest'
import type { LedgerEntry } from '../files/ledger.ts'
import { fileOf, type Library, searchable } from './library.ts'

const entry = (path: string, document: number): LedgerEntry => {
  const file = { path, size: 1, modified: 1, inode: '1:1', hash: path, partial: false }
  return { ...file, state: 'indexed', document, passages: 1, tokens: 5, textBytes: 1 }
}

it('knows the file of a document by its number, also when it moved, was encoded or came later', () => {
  const entries = new Map([['/a.txt', entry('/a.txt', 1)]])
  expect(fileOf(entries, 1)?.path).toBe('/a.txt')
  entries.set('/a.txt', { ...entry('/a.txt', 1), size: 2 })
  expect(fileOf(entries, 1)?.size).toBe(2)
  entries.delete('/a.txt')
  entries.set('/b.txt', entry('/b.txt', 1))
  expect(fileOf(entries, 1)?.path).toBe('/b.txt')
  entries.set('/c.txt', entry('/c.txt', 2))
  expect(fileOf(entries, 2)?.path).toBe('/c.txt')
  expect(fileOf(entries, 3)).toBeNull()
})

it('goes through all files once for a search, however many documents are gone', () => {
  let times = 0
  class Counted extends Map<string, LedgerEntry> {
    override values() {
      times++
      return super.values()
    }
  }
  const entries = new Counted([['/a.txt', entry('/a.txt', 1)]])
  const { file } = searchable({ entries, serving: {} } as unknown as Library)
  expect([1, 7, 8, 9, 1].map((document) => file(document)?.path)).toEqual(['/a.txt', undefined, undefined, undefined, '/a.txt'])
  expect(times).toBe(1)
})
