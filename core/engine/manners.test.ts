import { expect, test } from 'vitest'
import { holdFor, Manners, type Power } from './manners.ts'

const nobody: Power = { supply: 'mains', charge: null, idle: 600, hot: false }
const free = { paused: false, waitsFor: [] } as const

test('nothing is held back unless a person or the computer says so', () => {
  expect(holdFor(free, { ...nobody, supply: 'battery', idle: 0 }, 0)).toBeNull()
  expect(holdFor(free, { ...nobody, hot: true }, 0)).toEqual({ by: 'heat' })
  expect(holdFor({ ...free, paused: true }, { ...nobody, hot: true }, 0)).toEqual({ by: 'person', until: null })
})

test('a pause for a while ends by itself', () => {
  const paused = { ...free, paused: { until: 5_000 } }
  expect(holdFor(paused, nobody, 4_999)).toEqual({ by: 'person', until: 5_000 })
  expect(holdFor(paused, nobody, 5_000)).toBeNull()
})

test('conditions hold together; what the system does not say is taken as met', () => {
  const both = { paused: false, waitsFor: ['mains', 'idle'] } as const
  expect(holdFor(both, { ...nobody, supply: 'battery', idle: 0 }, 0)).toEqual({ by: 'mains' })
  expect(holdFor(both, { ...nobody, idle: 59 }, 0)).toEqual({ by: 'idle' })
  expect(holdFor(both, { ...nobody, idle: 60 }, 0)).toBeNull()
  expect(holdFor(both, { ...nobody, idle: null }, 0)).toBeNull()
})

test('a battery that is nearly empty is left to the person; while it is being charged it is not', () => {
  const low: Power = { ...nobody, supply: 'battery', charge: 20 }
  expect(holdFor(free, low, 0)).toEqual({ by: 'charge' })
  expect(holdFor({ ...free, waitsFor: ['mains'] }, low, 0)).toEqual({ by: 'charge' })
  expect(holdFor(free, { ...low, charge: 21 }, 0)).toBeNull()
  expect(holdFor(free, { ...low, supply: 'mains' }, 0)).toBeNull()
})

test('a change is told once, however often the same is said', () => {
  let changes = 0
  using manners = new Manners({
    settings: () => ({ paused: false, waitsFor: ['mains'] }),
    changed: () => void changes++,
    ended: () => {},
  })
  manners.take({ supply: 'battery' })
  manners.take({ supply: 'battery', idle: 3 })
  expect([manners.hold, changes]).toEqual([{ by: 'mains' }, 1])
  manners.take({ supply: 'mains' })
  expect([manners.hold, changes]).toEqual([null, 2])
})
