import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Ledger, type LedgerEntry } from '../files/ledger.ts'
import { Filler } from './fill.ts'
import { type Library, ledgerFile, openLibrary, openVectors, unfinishedVectors, vectorsFolder } from './library.ts'
import { repair } from './repair.ts'

const models = path.join(import.meta.dirname, '../../models')
let data: string
let ledger: Ledger
let library: Library
beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'kenning-repair-'))
  ledger = await Ledger.open(ledgerFile(data))
  library = await openLibrary(data, models, ledger)
})
afterEach(async () => {
  await library.serving[Symbol.asyncDispose]()
  await ledger[Symbol.asyncDispose]()
  await rm(data, { recursive: true })
})

const passage = (id: number, document: number, text: string) => {
  return { id, document, start: 0, end: text.length, text, before: '', place: { headings: [] }, language: 'en', terms: text }
}
const entry = (path: string, document: number): LedgerEntry => {
  const file = { path, size: 1, modified: 1, inode: '1:1', hash: path, partial: false }
  return { ...file, state: 'indexed', document, passages: 1, tokens: 5, textBytes: 1 }
}

it('gives no passage a number by which vectors that are being made know another, whose file went away meanwhile', async () => {
  await library.passages.add([passage(1, 1, 'The garden gate'), passage(2, 2, 'The rent of the flat')])
  ledger.set(entry('/gate.txt', 1))
  {
    await using building = await openVectors(library, { model: library.remembered.model, dim: 64, pooling: 1 })
    await (await Filler.open(building, library.passages)).next(0, null, new AbortController().signal)
    expect([...building.index.ids()]).toEqual([1, 2])
  }
  await library.passages.removeDocuments([2])
  const unfinished = await unfinishedVectors(data, library.serving.name)
  const counters = await repair(ledger, library.passages, library.serving.index, unfinished)
  expect(counters).toEqual({ document: 3, passage: 3 })
  expect([...unfinished[0]!.ids()]).toEqual([1])
})

it('makes vectors anew that a kill left in pieces', async () => {
  const pieces = vectorsFolder(data, 'pieces+0')
  await mkdir(path.join(pieces, 'codec.lance', '_versions'), { recursive: true })
  await writeFile(path.join(pieces, 'codec.lance', '_versions', '1.manifest'), 'half of')
  expect(await unfinishedVectors(data, library.serving.name)).toEqual([])
  expect(await readdir(vectorsFolder(data))).toEqual([library.serving.name])
})
