import type { TokenVectors } from '../encoder/vectors.ts'
import { type Assignment, placeI16, workspace, worstFirst } from './assign.ts'
import { assignNear } from './groups.ts'
import { kmeans, kmeansFrom, normalised, rowsOf } from './kmeans.ts'
import { sample, seededRandom } from './random.ts'

/** Compressed token vectors of one passage: the nearest centroid and the rest, `bits` per dimension. */
export interface Codes {
  readonly rows: number
  /** [rows] */
  readonly centroids: Uint16Array
  /** [rows × dim·bits/8], low bits first (ColBERTv2 §3) */
  readonly residuals: Uint8Array
}

/**
 * ColBERTv2's residual compression with Lloyd–Max buckets: on synthetic vectors the top ten of exact MaxSim survived 4 bits
 * to .905, against .76 with quantile buckets.
 */
export interface Codec {
  readonly dim: number
  readonly bits: 2 | 4
  /** Unit rows [K × dim]; grows at the end only, so that codes written earlier stay right. K ≤ 65,536. */
  readonly centroids: Float32Array
  /** Bucket values, ascending [2^bits] */
  readonly weights: Float32Array
}

/** Buckets are fitted to vectors that no centroid was fitted to: every eighth, 4,096 × 128 dims × 4 bytes ≈ 2 MB at the most. */
const HELD_OUT_EVERY = 8
const HELD_OUT = 4_096
/** The least share of residuals of words to come. */
const LEAST_UNSEEN = 1 / 64
/** Two centroids nearer to each other than this are of one word. */
const SAME = 0.98
/** 16,384 × 128 dims × 2 bytes ≈ 4 MB, and as many rows in the table that each query makes. */
const MOST_CENTROIDS = 16_384

/**
 * How many centroids a collection deserves: 8·√tokens, no more than a quarter of the tokens. A multiple of 4, as the kernels want
 * it; not a power of two as in ColBERT, so that every batch brings centroids for the words that are new in it. With doublings alone
 * the scan's 600 candidates held .83 of exact MaxSim's ten best among 10,000 passages, so .91; and the scores of weak matches in
 * 300 short files, read in 12 orders, differed by up to .064 of the best one's, now by .030. PLAID takes twice as many, because it
 * prunes by centroids alone; here they only choose what exact MaxSim looks at.
 */
export function centroidCount(tokens: number): number {
  const plenty = 8 * Math.sqrt(Math.max(1, tokens))
  const quarter = Math.max(16, tokens) / 4
  return 4 * Math.floor(Math.min(MOST_CENTROIDS, plenty, quarter) / 4)
}

/** A first codec: centroids and buckets of most vectors, then centroids for what the rest has beyond them. */
export function trainCodec(vectors: TokenVectors, bits: 2 | 4): Grown {
  const { dim } = vectors
  const rows = Uint32Array.from({ length: vectors.rows }, (_, row) => row)
  const isHeld = (row: number): boolean => row % HELD_OUT_EVERY === 0
  const learnt =
    vectors.rows < HELD_OUT_EVERY
      ? vectors
      : rowsOf(
          vectors,
          rows.filter((row) => !isHeld(row)),
        )
  const centroids = kmeans(learnt, centroidCount(learnt.rows), assignNear)
  const served = assignNear(vectors, centroids)
  const held = residualsOf(vectors, centroids, served, rows.filter(isHeld).subarray(0, HELD_OUT))
  const residuals = new Float32Array([...held, ...unseen(centroids, dim, served, held.length / dim)])
  // A word that was held out would be the one that is cut off.
  return grow({ dim, bits, centroids, weights: lloydMax(residuals, 2 ** bits) }, vectors, served, vectors.rows)
}

/** [rows × dim] */
function residualsOf(
  { dim, data }: TokenVectors,
  centroids: Float32Array,
  { codes }: Assignment,
  rows: Uint32Array,
): Float32Array {
  const residuals = new Float32Array(rows.length * dim)
  rows.forEach((row, at) => {
    for (let i = 0; i < dim; i++) residuals[at * dim + i] = data[row * dim + i]! - centroids[codes[row]! * dim + i]!
  })
  return residuals
}

/**
 * Residuals as words will have that have not come yet: each centroid's to the nearest other one. As many of `count` as centroids
 * were met once among the vectors, which is what is still to come (Good 1953), and some in any case. Without them a codec that has seen
 * only the same few words over and over has buckets for them alone, and cuts off all that is new.
 */
function unseen(centroids: Float32Array, dim: number, { codes }: Assignment, count: number): Float32Array {
  const K = centroids.length / dim
  const members = new Uint32Array(K)
  for (const k of codes) members[k]!++
  const once = members.reduce((sum, met) => sum + (met === 1 ? 1 : 0), 0)
  const share = Math.max(LEAST_UNSEEN, once / codes.length)
  const chosen = sample(K, Math.min(K, Math.ceil(share * count)), seededRandom(7))
  return Float32Array.from(
    [...chosen].flatMap((k) => {
      const own = centroids.subarray(k * dim, (k + 1) * dim)
      let nearest = -1
      let most = -2
      for (let other = 0; other < K; other++) {
        if (other === k) continue
        let dot = 0
        for (let i = 0; i < dim; i++) dot += own[i]! * centroids[other * dim + i]!
        if (dot > most && dot < SAME) {
          most = dot
          nearest = other
        }
      }
      return nearest < 0 ? [] : Array.from(own, (x, i) => x - centroids[nearest * dim + i]!)
    }),
  )
}

export interface Grown {
  readonly codec: Codec
  /** Of the vectors to this codec's centroids. */
  readonly assignment: Assignment
}

/**
 * A codec with more centroids, placed where `vectors` are served worst: at words that nobody has written before. Codes made with
 * the old one stay valid, because centroids are only added and buckets stay (next-plaid's rule).
 */
export const growCodec = (codec: Codec, vectors: TokenVectors, tokens: number): Grown =>
  grow(codec, vectors, assignNear(vectors, codec.centroids), tokens)

/** @param served the vectors' assignment to the codec's centroids */
function grow(codec: Codec, vectors: TokenVectors, served: Assignment, tokens: number): Grown {
  const K = codec.centroids.length / codec.dim
  const quarter = Math.floor(vectors.rows / 16) * 4
  const wanted = Math.min(centroidCount(tokens) - K, quarter)
  if (wanted < 4) return { codec, assignment: served }
  const worst = rowsOf(vectors, worstFirst(served).subarray(0, Math.min(wanted * 16, quarter)))
  const added = kmeansFrom(worst.data.slice(0, wanted * codec.dim), worst, assignNear)
  const centroids = new Float32Array(codec.centroids.length + added.length)
  centroids.set(codec.centroids)
  centroids.set(added, codec.centroids.length)
  return { codec: { ...codec, centroids }, assignment: nearer(served, assignNear(vectors, added), K) }
}

/** Of two assignments of the same vectors the better; the second's codes begin at `K`. */
function nearer(first: Assignment, second: Assignment, K: number): Assignment {
  const isNearer = (row: number): boolean => second.cosines[row]! > first.cosines[row]!
  return {
    codes: first.codes.map((code, row) => (isNearer(row) ? K + second.codes[row]! : code)),
    cosines: first.cosines.map((cosine, row) => Math.max(cosine, second.cosines[row]!)),
  }
}

/** Codes of these vectors: of what is left beside its centroid, each dimension's nearest bucket. */
export function encode(codec: Codec, vectors: TokenVectors, { codes } = assignNear(vectors, codec.centroids)): Codes {
  const { rows, dim, data } = vectors
  const { bits, centroids, weights } = codec
  const kernels = workspace
  const mark = kernels.mark()
  const between = Float32Array.from(weights.subarray(1), (weight, i) => (weights[i]! + weight) / 2)
  const at = {
    vectors: placeI16(kernels, data),
    codes: kernels.allocate(rows * 2),
    centroids: placeI16(kernels, centroids),
    edges: placeI16(kernels, between),
    residuals: kernels.allocate((rows * dim * bits) / 8),
  }
  kernels.u16(at.codes, rows).set(codes)
  kernels.run.encode(bits, at.vectors, rows, at.codes, at.centroids, at.edges, dim, at.residuals)
  const residuals = kernels.u8(at.residuals, (rows * dim * bits) / 8).slice()
  kernels.release(mark)
  return { rows, centroids: codes, residuals }
}

/** The vectors back, at unit length: the oracle for the kernel that decodes. */
export function decode(codec: Codec, codes: Codes): TokenVectors {
  const { dim, bits, centroids, weights } = codec
  const perByte = 8 / bits
  const data = new Float32Array(codes.rows * dim)
  for (let at = 0; at < data.length; at++) {
    const bucket = (codes.residuals[Math.floor(at / perByte)]! >> ((at % perByte) * bits)) & (2 ** bits - 1)
    data[at] = centroids[codes.centroids[Math.floor(at / dim)]! * dim + (at % dim)]! + weights[bucket]!
  }
  return { rows: codes.rows, dim, data: normalised(data, dim) }
}

/** Lloyd (1982): `levels` values that minimise the squared error of rounding `values` to the nearest. Ascending. */
function lloydMax(values: Float32Array, levels: number): Float32Array {
  const sorted = values.slice().sort()
  const sums = new Float64Array(sorted.length + 1)
  sorted.forEach((value, i) => {
    sums[i + 1] = sums[i]! + value
  })
  let weights = firstLevels(sorted, levels)
  for (let round = 0; round < 30; round++) {
    let from = 0
    weights = weights.map((weight, i) => {
      const to = i + 1 < levels ? lowerBound(sorted, (weight + weights[i + 1]!) / 2) : sorted.length
      const mean = to > from ? (sums[to]! - sums[from]!) / (to - from) : weight
      from = Math.max(from, to)
      return mean
    })
  }
  return weights
}

/** Bins between the least and the greatest value. */
const BINS = 512

/**
 * Levels as dense as the cube root of the values' density (Panter & Dite 1951): where all but a few values are alike, most
 * levels are still for the few. From quantiles, Lloyd's rounds would not get there.
 */
function firstLevels(sorted: Float32Array, levels: number): Float32Array {
  const least = sorted[0] ?? 0
  const width = ((sorted.at(-1) ?? 0) - least) / BINS || 1
  const density = new Float64Array(BINS)
  for (const value of sorted) density[Math.min(BINS - 1, Math.floor((value - least) / width))]!++
  let sum = 0
  const below = density.map((count) => {
    sum += Math.cbrt(count)
    return sum
  })
  let bin = 0
  return Float32Array.from({ length: levels }, (_, i) => {
    while (below[bin]! < ((i + 0.5) / levels) * sum) bin++
    return least + (bin + 0.5) * width
  })
}

/** First index whose value is above `value`. */
function lowerBound(sorted: Float32Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low
}

/** Distinct centroids of a passage, ascending: what the scan looks at (about 108 of 180 tokens). */
export function centroidSet(codes: Codes): Uint16Array {
  return Uint16Array.from(new Set(codes.centroids)).sort()
}
