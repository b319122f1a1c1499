import { expect, it } from 'vitest'
import { encode, growCodec, trainCodec } from './codec.ts'
import { Compressor } from './compress.ts'
import { normalised } from './kmeans.ts'
import { seededRandom } from './random.ts'

function vectors(rows: number, seed: number) {
  const random = seededRandom(seed)
  return {
    rows,
    dim: 64,
    data: normalised(
      Float32Array.from({ length: rows * 64 }, () => random() - 0.5),
      64,
    ),
  }
}

it('compresses on its thread as the codec does here, and says which codec it made', async () => {
  await using compressor = new Compressor({ codec: null, bits: 4 })
  const { codes, codec } = await compressor.compress({ vectors: [vectors(900, 1)], tokens: 900 })
  expect(codec).toEqual(trainCodec(vectors(900, 1), 4).codec)
  expect(codes).toEqual(encode(codec!, vectors(900, 1)))
  compressor.kept(codec!)
  const same = await compressor.compress({ vectors: [vectors(50, 2)], tokens: 900 })
  expect(same).toEqual({ codes: encode(codec!, vectors(50, 2)), codec: null })
  const grown = growCodec(codec!, vectors(50, 3), 950)
  const next = await compressor.compress({ vectors: [vectors(50, 3)], tokens: 950 })
  expect(next).toEqual({ codes: encode(grown.codec, vectors(50, 3)), codec: grown.codec })
})

it('forgets a codec that could not be stored', async () => {
  const { codec: stored } = trainCodec(vectors(300, 1), 4)
  await using compressor = new Compressor({ codec: stored, bits: 4 })
  const grown = await compressor.compress({ vectors: [vectors(4_000, 2)], tokens: 40_000 })
  expect(grown.codec!.centroids.length).toBeGreaterThan(stored.centroids.length)
  const next = await compressor.compress({ vectors: [vectors(50, 3)], tokens: 300 })
  expect(next).toEqual({ codes: encode(stored, vectors(50, 3)), codec: null })
})

it('compresses batches in the order they came', async () => {
  await using compressor = new Compressor({ codec: trainCodec(vectors(300, 1), 4).codec, bits: 4 })
  const rows = await Promise.all([30, 10, 20].map((n) => compressor.compress({ vectors: [vectors(n, n)], tokens: 300 })))
  expect(rows.map(({ codes }) => codes.rows)).toEqual([30, 10, 20])
})
