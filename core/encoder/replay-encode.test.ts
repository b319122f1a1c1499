import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { replayEncode } from './replay-encode.ts'

const frozen = path.join(import.meta.dirname, '../../models/export/frozen/encode')
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kenning-replay-encode-'))
  await cp(frozen, folder, { recursive: true })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it('Texts become the rows and the vectors that PyLate’s own encode makes of them, in any script, empty ones too', async () => {
  const { rowsEqual, maxAbs, minCosine } = await replayEncode(folder, 'fp32')
  expect(rowsEqual).toBe(true)
  expect(maxAbs).toBeLessThan(1e-4)
  expect(minCosine).toBeGreaterThan(0.99999)
})

it('In 8 bits they are like those by a cosine of 0.99 for every token', async () => {
  const { rowsEqual, minCosine } = await replayEncode(folder, 'int8')
  expect(rowsEqual).toBe(true)
  expect(minCosine).toBeGreaterThan(0.99)
})
