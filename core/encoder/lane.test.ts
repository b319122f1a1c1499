import path from 'node:path'
import { expect, it } from 'vitest'
import { installedModels } from './catalogue.ts'
import { openLane } from './lane.ts'
import type { EncodedPassage } from './vectors.ts'

const models = path.join(import.meta.dirname, '../../models')

it('A lane that is closed in the middle of a job of many batches answers it first', async () => {
  const model = (await installedModels(models)).get('starter')!
  const lane = await openLane({ model, dim: 64, pooling: 1, device: 'cpu' })
  const texts = Array.from({ length: 16 }, (_, i) => `the spare key hangs behind the cellar door ${'and so on '.repeat(50 + i)}`)
  const asked = lane.ask({ kind: 'passages', texts }) as Promise<EncodedPassage[]>
  const closed = lane.close()
  expect(await asked).toHaveLength(16)
  await closed
})
