import { expect, it } from 'vitest'
import { committedKernels, compileKernels } from './kernels.ts'

it('ships kernels that were compiled from the source beside them', () => {
  expect(committedKernels()).toBe(compileKernels())
})
