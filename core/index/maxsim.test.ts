import { describe, expect, it } from 'vitest'
import type { TokenVectors } from '../encoder/vectors.ts'
import { assign } from './assign.ts'
import { type Codec, centroidSet, decode, encode, growCodec, trainCodec } from './codec.ts'
import { assignNear } from './groups.ts'
import { normalised } from './kmeans.ts'
import { Aligner } from './maxsim.ts'
import { seededRandom } from './random.ts'
import { CandidateScan } from './scan.ts'

/** Unit rows scattered around `senses` directions, as an encoder's are. */
function vectors(rows: number, dim: number, seed: number, senses = 40): TokenVectors {
  const random = seededRandom(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const shared = seededRandom(1)
  const directions = Array.from({ length: senses * dim }, () => shared() - 0.5)
  const data = new Float32Array(rows * dim)
  for (let row = 0; row < rows; row++) {
    const sense = Math.floor(random() * senses)
    for (let i = 0; i < dim; i++) data[row * dim + i] = directions[sense * dim + i]! + 0.12 * normal()
  }
  return { rows, dim, data: normalised(data, dim) }
}

/** maxⱼ qᵢ·pⱼ by the definition, in double precision. */
function bruteForce(query: TokenVectors, passage: TokenVectors) {
  const { dim } = query
  return Array.from({ length: query.rows }, (_, i) => {
    let best = -1
    let most = -2
    for (let j = 0; j < passage.rows; j++) {
      let dot = 0
      for (let x = 0; x < dim; x++) dot += query.data[i * dim + x]! * passage.data[j * dim + x]!
      if (dot > most) {
        most = dot
        best = j
      }
    }
    return { best, similarity: most }
  })
}

const exactCodec = (dim: number, centroids: Float32Array): Codec => ({ dim, bits: 4, centroids, weights: new Float32Array(16) })

describe('MaxSim', () => {
  it('gives each query token its best passage token, and adds them up', () => {
    const dim = 16
    const unit = (...at: number[]) => Float32Array.from({ length: dim }, (_, i) => at[i] ?? 0)
    const centroids = Float32Array.from([...unit(0.6, 0.8), ...unit(1), ...unit(0.8, 0.6), ...unit(0, 0, 1)])
    const query = { rows: 2, dim, data: Float32Array.from([...unit(1), ...unit(0, 1)]) }
    const codes = { rows: 3, centroids: Uint16Array.of(0, 1, 2), residuals: new Uint8Array((3 * dim) / 2) }
    const { score, best, similarity } = new Aligner(exactCodec(dim, centroids)).align(query, [codes])[0]!
    expect([...best]).toEqual([1, 0]) // (1, 0) itself; for (0, 1) the row whose second part is 0.8
    expect(similarity[0]).toBeCloseTo(1, 3)
    expect(similarity[1]).toBeCloseTo(0.8, 3)
    expect(score).toBeCloseTo(1.8, 3)
  })

  it('finds nothing in a passage without rows', () => {
    const query = vectors(3, 64, 5)
    const empty = { rows: 0, centroids: new Uint16Array(), residuals: new Uint8Array() }
    const { score, best } = new Aligner(exactCodec(64, vectors(4, 64, 6).data)).align(query, [empty])[0]!
    expect(score).toBe(0)
    expect([...best]).toEqual([-1, -1, -1])
  })

  it.each([
    [64, 4],
    [64, 2],
    [96, 4],
    [96, 2],
    [128, 4],
    [128, 2],
  ] as const)('equals brute force over decoded vectors, dim %i, %i bits', (dim, bits) => {
    const { codec } = trainCodec(vectors(2000, dim, 2), bits)
    const query = vectors(37, dim, 3)
    const aligner = new Aligner(codec)
    for (const [rows, seed] of [
      [1, 10],
      [2, 11],
      [181, 12],
    ] as const) {
      const codes = encode(codec, vectors(rows, dim, seed))
      const { best, similarity } = aligner.align(query, [codes])[0]!
      const expected = bruteForce(query, decode(codec, codes))
      expected.forEach((answer, i) => {
        expect(similarity[i]).toBeCloseTo(answer.similarity, 2)
        // Two rows may be equally good to the kernel's precision.
        if (best[i] !== answer.best) expect(bruteForce(query, decode(codec, codes))[i]!.similarity).toBeCloseTo(similarity[i]!, 3)
      })
    }
  })
})

describe('the codec', () => {
  it('writes what is left beside the centroid as bucket numbers, low bits first', () => {
    const codec = {
      dim: 16,
      bits: 4,
      centroids: new Float32Array(16),
      weights: Float32Array.from({ length: 16 }, (_, i) => i / 16),
    }
    const data = Float32Array.from({ length: 16 }, (_, i) => i / 16)
    const { residuals } = encode(
      codec as Codec,
      { rows: 1, dim: 16, data },
      { codes: Uint16Array.of(0), cosines: new Float32Array(1) },
    )
    expect([...residuals]).toEqual([0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe])
    const two = { ...codec, bits: 2, weights: Float32Array.of(0, 0.25, 0.5, 0.75) }
    const packed = encode(two as Codec, { rows: 1, dim: 16, data }, { codes: Uint16Array.of(0), cosines: new Float32Array(1) })
    expect([...packed.residuals]).toEqual([0b01000000, 0b10010101, 0b11101010, 0b11111111])
  })

  it.each([
    [64, 4],
    [96, 2],
    [128, 4],
    [128, 2],
  ] as const)('chooses the bucket that is nearest to what is left, dim %i, %i bits', (dim, bits) => {
    const { codec } = trainCodec(vectors(3000, dim, 2), bits)
    const { rows, data } = vectors(501, dim, 9)
    const { centroids, residuals } = encode(codec, { rows, dim, data })
    const { weights } = codec
    for (let i = 0; i < data.length; i++) {
      const left = data[i]! - codec.centroids[centroids[Math.floor(i / dim)]! * dim + (i % dim)]!
      const chosen = weights[(residuals[(i * bits) >> 3]! >> ((i * bits) & 7)) & (2 ** bits - 1)]!
      const least = weights.reduce((nearest, weight) => Math.min(nearest, Math.abs(left - weight)), 9)
      // Two buckets may be equally near to the kernel's precision: vector and centroid are whole 16,384ths.
      if (Math.abs(left - chosen) > least + 4 / 16_384) expect.fail(`${left} became ${chosen}, ${least} away from another`)
    }
  })

  it.each([
    [4, 0.99],
    [2, 0.95],
  ] as const)('keeps the direction of a vector with %i bits', (bits, least) => {
    const { codec } = trainCodec(vectors(4000, 64, 2), bits)
    const original = vectors(500, 64, 4)
    const back = decode(codec, encode(codec, original))
    let cosines = 0
    for (let i = 0; i < original.data.length; i++) cosines += original.data[i]! * back.data[i]!
    expect(cosines / original.rows).toBeGreaterThan(least)
  })

  it('keeps room for words it has not met, also when it has met the same few over and over', () => {
    const few = vectors(20, 64, 2)
    const again = Array.from({ length: 30 }, () => [...few.data]).flat()
    const { codec } = trainCodec({ rows: 600, dim: 64, data: Float32Array.from(again) }, 4)
    const original = vectors(300, 64, 4)
    const back = decode(codec, encode(codec, original))
    let cosines = 0
    for (let i = 0; i < original.data.length; i++) cosines += original.data[i]! * back.data[i]!
    expect(cosines / original.rows).toBeGreaterThan(0.9)
  })

  it('assigns each vector to the centroid that brute force finds', () => {
    const points = vectors(33, 64, 8)
    const centroids = vectors(64, 64, 9)
    expect([...assign(points, centroids.data).codes]).toEqual(bruteForce(points, centroids).map(({ best }) => best))
  })

  it('finds nearly the best centroid through groups, and never names one that is not there', () => {
    const points = vectors(400, 64, 8, 300)
    const centroids = vectors(1024, 64, 9, 300).data
    const best = assign(points, centroids).cosines
    const { codes, cosines } = assignNear(points, centroids)
    const lost = best.map((cosine, i) => cosine - cosines[i]!)
    expect(Math.min(...lost)).toBeGreaterThan(-1e-6)
    expect(lost.reduce((a, b) => a + b) / 400).toBeLessThan(0.02)
    expect(lost.filter((each) => each < 1e-6).length).toBeGreaterThan(300)
    const first = Array.from({ length: 64 }, (_, i) => points.data[i]! * centroids[codes[0]! * 64 + i]!)
    expect(first.reduce((a, b) => a + b)).toBeCloseTo(cosines[0]!, 3)
  })

  it('grows by adding centroids, so that codes written before stay as they were', () => {
    const { codec } = trainCodec(vectors(200, 64, 2), 4)
    const before = vectors(20, 64, 3)
    const codes = encode(codec, before)
    const { codec: grown } = growCodec(codec, vectors(6000, 64, 77, 400), 20_000)
    expect(grown.centroids.length).toBeGreaterThan(codec.centroids.length * 2)
    expect(decode(grown, codes)).toEqual(decode(codec, codes))
  })

  it('is whole also when all that it was trained on is a word or two', () => {
    for (const rows of [1, 2, 3]) {
      const { codec } = trainCodec(vectors(rows, 64, 2), 4)
      expect(codec.centroids.length).toBe(4 * 64)
      const { codec: grown, assignment } = growCodec(codec, vectors(7, 64, 3), 5000)
      const back = decode(grown, encode(grown, vectors(7, 64, 3), assignment))
      expect(back.data.every(Number.isFinite)).toBe(true)
    }
  })

  it('serves new vectors better after growing', () => {
    const { codec } = trainCodec(vectors(200, 64, 2), 4)
    const later = vectors(6000, 64, 77, 400)
    const mean = (xs: Float32Array) => xs.reduce((sum, x) => sum + x, 0) / xs.length
    const { codec: grown } = growCodec(codec, later, 20_000)
    expect(mean(assign(later, grown.centroids).cosines)).toBeGreaterThan(mean(assign(later, codec.centroids).cosines))
  })
})

it('a word that comes late gets a centroid of its own, however little the collection grows', () => {
  const { codec } = trainCodec(vectors(4000, 64, 2), 4)
  const late = vectors(64, 64, 3)
  const word = vectors(1, 64, 900, 4000).data
  for (const row of [10, 30, 50]) late.data.set(word, row * 64)
  const { codec: grown, assignment } = growCodec(codec, late, 4_130)
  expect(grown.centroids.length).toBe(codec.centroids.length + 8 * 64)
  expect(assignment.cosines[30]).toBeCloseTo(1, 2)
  expect(assignment).toEqual(assign(late, grown.centroids))
})

describe('the candidate scan', () => {
  const dim = 64
  const { codec } = trainCodec(vectors(3000, dim, 2), 4)
  const passages = Array.from({ length: 300 }, (_, i) => encode(codec, vectors(20, dim, 100 + i)))
  const query = vectors(32, dim, 3)
  const byCentroids = passages
    .map((codes, id) => {
      const set = centroidSet(codes)
      const rows = {
        rows: set.length,
        dim,
        data: Float32Array.from([...set].flatMap((k) => [...codec.centroids.subarray(k * dim, (k + 1) * dim)])),
      }
      return { id, score: bruteForce(query, rows).reduce((sum, { similarity }) => sum + Math.max(similarity, -0.25), 0) }
    })
    .sort((a, b) => b.score - a.score)

  it('ranks passages as MaxSim over their centroids does', () => {
    const scan = new CandidateScan()
    scan.takeCentroids(codec.centroids, dim)
    for (const [id, codes] of passages.entries()) scan.add(id, centroidSet(codes))
    const found = scan.top(query, 20).map(({ id }) => id)
    const expected = new Set(byCentroids.slice(0, 25).map(({ id }) => id)) // u8 steps blur near-ties
    expect(found).toHaveLength(20)
    expect(found.filter((id) => expected.has(id)).length).toBeGreaterThanOrEqual(19)
    expect(found[0]).toBe(byCentroids[0]!.id)
  })

  it('finds a passage added later, and never one removed', () => {
    const scan = new CandidateScan()
    scan.takeCentroids(codec.centroids, dim)
    for (const [id, codes] of passages.entries()) scan.add(id, centroidSet(codes))
    const best = byCentroids[0]!.id
    scan.remove(best)
    expect(scan.top(query, 300).map(({ id }) => id)).not.toContain(best)
    scan.add(1000, centroidSet(passages[best]!))
    expect(scan.top(query, 1)[0]!.id).toBe(1000)
    expect(scan.size).toBe(300)
  })

  it('survives filling blocks and losing more than half of its passages', () => {
    const scan = new CandidateScan()
    scan.takeCentroids(codec.centroids, dim)
    for (let id = 0; id < 9_000; id++) scan.add(id, centroidSet(passages[id % 300]!))
    for (let id = 0; id < 8_500; id++) scan.remove(id)
    const found = scan.top(query, 500)
    expect(found).toHaveLength(500)
    expect(found.every(({ id }) => id >= 8_500)).toBe(true)
    expect(found[0]!.id % 300).toBe(byCentroids[0]!.id)
  })
})
