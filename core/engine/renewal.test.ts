import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { SearchMode } from '../contract/engine.ts'
import { openDatabase } from '../index/lance.ts'
import { READERS } from '../text/readers.ts'
import type { LocalEngine } from './engine.ts'
import { openEngine } from './open.ts'

const models = path.join(import.meta.dirname, '../../models')
let root: string
let home: string
let data: string
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'kenning-renewal-'))
  home = path.join(root, 'home')
  data = path.join(root, 'data')
  await mkdir(home)
  await writeFile(
    path.join(home, 'letters.zip'),
    zipSync({ 'rye.txt': strToU8('Feed the starter at night, bake in the morning.') }),
  )
  await writeFile(path.join(home, 'lease.txt'), 'The rent for the flat in Castle Street rises in March.\n')
})
afterEach(() => rm(root, { recursive: true, force: true }))

const open = (watch: boolean) => openEngine({ data, models, watch })
const soon = (read: () => Promise<unknown>, wanted: unknown) =>
  expect.poll(read, { timeout: 30_000, interval: 200 }).toEqual(wanted)
const best = async (engine: LocalEngine, query: string, mode: SearchMode) => {
  const [hit] = (await engine.search({ query, limit: 1, mode })).hits
  return hit && { id: hit.passages[0].id, within: hit.passages[0].place.within }
}
const ledgerLines = async () =>
  (await readFile(path.join(data, 'ledger.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

/** The versions of the readers that the files were read by last. */
const readersInLedger = async () => {
  const [, ...entries] = await ledgerLines()
  return [...new Set(new Map(entries.map(({ path, readers }) => [path, readers ?? 1])).values())]
}

/** As it was left by readers that knew no places in archives: the ledger and the passages say nothing of them. */
async function asReadBefore(): Promise<void> {
  const [header, ...entries] = await ledgerLines()
  const older = entries.map(({ readers, ...entry }) => entry)
  await writeFile(path.join(data, 'ledger.jsonl'), [header, ...older].map((line) => `${JSON.stringify(line)}\n`).join(''))
  const table = await (await openDatabase(path.join(data, 'index'))).openTable('passages')
  await table.update({ values: { place: '{"headings":["rye.txt"]}' }, where: `place LIKE '%"within":%'` })
}

async function indexed(): Promise<number> {
  await using engine = await open(false)
  await engine.addFolder({ path: home })
  await engine.idle(AbortSignal.timeout(30_000))
  const { id, within } = (await best(engine, 'starter', 'exact'))!
  expect(within).toEqual(['rye.txt'])
  return id
}

it('what older readers read is read once more when nothing else is to do, and keeps its vectors', async () => {
  const id = await indexed()
  await asReadBefore()
  await using engine = await open(true)
  expect(await best(engine, 'starter', 'exact')).toEqual({ id, within: undefined })
  // Not by searching: while a person does, nothing is read again.
  await soon(readersInLedger, [READERS])
  expect(await best(engine, 'starter', 'exact')).toEqual({ id, within: ['rye.txt'] })
  // By meaning too, and at once: the vectors are those that were there.
  expect(await best(engine, 'bread is baked', 'meaning')).toEqual({ id, within: ['rye.txt'] })
  expect(engine.counts([home])).toEqual({ indexed: 0, unchanged: 2, skipped: 0, noText: 0, failed: 0 })
})

it('at a terminal it waits for nothing, and is done once', async () => {
  const id = await indexed()
  await asReadBefore()
  {
    await using engine = await open(false)
    await engine.addFolder({ path: home })
    await engine.idle(AbortSignal.timeout(30_000))
    expect(await best(engine, 'starter', 'exact')).toEqual({ id, within: ['rye.txt'] })
    expect(engine.counts([home])).toEqual({ indexed: 0, unchanged: 2, skipped: 0, noText: 0, failed: 0 })
  }
  const before = (await ledgerLines()).length
  await using engine = await open(false)
  await engine.addFolder({ path: home })
  await engine.idle(AbortSignal.timeout(30_000))
  expect((await ledgerLines()).length).toBe(before)
})
