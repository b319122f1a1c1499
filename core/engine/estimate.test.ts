import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Estimate } from '../contract/estimate.ts'
import { type Census, type Measured, reckon } from './estimate.ts'
import { openEngine } from './open.ts'
import { suggestions } from './suggestions.ts'

const models = path.join(import.meta.dirname, '../../models')
let root: string
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'kenning-estimate-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const nothing: Measured = { entries: [], indexBytes: 0, dim: 128, pooling: 1, tokensPerSecond: 100_000 }
const pdfs: Census = new Map([['pdf', { files: 100, bytes: 100_000_000 }]])
const read = (i: number) =>
  ({
    path: `/h/${i}.pdf`,
    size: 1_000_000,
    modified: 1,
    inode: '1:1',
    hash: 'h',
    state: 'indexed',
    document: i,
    passages: 9,
    tokens: 9,
  }) as const

describe('what files are likely to take', () => {
  it('is reckoned from typical files until there are enough of the person’s own', () => {
    const typical = reckon(pdfs, nothing)
    expect(typical).toMatchObject({ basis: 'typical', files: 100, textBytes: 5_700_000 })
    expect(typical.index[64]).toBeLessThan(typical.index[96])
    expect(typical.index[96]).toBeLessThan(typical.index[128])
    const entries = Array.from({ length: 20 }, (_, i) => ({ ...read(i), textBytes: 10_000, partial: false }))
    const own = reckon(pdfs, { ...nothing, entries })
    expect(own).toMatchObject({ basis: 'own', textBytes: 1_000_000 })
    expect((own.index[128] - 700_000) / (typical.index[128] - 700_000)).toBeCloseTo(1 / 5.7, 2)
  })

  it('counts pictures and unknown files as found by name, takes longer with a slow encoder, and less room where tokens share', () => {
    const mixed: Census = new Map([...pdfs, ['image', { files: 7, bytes: 9e9 }], [null, { files: 3, bytes: 1e9 }]])
    expect(reckon(mixed, nothing)).toMatchObject({ byName: 10, textBytes: 5_700_000 })
    const slow = reckon(pdfs, { ...nothing, tokensPerSecond: 300 })
    expect(slow.seconds).toBeGreaterThan(20 * reckon(pdfs, nothing).seconds)
    expect(reckon(pdfs, { ...nothing, pooling: 2 }).index[128]).toBeLessThan(reckon(pdfs, nothing).index[128])
  })
})

it('comes near to what a folder of notes really holds', async () => {
  const home = path.join(root, 'home')
  await mkdir(path.join(home, 'node_modules'), { recursive: true })
  for (let i = 0; i < 40; i++)
    await writeFile(path.join(home, `${i}.md`), `# Note ${i}\n\n${'The tomatoes need water twice a week. '.repeat(40)}`)
  await writeFile(path.join(home, 'picture.jpg'), 'x')
  await writeFile(path.join(home, 'node_modules/index.js'), 'x')
  await using engine = await openEngine({ data: path.join(root, 'data'), models, watch: false })
  const told: Estimate[] = []
  for await (const each of engine.estimate({ path: home })) told.push(each)
  const last = told.at(-1)!
  expect(last).toMatchObject({ path: home, state: 'counted', files: 40, byName: 1, basis: 'typical' })
  expect(last.seconds).toBeGreaterThan(0)
  await engine.addFolder({ path: home })
  await engine.idle(AbortSignal.timeout(50_000))
  const { bytes, tokens } = await engine.now()
  expect(last.textBytes / bytes.text).toBeGreaterThan(0.9)
  expect(last.textBytes / bytes.text).toBeLessThan(1.1)
  expect((last.textBytes * 0.19) / tokens).toBeGreaterThan(0.5)
  expect((last.textBytes * 0.19) / tokens).toBeLessThan(2)
  await expect(engine.estimate({ path: path.join(root, 'nowhere') }).next()).rejects.toMatchObject({ code: 'not-found' })
})

it('suggests the folders that are there, by the names that the desktop gave them', async () => {
  for (const name of ['Dokumente', 'Desktop', '.config']) await mkdir(path.join(root, name))
  expect(await suggestions(root)).toEqual([{ path: path.join(root, 'Desktop'), name: 'desktop' }])
  const dirs = 'XDG_DESKTOP_DIR="$HOME/Desktop"\nXDG_DOCUMENTS_DIR="$HOME/Dokumente"\nXDG_DOWNLOAD_DIR="$HOME/"\n'
  await writeFile(path.join(root, '.config/user-dirs.dirs'), dirs)
  const found = process.platform === 'linux' && !process.env.XDG_CONFIG_HOME ? ['Dokumente', 'Desktop'] : ['Desktop']
  expect((await suggestions(root)).map(({ path: each }) => path.basename(each))).toEqual(found)
})
