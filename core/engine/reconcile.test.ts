import { expect, test } from 'vitest'
import { Reconciliation } from './reconcile.ts'

const second = 1000
const minute = 60 * second

test('folders are looked through every hour, and at once after the computer slept', () => {
  const reconciliation = new Reconciliation(0)
  const due: number[] = []
  const tick = (at: number) => reconciliation.tick(at) && due.push(at / minute)
  for (let at = 30 * second; at <= 130 * minute; at += 30 * second) tick(at)
  expect(due).toEqual([60, 120])
  tick(200 * minute)
  for (let at = 200 * minute + 30 * second; at <= 261 * minute; at += 30 * second) tick(at)
  expect(due).toEqual([60, 120, 200, 260])
})
