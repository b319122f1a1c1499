import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Activity } from '../contract/engine.ts'
import { openEngine } from './open.ts'

const models = path.join(import.meta.dirname, '../../models')
let root: string
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'kenning-upkeep-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

it('counts files while it reads them and passages while it encodes them, and knows from what it measured when it will be done', async () => {
  for (let i = 0; i < 600; i++) await writeFile(path.join(root, `${i}.txt`), `Letter ${i}: the garden gate needs oil.`)
  await using engine = await openEngine({ data: path.join(root, 'data'), models, watch: false })
  const seen: Activity[] = []
  const stop = new AbortController()
  const following = (async () => {
    for await (const { activity } of engine.status({}, stop.signal)) seen.push(activity)
  })()
  await engine.addFolder({ path: root })
  await engine.idle(AbortSignal.timeout(50_000))
  stop.abort()
  await following
  const reading = seen.filter((activity) => activity.kind === 'indexing')
  const encoding = seen.filter((activity) => activity.kind === 'encoding')
  expect(Math.max(...reading.map(({ total }) => total))).toBe(600)
  expect(encoding.length).toBeGreaterThan(0)
  for (const { done, total, filesLeft } of encoding) {
    expect(total).toBe(600)
    expect(done).toBeGreaterThan(0)
    expect(done).toBeLessThan(total)
    expect(filesLeft).toBe(600 - done)
  }
  expect(encoding.some(({ passagesPerSecond, secondsLeft }) => passagesPerSecond > 0 && secondsLeft !== null)).toBe(true)
})
