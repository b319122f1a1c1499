import type { TokenVectors } from '../encoder/vectors.ts'
import { type Assign, worstFirst } from './assign.ts'
import { sample, seededRandom } from './random.ts'

/** 4 rounds, as ColBERT's own indexer does. */
const ITERATIONS = 4
/** Vectors looked at per centroid: 24 × 8,192 × 128 dims × 2 bytes ≈ 50 MB. */
const SAMPLE_PER_CENTROID = 24

/**
 * Spherical k-means: unit centroids of a sample. [K × dim]
 * A centroid nobody chose starts again at the vector that is served worst.
 */
export function kmeans(vectors: TokenVectors, K: number, assign: Assign, seed = 42): Float32Array {
  const random = seededRandom(seed)
  const points = rowsOf(vectors, sample(vectors.rows, K * SAMPLE_PER_CENTROID, random))
  const first = sample(points.rows, K, random)
  // Of fewer points than centroids, some serve twice: K is what the kernels count on.
  const chosen = Array.from({ length: K }, (_, k) => first[k % first.length]!)
  return kmeansFrom(rowsOf(points, chosen).data, points, assign)
}

/** Spherical k-means of all `points` that begins at these centroids. [K × dim] */
export function kmeansFrom(first: Float32Array, points: TokenVectors, assign: Assign): Float32Array {
  const { dim } = points
  const K = first.length / dim
  let centroids = first
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const served = assign(points, centroids)
    const sums = new Float32Array(K * dim)
    const members = new Uint32Array(K)
    for (let p = 0; p < points.rows; p++) {
      const k = served.codes[p]!
      members[k]!++
      for (let i = 0; i < dim; i++) sums[k * dim + i]! += points.data[p * dim + i]!
    }
    const empty = [...members.keys()].filter((k) => members[k] === 0)
    const worst = empty.length > 0 ? worstFirst(served) : []
    for (const [i, k] of empty.entries()) sums.set(points.data.subarray(worst[i]! * dim, (worst[i]! + 1) * dim), k * dim)
    centroids = normalised(sums, dim)
  }
  return centroids
}

export function rowsOf({ dim, data }: TokenVectors, rows: ArrayLike<number>): TokenVectors {
  const picked = new Float32Array(rows.length * dim)
  for (let i = 0; i < rows.length; i++) picked.set(data.subarray(rows[i]! * dim, (rows[i]! + 1) * dim), i * dim)
  return { rows: rows.length, dim, data: picked }
}

/** Rows at unit length, in place; a zero row stays zero. */
export function normalised(data: Float32Array, dim: number): Float32Array {
  for (let row = 0; row < data.length; row += dim) {
    let squares = 0
    for (let i = row; i < row + dim; i++) squares += data[i]! ** 2
    const inverse = squares > 0 ? 1 / Math.sqrt(squares) : 0
    for (let i = row; i < row + dim; i++) data[i]! *= inverse
  }
  return data
}
