import { expect, it } from 'vitest'
import { ahead } from './ahead.ts'

const never = new AbortController().signal
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const upTo = (count: number) => (begun: readonly unknown[]) => begun.length < count

it('keeps the order, whatever takes longest', async () => {
  const done: number[] = []
  const work = async (n: number) => {
    await sleep(10 - n)
    return n
  }
  for await (const n of ahead([1, 9, 3, 7], upTo(4), work, never)) done.push(n)
  expect(done).toEqual([1, 9, 3, 7])
})

it('begins no more than it is allowed to', async () => {
  let running = 0
  let most = 0
  const work = async () => {
    most = Math.max(most, ++running)
    await sleep(1)
    running--
  }
  for await (const _ of ahead(Array(20).fill(0), upTo(3), work, never));
  expect(most).toBe(3)
})

it('fails with the first failure in order, once nothing runs any more, even when a later one failed before', async () => {
  let running = 0
  const work = async (n: number) => {
    running++
    await sleep(n === 0 ? 20 : 1)
    running--
    throw new Error(`failed ${n}`)
  }
  await expect(async () => {
    for await (const _ of ahead([0, 1, 2], upTo(3), work, never));
  }).rejects.toThrow('failed 0')
  expect(running).toBe(0)
})

it('stops when it is told to', async () => {
  const stop = new AbortController()
  const seen: number[] = []
  await expect(async () => {
    for await (const n of ahead([1, 2, 3], upTo(1), async (n: number) => n, stop.signal)) {
      seen.push(n)
      stop.abort()
    }
  }).rejects.toMatchObject({ code: 'cancelled' })
  expect(seen).toEqual([1])
})
