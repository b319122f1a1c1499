import { expect, it } from 'vitest'
import { restartWait } from './restart.ts'

it('waits twice as long after each quick crash, half a minute at most', () => {
  const waits = [restartWait(0, 100)]
  for (let i = 0; i < 7; i++) waits.push(restartWait(waits.at(-1)!, 100))
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
})

it('starts anew after a run of a minute', () => {
  expect(restartWait(16_000, 60_000)).toBe(500)
  expect(restartWait(16_000, 59_000)).toBe(30_000)
})
