import type { AskedWord, Why } from '../contract/engine.ts'
import type { EncodedQuery, TokenVectors } from '../encoder/vectors.ts'
import type { Alignment } from '../index/maxsim.ts'

/** The query word that each row's token belongs to; -1 for markers and masks. [rows] */
export function wordOfRows(words: readonly AskedWord[], { spans }: Pick<EncodedQuery, 'spans'>): Int32Array {
  return Int32Array.from({ length: spans.length / 2 }, (_, row) =>
    words.findIndex(({ start, end }) => spans[2 * row]! < end && spans[2 * row + 1]! > start),
  )
}

/** How much each row counts: as its word does, and 1 where it has none. [rows] */
export const rowWeights = (wordOfRow: Int32Array, weights: readonly number[]): Float32Array =>
  Float32Array.from(wordOfRow, (word) => (word < 0 ? 1 : weights[word]!))

/** Σᵢ wᵢ · maxⱼ qᵢ·pⱼ */
export const weightedMaxSim = ({ similarity }: Pick<Alignment, 'similarity'>, weights: Float32Array): number =>
  similarity.reduce((sum, cosine, row) => sum + weights[row]! * cosine, 0)

/** Only the rows that `keep` lets through. */
export function someRows({ dim, data }: TokenVectors, keep: readonly boolean[]): TokenVectors {
  const rows = keep.flatMap((kept, row) => (kept ? row : []))
  const chosen = new Float32Array(rows.length * dim)
  rows.forEach((row, i) => {
    chosen.set(data.subarray(row * dim, (row + 1) * dim), i * dim)
  })
  return { rows: rows.length, dim, data: chosen }
}

/** The least similarity that any passage has to each row: what a passage has beyond it tells it apart. [rows] */
export function leastOf(alignments: Iterable<Pick<Alignment, 'similarity'>>, rows: number): Float32Array {
  const least = new Float32Array(rows).fill(Infinity)
  for (const { similarity } of alignments)
    for (let row = 0; row < rows; row++) least[row] = Math.min(least[row]!, similarity[row]!)
  return least
}

/**
 * Where a passage's score comes from. A score by meaning says how far a passage is above the least of the candidates; each
 * word's part of that is what its rows have above their least.
 */
export function why(
  { score, byMeaning }: { readonly score: number; readonly byMeaning: number },
  similarity: Float32Array | null,
  { words, wordOfRow, weights, least }: { words: number; wordOfRow: Int32Array; weights: Float32Array; least: Float32Array },
): Why {
  const parts = new Array<number>(words).fill(0)
  if (score <= 0) return { words: parts, other: 0, exact: 0 }
  let other = 0
  similarity?.forEach((cosine, row) => {
    const above = Math.max(0, weights[row]!) * Math.max(0, cosine - least[row]!)
    if (wordOfRow[row]! < 0) other += above
    else parts[wordOfRow[row]!]! += above
  })
  const all = parts.reduce((sum, part) => sum + part, other)
  // A lone candidate is above nothing: its whole similarity is then undivided.
  const share = all > 0 ? byMeaning / score / all : 0
  return {
    words: parts.map((part) => part * share),
    other: all > 0 ? other * share : byMeaning / score,
    exact: (score - byMeaning) / score,
  }
}
