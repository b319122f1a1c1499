import { describe, expect, it } from 'vitest'
import { EngineError } from '../../core/contract/errors.ts'
import { fakeEngine, home, someFailures } from '../testing/fake-engine.ts'
import { createLibrary, indexBytesAt, progressOf } from './library.ts'

/** Resolves when `look` sees what it waits for. */
const until = (library: ReturnType<typeof createLibrary>, look: () => boolean) =>
  new Promise<void>((resolve) => {
    if (look()) return resolve()
    const stop = library.store.subscribe(() => {
      if (!look()) return
      stop()
      resolve()
    })
  })

describe('library', () => {
  it('follows the status and stops when asked', async () => {
    const library = createLibrary(fakeEngine())
    const leaving = new AbortController()
    const following = library.follow(leaving.signal)
    await until(library, () => library.store.getState().status !== null)
    expect(library.store.getState().status?.folders).toEqual([home])
    leaving.abort()
    await following
  })

  it('shows a folder that was added, and forgets one that was removed', async () => {
    const library = createLibrary(fakeEngine())
    const leaving = new AbortController()
    void library.follow(leaving.signal)
    const paths = () => library.store.getState().status?.folders.map(({ path }) => path)
    expect(await library.add('/home/anna/Pictures')).toBe(true)
    await until(library, () => paths()?.includes('/home/anna/Pictures') ?? false)
    expect(await library.remove(home.path)).toBe(true)
    await until(library, () => paths()?.length === 1)
    expect(paths()).toEqual(['/home/anna/Pictures'])
    leaving.abort()
  })

  it('says why a folder could not be added, until something goes well', async () => {
    const broken = new EngineError('not-a-folder', 'This is a file. Choose the folder it lies in.')
    const engine = fakeEngine({ broken: { addFolder: broken } })
    const library = createLibrary(engine)
    expect(await library.add('/home/anna/letter.txt')).toBe(false)
    expect(library.store.getState().problem?.message).toBe('This is a file. Choose the folder it lies in.')
    expect(await library.retry()).toBe(true)
    expect(library.store.getState().problem).toBeNull()
  })

  it('does not swallow what is not expected', async () => {
    const library = createLibrary({ ...fakeEngine(), addFolder: () => Promise.reject(new TypeError('a bug')) })
    await expect(library.add('/x')).rejects.toThrow('a bug')
  })

  it('retries one file or all of them', async () => {
    const engine = fakeEngine()
    const library = createLibrary(engine)
    await library.retry(someFailures[0]!.path)
    await library.retry()
    expect(engine.calls).toEqual([
      ['retry', { path: someFailures[0]!.path }],
      ['retry', {}],
    ])
  })
})

it('counts progress from 0 to 1, and only where there is something to count', () => {
  const counted = { done: 30, total: 120, file: '', filesPerSecond: 0, secondsLeft: null }
  expect(progressOf({ activity: { kind: 'indexing', ...counted } })).toBe(0.25)
  expect(progressOf({ activity: { kind: 'indexing', ...counted, total: 0 } })).toBe(0)
  expect(progressOf({ activity: { kind: 'idle' } })).toBeNull()
})

it('estimates another embedding size in proportion', () => {
  expect(indexBytesAt({ dim: 128, pooling: 1 }, { dim: 64, pooling: 1, bytes: { text: 10, index: 1_000 } })).toBe(2_000)
  expect(indexBytesAt({ dim: 64, pooling: 1 }, { dim: 96, pooling: 1, bytes: { text: 10, index: 900 } })).toBe(600)
  expect(indexBytesAt({ dim: 64, pooling: 1 }, { dim: 0, pooling: 1, bytes: { text: 0, index: 0 } })).toBe(0)
  // Half of the vectors go, but neither text nor spans.
  expect(indexBytesAt({ dim: 64, pooling: 2 }, { dim: 64, pooling: 1, bytes: { text: 10, index: 1_000 } })).toBe(675)
})
