import { expect, it } from 'vitest'
import { counted, line } from './progress.ts'

it('writes counts as people read them', () => {
  expect(counted(999)).toBe('999')
  expect(counted(3275)).toBe('3,275')
  const file = '/home/anna/Documents/lease.md'
  const activity = {
    kind: 'encoding',
    done: 3275,
    total: 13_100,
    filesLeft: 9,
    file,
    passagesPerSecond: 0,
    secondsLeft: null,
  } as const
  expect(line(activity, 100)).toBe(`[######..................] 3,275/13,100 passages encoded  ${file}`)
})
