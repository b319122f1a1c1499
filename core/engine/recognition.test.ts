import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Engine, Settings, Status } from '../contract/engine.ts'
import { Ledger } from '../files/ledger.ts'
import { openEngine } from './open.ts'
import { Recognition } from './recognition.ts'
import { Recognitions } from './recognitions.ts'

const models = path.join(import.meta.dirname, '../../models')
const fixtures = path.join(import.meta.dirname, '../text/fixtures')
const ocr = (more: Partial<Settings['ocr']>): Pick<Settings, 'ocr'> => ({
  ocr: { when: 'idle', pictures: false, languages: ['eng'], ...more },
})
let root: string
let home: string
const open = () => openEngine({ data: path.join(root, 'data'), models })
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'kenning-ocr-'))
  home = path.join(root, 'home')
  await mkdir(home)
  for (const name of ['scan.pdf', 'half-scan.pdf', 'receipt.png']) await cp(path.join(fixtures, name), path.join(home, name))
})
afterEach(() => rm(root, { recursive: true, force: true }))

async function until(engine: Engine, holds: (status: Status) => boolean | Promise<boolean>): Promise<void> {
  for await (const status of engine.status({}, AbortSignal.timeout(50_000))) if (await holds(status)) return
  throw new Error('The engine never came there.')
}
const soon = <T>(read: () => Promise<T>, wanted: T) => expect.poll(read, { timeout: 50_000, interval: 200 }).toEqual(wanted)
const calm = ({ activity, recognition }: Status) => activity.kind === 'idle' && recognition.reading === null
const exactly = async (engine: Engine, query: string) =>
  (await engine.search({ query, limit: 10, mode: 'exact' })).hits.map(({ name, passages: [{ place }] }) => [
    name,
    place.page,
    place.ocr,
  ])

it('recognises what is scanned once nothing else is to do, and only what the settings say', async () => {
  const scan = path.join(home, 'scan.pdf')
  await using engine = await open()
  await engine.changeSettings(ocr({ when: 'off' }))
  await engine.addFolder({ path: home })
  await until(engine, (status) => calm(status) && status.files.noText === 1)
  const told = async (name: string) => (await engine.explain({ path: path.join(home, name) })).message
  expect(await told('scan.pdf')).toBe(
    'No text: 2 pages of pictures. The words on the scanned pages 1–2 could be recognised (OCR), which is off in the settings.',
  )
  expect(await told('half-scan.pdf')).toMatch(/searchable.* The words on the scanned page 2 could be recognised/)
  expect(await told('receipt.png')).toMatch(/^This is a picture\. Its words could be recognised/)
  expect((await engine.failures()).find(({ path }) => path === scan)?.message).toMatch(/off in the settings/)

  await engine.changeSettings(ocr({}))
  expect((await engine.failures()).find(({ path }) => path === scan)?.message).toMatch(/nothing else to do|now/)
  // Not by searching: while a person does, nothing is recognised.
  await soon(async () => /were recognised/.test(await told('scan.pdf')), true)
  await soon(async () => /were recognised/.test(await told('half-scan.pdf')), true)
  expect(await exactly(engine, 'boiler cellar')).toEqual(
    expect.arrayContaining([
      ['scan.pdf', 2, true],
      ['half-scan.pdf', 2, true],
    ]),
  )
  expect(await exactly(engine, 'swimmer')).toEqual([['half-scan.pdf', 1, undefined]])
  expect(await exactly(engine, 'bakery')).toEqual([])
  expect(await told('scan.pdf')).toMatch(/were recognised \(OCR\), so letters may be wrong/)
  expect((await engine.settings()).ocr.pictures).toBe(false)
})

it('recognises a file at once when asked to, and never twice', async () => {
  const picture = path.join(home, 'receipt.png')
  {
    await using engine = await open()
    await engine.changeSettings(ocr({ when: 'off' }))
    await engine.addFolder({ path: home })
    await until(engine, (status) => calm(status) && status.files.noText === 1)
    await engine.retry({ path: picture })
    await soon(() => exactly(engine, 'plum cake'), [['receipt.png', undefined, true]])
  }
  const kept = await readdir(path.join(root, 'data', 'ocr'))
  expect(kept).toEqual([expect.stringMatching(/^[\w-]{22}\.eng\.jsonl$/)])
  // Had it to be recognised again, the page would not say this.
  const words = { page: 0, lines: [{ text: 'A gooseberry tart', left: 0, right: 90, y: 20, size: 12 }] }
  await writeFile(path.join(root, 'data', 'ocr', kept[0]!), `${JSON.stringify(words)}\n`)
  await cp(picture, path.join(home, 'copy.png'))
  await using engine = await open()
  await soon(async () => (await exactly(engine, 'gooseberry')).map(([name]) => name), ['copy.png'])
})

it('what was recognised is kept page by page, over a kill in the middle of a line, until nobody has the content', async () => {
  const page = (page: number) => ({ page, lines: [] })
  const folder = path.join(root, 'data', 'ocr')
  const first = await Recognitions.open(path.join(root, 'data'))
  await first.add('abc', 'eng', page(1))
  await writeFile(path.join(folder, 'abc.eng.part'), `${JSON.stringify(page(1))}\n{"page":2,"li`)
  const second = await Recognitions.open(path.join(root, 'data'))
  expect(await second.begun('abc', 'eng')).toEqual([page(1)])
  expect(await second.of('abc')).toBeNull()
  await second.finish('abc', 'eng')
  expect(await second.of('abc')).toEqual({ languages: 'eng', pages: [page(1)] })
  await second.keep(new Set(['def']))
  expect(await readdir(folder)).toEqual([])
  expect(second.languagesOf('abc')).toBe('')
})

it('recognises a page once when the disk does not take its words, and again after the folder was looked through', async () => {
  await mkdir(path.join(root, 'data'))
  const recognitions = await Recognitions.open(path.join(root, 'data'))
  await rm(path.join(root, 'data', 'ocr'), { recursive: true })
  const ledger = await Ledger.open(path.join(root, 'data', 'ledger.jsonl'))
  const file = { path: path.join(home, 'scan.pdf'), size: 1, modified: 1, inode: '1:1', hash: 'abc' }
  ledger.set({ ...file, state: 'failed', code: 'no-text', message: 'No text.', scans: { pages: '1', recognized: '' } })
  let times = 0
  const failures: unknown[] = []
  await using recognition = new Recognition({
    ledger,
    recognitions,
    recognizer: {
      recognize: async ({ page }) => {
        times++
        return { kind: 'page', page: { page, lines: [] } }
      },
      [Symbol.asyncDispose]: async () => {},
    },
    settings: () => ({ ...ocr({}), language: 'en' }),
    isQuiet: () => failures.length < 5,
    done: () => {},
    changed: () => {},
    fail: (error) => failures.push(error),
  })
  recognition.look()
  await expect.poll(() => failures.length).toBe(1)
  expect([times, failures.length]).toEqual([1, 1])
  recognition.lookAnew()
  await expect.poll(() => times).toBe(2)
  await ledger[Symbol.asyncDispose]()
})
