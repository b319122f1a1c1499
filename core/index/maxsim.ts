import type { TokenVectors } from '../encoder/vectors.ts'
import type { Codec, Codes } from './codec.ts'
import { type Address, I16_SCALE, Kernels, toI16 } from './wasm.ts'

/**
 * How a passage answers a query, token by token.
 * score(Q, P) = Σᵢ maxⱼ qᵢ·pⱼ (Khattab & Zaharia 2020, eq. 3)
 */
export interface Alignment {
  readonly score: number
  /** Row of the passage that answers query row i best; -1 in a passage without rows. [query rows] */
  readonly best: Int32Array
  /** Cosine of the two. [query rows] */
  readonly similarity: Float32Array
}

/** Aligns queries with compressed passages. Holds the centroids and bucket values in the kernel's memory, as i16. */
export class Aligner {
  readonly #codec: Codec
  readonly #kernels = new Kernels()
  readonly #centroids: Address
  readonly #weights: Address

  constructor(codec: Codec) {
    this.#codec = codec
    const kernels = this.#kernels
    this.#centroids = kernels.allocate(codec.centroids.length * 2)
    this.#weights = kernels.allocate(32)
    toI16(codec.centroids, kernels.i16(this.#centroids, codec.centroids.length))
    const bytes = kernels.u8(this.#weights, 32)
    codec.weights.forEach((weight, i) => {
      const value = Math.round(weight * I16_SCALE)
      bytes[i] = value & 0xff
      bytes[16 + i] = (value >> 8) & 0xff
    })
  }

  /** One alignment per passage, in their order. */
  align(query: TokenVectors, passages: readonly Codes[]): Alignment[] {
    const { dim } = this.#codec
    const kernels = this.#kernels
    const before = kernels.mark()
    const rows = (query.rows + 15) & ~15
    const at = {
      query: kernels.allocate(rows * dim * 2),
      best: kernels.allocate(rows * 4),
      similarity: kernels.allocate(rows * 4),
    }
    toI16(query.data, kernels.i16(at.query, rows * dim).fill(0))
    const alignments = passages.map((codes) => this.#alignOne(at, query.rows, rows, codes))
    kernels.release(before)
    return alignments
  }

  #alignOne(
    at: { query: Address; best: Address; similarity: Address },
    queryRows: number,
    rows: number,
    codes: Codes,
  ): Alignment {
    if (codes.rows === 0) return { score: 0, best: new Int32Array(queryRows).fill(-1), similarity: new Float32Array(queryRows) }
    const { dim, bits } = this.#codec
    const kernels = this.#kernels
    const mark = kernels.mark()
    const passage = {
      codes: kernels.allocate(codes.rows * 2),
      residuals: kernels.allocate(codes.residuals.length + 16),
      vectors: kernels.allocate(codes.rows * dim * 2),
      inverse: kernels.allocate(codes.rows * 4),
    }
    kernels.u16(passage.codes, codes.rows).set(codes.centroids)
    kernels.u8(passage.residuals, codes.residuals.length).set(codes.residuals)
    const { run } = kernels
    run.decode(
      bits,
      passage.codes,
      passage.residuals,
      codes.rows,
      this.#centroids,
      this.#weights,
      dim,
      passage.vectors,
      passage.inverse,
    )
    run.maxSim(at.query, rows, passage.vectors, passage.inverse, codes.rows, dim, at.best, at.similarity)
    kernels.release(mark)
    const best = kernels.i32(at.best, queryRows).slice()
    const similarity = kernels.f32(at.similarity, queryRows).slice()
    return { score: similarity.reduce((sum, cosine) => sum + cosine, 0), best, similarity }
  }
}
