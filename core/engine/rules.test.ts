import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { Engine, Settings, Status } from '../contract/engine.ts'
import { type TemporaryFolder, temporaryFolder } from '../files/temporary.ts'
import { openEngine } from './open.ts'

const models = path.join(import.meta.dirname, '../../models')
const never = new AbortController().signal

async function until(engine: Engine, holds: (status: Status) => boolean | Promise<boolean>): Promise<void> {
  for await (const status of engine.status({}, AbortSignal.timeout(50_000))) if (await holds(status)) return
  throw new Error('The engine never came there.')
}

const found = async (engine: Engine, query: string) =>
  (await engine.search({ query, limit: 10, mode: 'exact' })).hits.map(({ name }) => name).sort()

async function kitchen(): Promise<TemporaryFolder> {
  const root = await temporaryFolder()
  await root.write('home/rye.md', 'Bake the loaf in the morning.\n')
  await root.write('home/loaf.py', 'loaf = 2\n')
  await root.write('home/.private/diary.txt', 'The loaf was burnt.\n')
  await root.write('home/long.txt', `The loaf rose.\n${'\n'.repeat(10_000_000)}`)
  return root
}

test('what a rule or a switch leaves out is forgotten at once, even while indexing is paused, and comes back when it goes', async () => {
  await using root = await kitchen()
  await using engine = await openEngine({ data: root.at('data'), models })
  await engine.addFolder({ path: root.at('home') })
  const is = async (change: Partial<Settings>, names: readonly string[]) => {
    await engine.changeSettings(change)
    await until(engine, async () => (await found(engine, 'loaf')).join() === names.join())
  }
  await is({}, ['loaf.py', 'long.txt', 'rye.md'])
  await is({ leftOut: ['code'], paused: true }, ['long.txt', 'rye.md'])
  expect(await engine.explain({ path: root.at('home/loaf.py') })).toMatchObject({ state: 'ignored', rule: { pattern: '*.py' } })
  await is({ exclusions: ['*.md'] }, ['long.txt'])
  await is({ leftOut: [], exclusions: [] }, ['long.txt'])
  await is({ paused: false }, ['loaf.py', 'long.txt', 'rye.md'])
  await is({ hidden: true }, ['diary.txt', 'loaf.py', 'long.txt', 'rye.md'])
  await is({ hidden: false }, ['loaf.py', 'long.txt', 'rye.md'])
})

test('a file beyond the size a person allows is known by its name, until they allow it', async () => {
  await using root = await kitchen()
  await using engine = await openEngine({ data: root.at('data'), models, watch: false })
  await engine.changeSettings({ largest: 10_000_000 })
  await engine.addFolder({ path: root.at('home') })
  await engine.idle(never)
  expect(await found(engine, 'loaf')).toEqual(['loaf.py', 'rye.md'])
  expect(await engine.failures()).toMatchObject([{ path: root.at('home/long.txt'), code: 'too-large' }])
  expect((await engine.search({ query: 'long', limit: 5, mode: 'exact' })).names).toMatchObject([{ name: 'long.txt' }])
  await engine.changeSettings({ largest: null })
  await engine.idle(never)
  expect(await found(engine, 'loaf')).toEqual(['loaf.py', 'long.txt', 'rye.md'])
  await engine.changeSettings({ largest: 10_000_000 })
  await engine.idle(never)
  expect(await found(engine, 'loaf')).toEqual(['loaf.py', 'rye.md'])
})

test('a pause ends by itself when its time has come, also in the next run', async () => {
  await using root = await kitchen()
  {
    await using engine = await openEngine({ data: root.at('data'), models })
    await engine.changeSettings({ paused: { until: Date.now() + 3_600_000 } })
    await engine.addFolder({ path: root.at('home') })
    await until(engine, ({ activity }) => activity.kind === 'paused' && activity.until !== null && activity.waiting === 3)
    expect((await engine.search({ query: 'rye', limit: 5, mode: 'exact' })).names).toMatchObject([{ text: 'waiting' }])
    await engine.changeSettings({ paused: { until: Date.now() + 1_000 } })
  }
  await using engine = await openEngine({ data: root.at('data'), models })
  await until(engine, async () => (await found(engine, 'loaf')).length === 3)
  expect((await engine.settings()).paused).toBe(false)
})

test('a pause amid encoding stops it, and nothing is lost', async () => {
  await using root = await temporaryFolder()
  const many = Array.from({ length: 150 }, (_, n) => `Loaf number ${n} rose in the oven, then the rye bread cooled.`)
  const parts = ['a', 'b', 'c', 'd']
  for (const part of parts) await root.write(`home/${part}.txt`, many.join(`\n\n${'of that day '.repeat(20)}\n\n`))
  await using engine = await openEngine({ data: root.at('data'), models })
  await engine.addFolder({ path: root.at('home') })
  await until(engine, ({ passages }) => passages > 0)
  await engine.changeSettings({ paused: true })
  await until(engine, ({ activity }) => activity.kind === 'paused')
  await engine.changeSettings({ paused: false })
  await until(engine, ({ activity }) => activity.kind === 'idle')
  for (const part of parts)
    expect(await engine.explain({ path: root.at(`home/${part}.txt`) })).toMatchObject({ state: 'indexed' })
})

test('on battery, work waits for mains power when a person wants that, and says so', async () => {
  await using root = await kitchen()
  await using engine = await openEngine({ data: root.at('data'), models })
  engine.takePower({ supply: 'battery' })
  await engine.changeSettings({ waitsFor: ['mains'] })
  await engine.addFolder({ path: root.at('home') })
  await until(engine, ({ activity }) => activity.kind === 'held' && activity.by === 'mains' && activity.waiting === 3)
  expect(await found(engine, 'loaf')).toEqual([])
  engine.takePower({ supply: 'mains' })
  await until(engine, async () => (await found(engine, 'loaf')).length === 3)
})

test('what moved between two folders while nobody watched keeps its vectors, whichever folder is scanned first', async () => {
  await using root = await kitchen()
  const folders = [root.at('home'), root.at('archive')]
  await mkdir(folders[1]!)
  const run = async () => {
    await using engine = await openEngine({ data: root.at('data'), models, watch: false })
    await engine.addFolders(folders)
    await engine.idle(never)
    return { ...engine.counts(folders), found: await found(engine, 'loaf') }
  }
  expect(await run()).toMatchObject({ indexed: 3, unchanged: 0 })
  await rename(root.at('home/rye.md'), root.at('archive/rye bread.md'))
  expect(await run()).toMatchObject({ indexed: 0, unchanged: 3, found: ['loaf.py', 'long.txt', 'rye bread.md'] })
  // Written anew, as between two disks.
  await writeFile(root.at('archive/rye.md'), 'Bake the loaf in the morning.\n')
  await rename(root.at('archive/rye bread.md'), root.at('elsewhere.md'))
  expect(await run()).toMatchObject({ indexed: 0, unchanged: 3 })
  await rename(root.at('archive/rye.md'), root.at('home/rye.md'))
  expect(await run()).toMatchObject({ indexed: 0, unchanged: 3, found: ['loaf.py', 'long.txt', 'rye.md'] })
})
