import { expect, test } from 'vitest'
import { isHot } from './heat.ts'

test('a computer is hot when it says so, or runs at half its speed to cool', () => {
  const states = ['unknown', 'nominal', 'fair', 'serious', 'critical']
  expect(states.filter((state) => isHot(state, 100))).toEqual(['serious', 'critical'])
  expect([isHot('unknown', 80), isHot('unknown', 50)]).toEqual([false, true])
})
