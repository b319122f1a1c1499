import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Engine } from '../contract/engine.ts'
import { mayMount } from '../files/temporary.ts'
import type { LocalEngine } from './engine.ts'
import { openEngine } from './open.ts'

const models = path.join(import.meta.dirname, '../../models')
let root: string
let a: string
let b: string
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'kenning-moves-'))
  a = path.join(root, 'a')
  b = path.join(root, 'b')
  await mkdir(a)
  await mkdir(b)
  await writeFile(path.join(a, 'rye.md'), '# Rye bread\n\nFeed the starter at night and bake the loaf in the morning.\n')
})
afterEach(() => rm(root, { recursive: true, force: true }))

const open = (watch: boolean) => openEngine({ data: path.join(root, 'data'), models, watch })
const found = async (engine: Engine) => {
  const { hits } = await engine.search({ query: 'starter loaf', limit: 9, mode: 'hybrid' })
  return hits.map(({ path, passages: [{ id }] }) => ({ path, id }))
}
async function until(engine: LocalEngine, holds: () => Promise<boolean>): Promise<void> {
  for await (const _ of engine.status({}, AbortSignal.timeout(20_000))) if (await holds()) return
  throw new Error('The engine never came there.')
}
const settled = (engine: LocalEngine) => until(engine, async () => (await engine.now()).activity.kind === 'idle')

it('a file that went from one watched folder to another keeps its passages, whichever half is told first', async () => {
  await using engine = await open(true)
  await engine.addFolder({ path: a })
  await engine.addFolder({ path: b })
  await until(engine, async () => (await found(engine)).length === 1)
  const id = (await found(engine))[0]!.id
  for (const [from, to] of [
    [path.join(a, 'rye.md'), path.join(b, 'bread.md')],
    [path.join(b, 'bread.md'), path.join(a, 'rye again.md')],
  ] as const) {
    await rename(from, to)
    await until(engine, async () => (await found(engine))[0]?.path === to)
    await settled(engine)
    expect(await found(engine)).toEqual([{ path: to, id }])
  }
})

it('a copy is a file of its own; a file written anew elsewhere, as between disks, is the one that went', async () => {
  await using engine = await open(false)
  await engine.addFolder({ path: root })
  await engine.idle(AbortSignal.timeout(20_000))
  const id = (await found(engine))[0]!.id
  await writeFile(path.join(b, 'copy.md'), await readFile(path.join(a, 'rye.md')))
  await engine.addFolder({ path: root })
  await engine.idle(AbortSignal.timeout(20_000))
  expect((await found(engine)).length).toBe(2)
  await rm(path.join(a, 'rye.md'))
  await writeFile(path.join(b, 'moved.md'), await readFile(path.join(b, 'copy.md')))
  await engine.addFolder({ path: root })
  await engine.idle(AbortSignal.timeout(20_000))
  expect(await found(engine)).toContainEqual({ path: path.join(b, 'moved.md'), id })
  expect((await found(engine)).length).toBe(2)
})

it.runIf(mayMount())('a disk that is away when its folder is scanned keeps its files', async () => {
  const { execFileSync } = await import('node:child_process')
  const disk = path.join(root, 'disk')
  await mkdir(disk)
  execFileSync('mount', ['-t', 'tmpfs', 'none', disk])
  try {
    await writeFile(path.join(disk, 'rye.md'), 'Feed the starter at night and bake the loaf in the morning.\n')
    await using engine = await open(false)
    await engine.addFolder({ path: disk })
    await engine.idle(AbortSignal.timeout(20_000))
    execFileSync('umount', ['-l', disk])
    await engine.addFolder({ path: disk })
    await engine.idle(AbortSignal.timeout(20_000))
    expect((await found(engine)).map(({ path }) => path)).toEqual([path.join(disk, 'rye.md')])
    const [folder] = (await engine.now()).folders
    expect(folder).toMatchObject({ state: 'offline', notice: `The disk that holds ${disk} is not connected.` })
  } finally {
    try {
      execFileSync('umount', ['-l', disk], { stdio: 'ignore' })
    } catch {
      // Not mounted any more, as it should be.
    }
  }
})
