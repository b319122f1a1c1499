import { expect, it } from 'vitest'
import { nameShare, telling } from './filename.ts'

it('a name says the words it holds, by what they tell, in any inflection', () => {
  const words = [telling('household', 2), telling('budgets', 1), telling('per', 0), telling('month', 1)]
  expect(nameShare('Household_budget-2024.xlsx', words)).toBe(3 / 4)
  expect(nameShare('per.txt', words)).toBe(0)
  expect(nameShare('Household.txt', [telling('per', 0)])).toBe(0)
})
