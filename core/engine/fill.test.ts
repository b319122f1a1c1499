import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Ledger } from '../files/ledger.ts'
import { openDatabase } from '../index/lance.ts'
import { Filler } from './fill.ts'
import { type Library, ledgerFile, openLibrary, vectorsFolder } from './library.ts'

const models = path.join(import.meta.dirname, '../../models')
/** One batch and a little of the next. */
const PASSAGES = 600
let data: string
let ledger: Ledger
let library: Library
let folder: string
beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'kenning-fill-'))
  ledger = await Ledger.open(ledgerFile(data))
  library = await openLibrary(data, models, ledger)
  folder = vectorsFolder(data, library.serving.name)
  await library.passages.add(
    Array.from({ length: PASSAGES }, (_, id) => {
      const text = `Gate ${id}`
      return {
        id,
        document: 1,
        start: id * 9,
        end: id * 9 + 8,
        text,
        before: ' ',
        place: { headings: [] },
        language: 'en',
        terms: text,
      }
    }),
  )
})
afterEach(async () => {
  await library.serving[Symbol.asyncDispose]()
  await ledger[Symbol.asyncDispose]()
  await rm(data, { recursive: true })
})

const never = new AbortController().signal
const rowsOnDisk = async (): Promise<number> => (await (await openDatabase(folder)).openTable('tokens_0')).countRows()

async function fillUp(filler: Filler): Promise<void> {
  for (let batch = 0; batch < 4; batch++) if ((await filler.next(0, null, never)).missing === 0) return
}

it('encodes a batch again that the disk would not take', async () => {
  const filler = await Filler.open(library.serving, library.passages)
  await rename(folder, `${folder}.away`)
  await writeFile(folder, '')
  await expect(filler.next(0, null, never)).rejects.toThrow()
  await rm(folder)
  await rename(`${folder}.away`, folder)
  await fillUp(filler)
  expect([...library.serving.index.ids()].length).toBe(PASSAGES)
  expect(await rowsOnDisk()).toBe(PASSAGES)
})

it('stores each passage once, also when someone wants quiet just as a batch is about to be stored', async () => {
  const filler = await Filler.open(library.serving, library.passages)
  const stop = new AbortController()
  const byIds = library.passages.byIds.bind(library.passages)
  let asked = 0
  library.passages.byIds = async (ids) => {
    const passages = await byIds(ids)
    if (++asked === 2) {
      stop.abort()
      filler.rest()
    }
    return passages
  }
  await filler.next(0, null, stop.signal)
  await fillUp(filler)
  expect(await rowsOnDisk()).toBe(PASSAGES)
})
