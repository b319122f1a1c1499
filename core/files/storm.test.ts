import { appendFile, mkdir, rename, rm, unlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { ignoreRules } from './ignore.ts'
import { planUpdate } from './plan.ts'
import type { SourceFile } from './source.ts'
import { temporaryFolder } from './temporary.ts'
import { look, walk } from './walk.ts'
import { watch } from './watch.ts'

const rules = ignoreRules([])

/** Numbers below `n` that are the same in every run (Numerical Recipes' generator, high bits). */
function dice(seed: number): (n: number) => number {
  let state = seed
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state >>> 8) % n
  }
}

/** Does something to a file or a folder, most of the time; what the system refuses is part of the weather. */
async function gust(root: string, roll: (n: number) => number): Promise<void> {
  const folders = ['', 'a', 'b', 'a/c', 'b/d', 'a/c/e']
  const folder = () => path.join(root, folders[roll(folders.length)]!)
  const file = () => path.join(folder(), `file ${roll(12)}`)
  const deeds = [
    () => writeFile(file(), 'x'.repeat(roll(50))),
    async () => {
      const target = file()
      await writeFile(`${target}.new`, 'y'.repeat(roll(90)))
      await rename(`${target}.new`, target)
    },
    () => appendFile(file(), 'z'),
    () => rename(file(), file()),
    () => unlink(file()),
    () => mkdir(folder(), { recursive: true }),
    () => rename(path.join(folder(), 'c'), path.join(folder(), 'd')),
    async () => (roll(4) === 0 ? rm(path.join(root, 'a'), { recursive: true }) : undefined),
  ]
  await deeds[roll(deeds.length)]!().catch((error: NodeJS.ErrnoException) => {
    if (error.code === undefined) throw error
  })
}

async function scan(folder: string): Promise<Map<string, SourceFile>> {
  const files = new Map<string, SourceFile>()
  for await (const found of walk(folder, rules)) if (found.kind === 'file') files.set(found.file.path, found.file)
  return files
}

it.each([1, 2])('what was told during a storm adds up to what is there after it (%i)', async (seed) => {
  await using folder = await temporaryFolder()
  const controller = new AbortController()
  let known = new Map<string, SourceFile>()
  const online = Promise.withResolvers<void>()
  const calm = Promise.withResolvers<void>()
  const last = folder.at('the last file')
  const listening = (async () => {
    for await (const batch of watch(folder.path, rules, { signal: controller.signal })) {
      for (const change of batch) {
        if (change.kind === 'online' || change.kind === 'rescan') known = await scan(folder.path)
        if (!('path' in change)) continue
        const found = change.kind === 'changed' ? await look(change.path) : undefined
        if (found?.kind === 'file') known.set(change.path, found.file)
        else known.delete(change.path)
      }
      online.resolve()
      if (known.has(last)) calm.resolve()
    }
  })()
  await online.promise
  const roll = dice(seed)
  for (let n = 0; n < 1500; n++) {
    await gust(folder.path, roll)
    if (n % 50 === 0) await setTimeout(roll(4) === 0 ? 400 : roll(30))
  }
  // More than the settling time, so that the last file comes in a batch of its own.
  await setTimeout(1000)
  await writeFile(last, 'x')
  await calm.promise
  controller.abort()
  await listening

  const there = await scan(folder.path)
  expect(there.size).toBeGreaterThan(10)
  expect([...known.values()].sort(byPath)).toEqual([...there.values()].sort(byPath))
  const entries = [...known.values()].map((file) => ({
    ...file,
    state: 'failed' as const,
    code: 'empty' as const,
    message: '',
    hash: '',
  }))
  expect(planUpdate(entries, there.values(), [folder.path])).toEqual({ unchanged: there.size, read: [], moved: [], removed: [] })
})

const byPath = (a: SourceFile, b: SourceFile): number => (a.path < b.path ? -1 : 1)
