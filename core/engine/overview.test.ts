import { expect, it } from 'vitest'
import { type FailureCode, failureCodes } from '../contract/files.ts'
import { fileStates } from '../contract/ledger.ts'
import type { NamedFile } from './names.ts'
import { coverages, ledgerPage, stateOf } from './overview.ts'
import { tally } from './tally.ts'

const on = (path: string, size = 1_000, modified = 5) => ({ path, size, modified, inode: '1:2' })
const read = { state: 'indexed', document: 1, hash: 'h', passages: 3, tokens: 400, textBytes: 900, partial: false } as const
const failed = (code: FailureCode, message: string) => ({ state: 'failed', code, message, hash: '' }) as const

const files: NamedFile[] = [
  { ...on('/home/anna/Documents/House/Überweisung Miete.pdf', 90_000, 30), ...read },
  { ...on('/home/anna/Documents/House/lease.docx', 20_000, 20), ...read, tokens: 0 },
  { ...on('/home/anna/Documents/archive.mbox', 9_000_000, 10), ...read, partial: true },
  { ...on('/home/anna/Documents/Money/Tax 2023.pdf'), ...failed('encrypted', 'The file is locked with a password.') },
  { ...on('/home/anna/Documents/Money/scan.PDF'), ...failed('no-text', 'The pages are pictures without text.') },
  { ...on('/home/anna/Documents/Money/.gitkeep', 0), ...failed('empty', 'The file is empty.') },
  { ...on('/media/disk/holiday.jpg'), ...failed('unsupported', 'Pictures are not read.') },
  on('/media/disk/new.md'),
]
const folders = ['/home/anna/Documents', '/media/disk']
const all = { order: 'path', from: 0, count: 1_000 } as const
const names = (query: Partial<Parameters<typeof ledgerPage>[1]>) =>
  ledgerPage(files, { ...all, ...query }, []).rows.map(({ path }) => path.split('/').at(-1))

it('says of each file how far it can be found', () => {
  expect(files.map(stateOf)).toEqual(['indexed', 'words', 'partly', 'failed', 'no-text', 'no-text', 'skipped', 'waiting'])
})

it('finds files by words of their path or of the reason, whatever their accents, below a folder, of a type, in a state', () => {
  expect(names({ filter: 'uberweisung' })).toEqual(['Überweisung Miete.pdf'])
  expect(names({ filter: 'money LOCKED' })).toEqual(['Tax 2023.pdf'])
  expect(names({ filter: 'house/lease' })).toEqual(['lease.docx'])
  expect(names({ folder: '/media/disk' })).toEqual(['holiday.jpg', 'new.md'])
  expect(names({ type: 'pdf' })).toEqual(['Überweisung Miete.pdf', 'Tax 2023.pdf', 'scan.PDF'])
  expect(names({ type: '' })).toEqual(['.gitkeep'])
  expect(names({ state: 'no-text' })).toEqual(['.gitkeep', 'scan.PDF'])
})

it('counts every state while one is chosen, and gives a page in the order that was asked for', () => {
  const page = ledgerPage(files, { order: 'size', descending: true, state: 'indexed', from: 0, count: 5 }, [])
  expect(page.total).toBe(1)
  expect(page.states).toEqual({ indexed: 1, words: 1, partly: 1, waiting: 1, 'no-text': 2, failed: 1, skipped: 1 })
  expect(names({ order: 'size', descending: true, count: 2 })).toEqual(['archive.mbox', 'Überweisung Miete.pdf'])
  expect(names({ order: 'name', from: 1, count: 2 })).toEqual(['archive.mbox', 'holiday.jpg'])
  expect(names({ order: 'state', count: 4 }).at(-1)).toBe('new.md')
})

it('counts a file that gave no text as the list of files shows it, whatever the reason', () => {
  const lacking = failureCodes.map((code) => ({ ...on(`/media/disk/${code}.pdf`), ...failed(code, 'Why.') }))
  const { failed: failures, skipped, noText, folders: counts } = tally(lacking, folders)
  const { states } = ledgerPage(lacking, all, [])
  expect([failures, skipped, noText]).toEqual([states.failed, states.skipped, states['no-text']])
  expect([skipped, noText, failures + skipped + noText]).toEqual([3, 2, failureCodes.length])
  expect(counts.get('/media/disk')).toEqual({ files: failureCodes.length, failed: failures })
})

it('says which files are away with their disk', () => {
  const { rows } = ledgerPage(files, all, ['/media/disk'])
  expect(rows.filter(({ offline }) => offline).map(({ path }) => path)).toEqual(['/media/disk/holiday.jpg', '/media/disk/new.md'])
})

it('counts by watched folder and by type, and below one folder by what lies in it', () => {
  const { folders: byFolder, types } = coverages(files, folders, undefined)
  expect(byFolder.map(({ key, files, states }) => [key, files, states.indexed])).toEqual([
    ['/home/anna/Documents', 6, 1],
    ['/media/disk', 2, 0],
  ])
  expect(types.slice(0, 2).map(({ key, files }) => [key, files])).toEqual([
    ['pdf', 3],
    ['', 1],
  ])
  const inside = coverages(files, folders, '/home/anna/Documents')
  expect(inside.folders.map(({ key, files, bytes }) => [key, files, bytes])).toEqual([
    ['/home/anna/Documents', 1, 9_000_000],
    ['/home/anna/Documents/House', 2, 110_000],
    ['/home/anna/Documents/Money', 3, 2_000],
  ])
  expect(byFolder.every(({ files, states }) => fileStates.reduce((sum, state) => sum + states[state], 0) === files)).toBe(true)
})
