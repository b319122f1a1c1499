import type { EncodedPassage, TokenVectors } from './vectors.ts'

/** Fewer rows that stand for all. */
export interface Pooled {
  /** Protected rows first, then one mean a cluster; as in PyLate, means are shorter than 1 and are not normalised here. */
  readonly vectors: TokenVectors
  /** For each row that went in, the row that stands for it. [rows in] */
  readonly pool: Int32Array
}

/**
 * Merges like rows of a passage until one in `factor` is left (Clavié, Chaffin & Adams 2024): Ward's linkage fed with
 * 1 − cosine, cut at ⌊rows / factor⌋ clusters, each cluster its mean. The first rows ([CLS]) are not touched. Row for row what
 * PyLate's `pool_embeddings_hierarchical` gives, order included.
 */
export function poolTokens(vectors: TokenVectors, factor: 1 | 2 | 3, protectedRows = 1): Pooled {
  const { rows, dim, data } = vectors
  const rest = rows - Math.min(protectedRows, rows)
  const wanted = Math.max(Math.floor(rest / factor), 1)
  if (wanted >= rest) return { vectors, pool: Int32Array.from({ length: rows }, (_, row) => row) }
  const first = rows - rest
  const labels = cut(linkage(distances(data.subarray(first * dim), rest, dim), rest), rest, wanted)
  const clusters = Math.max(...labels) + 1
  const pooled = new Float32Array((first + clusters) * dim)
  pooled.set(data.subarray(0, first * dim))
  const members = new Int32Array(clusters)
  labels.forEach((label, i) => {
    members[label]!++
    for (let d = 0; d < dim; d++) pooled[(first + label) * dim + d]! += data[(first + i) * dim + d]!
  })
  for (let at = first * dim; at < pooled.length; at++) pooled[at]! /= members[Math.floor(at / dim) - first]!
  const pool = Int32Array.from({ length: rows }, (_, row) => (row < first ? row : first + labels[row - first]!))
  return { vectors: { rows: first + clusters, dim, data: pooled }, pool }
}

/** A passage with fewer rows, at unit length again: the codec keeps directions, and MaxSim asks for nothing else. */
export function pooledPassage({ vectors, spans }: EncodedPassage, factor: 2 | 3): EncodedPassage {
  const { vectors: merged, pool } = poolTokens(vectors, factor)
  const { rows, dim } = merged
  if (rows === vectors.rows) return { vectors, spans }
  const data = merged.data.slice()
  for (let row = 0; row < rows; row++) {
    const of = data.subarray(row * dim, (row + 1) * dim)
    const length = Math.sqrt(of.reduce((sum, x) => sum + x * x, 0))
    // Vectors that cancel out have no direction; they stay nothing.
    if (length > 0) for (let i = 0; i < dim; i++) of[i]! /= length
  }
  return { vectors: { rows, dim, data }, spans, pool }
}

/** 1 − cosine of every two unit rows. [n × n] */
function distances(data: Float32Array, n: number, dim: number): Float64Array {
  const all = new Float64Array(n * n)
  for (let a = 0; a < n; a++) {
    for (let b = a + 1; b < n; b++) {
      let dot = 0
      for (let d = 0; d < dim; d++) dot += data[a * dim + d]! * data[b * dim + d]!
      all[a * n + b] = all[b * n + a] = Math.fround(1 - Math.fround(dot))
    }
  }
  return all
}

/** Two clusters that became one. Below `n` a row; `n + i` is what merge `i` made. */
interface Merge {
  readonly left: number
  readonly right: number
  readonly distance: number
}

/**
 * Ward's linkage by chains of nearest neighbours (Müllner 2011), in O(n²). Ties fall as in scipy, so that clusters and their
 * order are the same.
 * @param distances [n × n], overwritten
 */
function linkage(distances: Float64Array, n: number): Merge[] {
  const sizes = new Int32Array(n).fill(1)
  const found: { x: number; y: number; distance: number }[] = []
  const chain: number[] = []
  while (found.length < n - 1) {
    if (chain.length === 0) chain.push(sizes.findIndex((size) => size > 0))
    const { x, y, distance } = nearestPair(chain, distances, sizes)
    chain.length -= 2
    const [low, high] = x < y ? [x, y] : [y, x]
    const [a, b] = [sizes[low]!, sizes[high]!]
    found.push({ x: low, y: high, distance })
    sizes[low] = 0
    sizes[high] = a + b
    for (let i = 0; i < n; i++) {
      const c = sizes[i]!
      if (c === 0 || i === high) continue
      const [toLow, toHigh] = [distances[i * n + low]!, distances[i * n + high]!]
      const next = Math.sqrt(((a + c) * toLow ** 2 + (b + c) * toHigh ** 2 - c * distance ** 2) / (a + b + c))
      distances[i * n + high] = distances[high * n + i] = next
    }
  }
  return named(found, n)
}

/** Follows nearest neighbours until two are each other's. */
function nearestPair(chain: number[], distances: Float64Array, sizes: Int32Array): { x: number; y: number; distance: number } {
  const n = sizes.length
  for (;;) {
    const x = chain.at(-1)!
    const before = chain.at(-2)
    let y = before ?? -1
    let least = before === undefined ? Number.POSITIVE_INFINITY : distances[x * n + before]!
    for (let i = 0; i < n; i++) {
      if (sizes[i] === 0 || i === x || distances[x * n + i]! >= least) continue
      least = distances[x * n + i]!
      y = i
    }
    if (y === before) return { x, y, distance: least }
    chain.push(y)
  }
}

/** Nearest first, and clusters named by the merge that made them. */
function named(found: readonly { x: number; y: number; distance: number }[], n: number): Merge[] {
  const parent = Int32Array.from({ length: 2 * n - 1 }, (_, i) => i)
  const root = (of: number): number => {
    let at = of
    while (parent[at] !== at) at = parent[at]!
    return at
  }
  return [...found]
    .sort((a, b) => a.distance - b.distance)
    .map(({ x, y, distance }, i) => {
      const [a, b] = [root(x), root(y)]
      parent[a] = parent[b] = n + i
      return { left: Math.min(a, b), right: Math.max(a, b), distance }
    })
}

/** Cuts the tree into at most `wanted` clusters. The label of each row, numbered as one walks the tree from its root. */
function cut(merges: readonly Merge[], n: number, wanted: number): Int32Array {
  // Merges as near as the last one needed are all made: ties leave fewer clusters than wanted.
  const farthest = merges[n - wanted - 1]!.distance
  const labels = new Int32Array(n)
  let label = -1
  const walk = (merge: number, inside: boolean): void => {
    const { left, right, distance } = merges[merge]!
    const leads = !inside && distance <= farthest
    if (leads) label++
    // Clusters before single rows, left before right.
    for (const child of [left, right]) if (child >= n) walk(child - n, inside || leads)
    for (const child of [left, right]) {
      if (child >= n) continue
      if (!inside && !leads) label++
      labels[child] = label
    }
  }
  walk(merges.length - 1, false)
  return labels
}
