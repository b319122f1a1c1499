import { expect, it } from 'vitest'
import { Recent } from './recent.ts'

const value = (id: number) => ({ id, bytes: 10 })
const recent = (most: number) => new Recent<{ id: number; bytes: number }>(most, ({ bytes }) => bytes)

it('keeps what was read last, and lets the longest unread go', () => {
  const kept = recent(30)
  for (const id of [1, 2, 3]) kept.set(id, value(id))
  kept.get(1)
  kept.set(4, value(4))
  expect([1, 2, 3, 4].map((id) => kept.get(id)?.id)).toEqual([1, undefined, 3, 4])
})

it('reads only what is missing', async () => {
  const kept = recent(100)
  const asked: (readonly number[])[] = []
  const read = async (ids: readonly number[]) => {
    asked.push(ids)
    return ids.filter((id) => id !== 9).map(value)
  }
  expect(await kept.through([1, 2], read)).toEqual([value(1), value(2)])
  expect((await kept.through([2, 3, 9], read)).map(({ id }) => id).sort()).toEqual([2, 3])
  await kept.through([1, 2, 3], read)
  expect(asked).toEqual([
    [1, 2],
    [3, 9],
  ])
})

it('forgets what is deleted, and counts its weight no more', () => {
  const kept = recent(20)
  kept.set(1, value(1))
  kept.delete(1)
  kept.delete(1)
  kept.set(2, value(2))
  kept.set(3, value(3))
  expect([1, 2, 3].map((id) => kept.get(id)?.id)).toEqual([undefined, 2, 3])
})
