import { fork } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createExtractor, type Isolate } from './isolate.ts'

let folder: string
let file: { path: string; size: number }
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kenning-isolate-'))
  file = { path: path.join(folder, 'letter.txt'), size: 11 }
  await writeFile(file.path, 'Plums, Ana.')
})
afterAll(() => rm(folder, { recursive: true }))

/** A process that runs `code`, told to the extractor as any other; `pids` collects who was started. */
const forkOf = (code: string, pids: number[]) => async () => {
  const script = path.join(folder, `child-${code.length}.mjs`)
  await writeFile(script, code)
  return (): Isolate => {
    const child = fork(script, [], { serialization: 'advanced', execArgv: [] })
    pids.push(child.pid!)
    return {
      send: (message) => void child.send(message as object),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void child.once('exit', (exit) => listener(exit)),
      kill: () => void child.kill('SIGKILL'),
      pid: child.pid,
    }
  }
}

const alive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('files are read in another process, many waiting for two', async () => {
  await using extractor = createExtractor({ workers: 2 })
  const all = await Promise.all(Array.from({ length: 12 }, () => extractor.extract(file)))
  for (const extracted of all)
    expect(extracted).toMatchObject({ kind: 'text', passages: [{ text: 'Plums, Ana.', terms: 'plums plums_ ana' }] })
  expect(await extractor.extract({ path: path.join(folder, 'gone'), size: 1 })).toMatchObject({
    kind: 'failed',
    code: 'unreadable',
  })
})

test('an error that a reader leaves behind, beside the one that it gives, costs no process', async () => {
  const bytes = await readFile(path.join(import.meta.dirname, 'fixtures/sections.pdf'))
  // Its page is gone, which pdf.js tells twice.
  const gap = bytes.indexOf('>>\nendobj\n\n1 0 obj')
  const broken = { path: path.join(folder, 'broken.pdf'), size: bytes.length }
  await writeFile(broken.path, bytes.fill(0xff, gap, gap + 145))
  await using extractor = createExtractor()
  expect(await extractor.extract(broken)).toMatchObject({ kind: 'failed', code: 'no-text' })
})

test('a file that takes too much memory costs its process, and is tried once more before it is given up', async () => {
  await using extractor = createExtractor({ memory: 1_000_000 }) // Node alone holds more; the limit is looked at while it reads.
  const big = { path: path.join(folder, 'big.html'), size: 0 }
  await writeFile(big.path, '<p><b>word</b> &amp; more</p>'.repeat(700_000))
  expect(await extractor.extract(big)).toMatchObject({ kind: 'failed', code: 'out-of-memory' })
})

test('a process that hangs is ended at the time limit and tried once more', async () => {
  const pids: number[] = []
  await using extractor = createExtractor({
    fork: await forkOf('process.on("message", () => { for (;;); })', pids)(),
    timeLimit: () => 300,
  })
  expect(await extractor.extract(file)).toMatchObject({ kind: 'failed', code: 'timeout' })
  expect(pids.length).toBe(2)
  expect(pids.some(alive)).toBe(false)
})

test.each([
  ['process.on("message", () => process.exit(3))', 'crashed'],
  ['process.on("message", () => process.kill(process.pid, "SIGABRT"))', 'out-of-memory'],
])('a process that ends by itself: %s is %s', async (code, expected) => {
  const pids: number[] = []
  const start = await forkOf(code, pids)()
  const withSignal = (): Isolate => {
    const isolate = start()
    return { ...isolate, onExit: (listener) => isolate.onExit((exit) => listener(exit ?? 134)) }
  }
  await using extractor = createExtractor({ fork: withSignal })
  expect(await extractor.extract(file)).toMatchObject({ kind: 'failed', code: expected })
  expect(pids.length).toBe(2)
})

test('a process that fails once is forgiven', async () => {
  const mark = path.join(folder, 'mark')
  const code = `import { existsSync, writeFileSync } from 'node:fs'
    process.on('message', ({ id }) => {
      if (!existsSync(${JSON.stringify(mark)})) { writeFileSync(${JSON.stringify(mark)}, ''); process.exit(1) }
      process.send({ id, answer: { kind: 'failed', code: 'no-text', message: 'read at last' } })
    })`
  await using extractor = createExtractor({ fork: await forkOf(code, [])() })
  expect(await extractor.extract(file)).toMatchObject({ message: 'read at last' })
})

test('cancelling ends the process at once, and what waits behind goes on', async () => {
  const pids: number[] = []
  const code = `process.on('message', ({ id, question: { file: { path } } }) => {
    if (path.endsWith('stuck')) for (;;);
    process.send({ id, answer: { kind: 'failed', code: 'no-text', message: path } })
  })`
  await using extractor = createExtractor({ fork: await forkOf(code, pids)() })
  const stop = new AbortController()
  const stuck = extractor.extract({ path: 'stuck', size: 1 }, stop.signal)
  const behind = extractor.extract({ path: 'behind', size: 1 })
  stop.abort()
  await expect(stuck).rejects.toMatchObject({ code: 'cancelled' })
  expect(await behind).toMatchObject({ message: 'behind' })
  expect(pids.length).toBe(2)
  expect(alive(pids[0]!)).toBe(false)
})

test('disposing cancels what is under way and leaves no process behind', async () => {
  const pids: number[] = []
  const extractor = createExtractor({ workers: 2, fork: await forkOf('process.on("message", () => { for (;;); })', pids)() })
  const pending = [1, 2, 3].map(() => extractor.extract(file))
  const outcomes = Promise.allSettled(pending)
  await extractor[Symbol.asyncDispose]()
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(pids.length).toBe(2)
  expect(pids.some(alive)).toBe(false)
  await expect(extractor.extract(file)).rejects.toMatchObject({ code: 'cancelled' })
})
