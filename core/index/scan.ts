import type { TokenVectors } from '../encoder/vectors.ts'
import { type Address, Kernels, toI16 } from './wasm.ts'

export interface Candidate {
  readonly id: number
  /** MaxSim over centroids in u8 steps of 1/200: for comparing, not for showing. */
  readonly approximate: number
}

/** Passages that lie together in the kernel's memory. 4,096 × 108 centroids × 2 bytes ≈ 0.9 MB. */
const BLOCK = 4_096

interface Block {
  readonly n: number
  readonly sets: Address
  readonly offsets: Address
}

/**
 * The distinct centroids of every passage, scanned whole for each query: no lists to maintain, about 6 ms per 100,000
 * passages. Passages are added at the end; a removed one stays until half are gone.
 */
export class CandidateScan {
  /** Centroids have a memory of their own: they change seldom, and all of them are read for every query. */
  #table = new Kernels()
  #centroids: { readonly at: Address; readonly K: number; readonly dim: number } | null = null
  #kernels = new Kernels()
  #blocks: Block[] = []
  /** Passages that do not fill a block yet; copied to the kernel before the next scan. */
  #tail: Uint16Array[] = []
  #tailAt: { readonly mark: Address; readonly block: Block } | null = null
  /** Id of each passage in the order they lie; -1 once removed. */
  #ids: number[] = []
  #slots = new Map<number, number>()

  get size(): number {
    return this.#slots.size
  }
  has(id: number): boolean {
    return this.#slots.has(id)
  }
  ids(): IterableIterator<number> {
    return this.#slots.keys()
  }

  /** `set`: distinct centroids, ascending. */
  add(id: number, set: Uint16Array): void {
    this.#slots.set(id, this.#ids.length)
    this.#ids.push(id)
    this.#tail.push(set)
    this.#dropTailCopy()
    if (this.#tail.length === BLOCK) {
      this.#blocks.push(this.#place(this.#tail))
      this.#tail = []
    }
  }

  remove(id: number): void {
    const slot = this.#slots.get(id)
    if (slot === undefined) return
    this.#ids[slot] = -1
    this.#slots.delete(id)
    if (this.#ids.length > BLOCK && this.#slots.size < this.#ids.length / 2) this.#compact()
  }

  /** [K × dim]; those of the sets that are added. */
  takeCentroids(centroids: Float32Array, dim: number): void {
    this.#table = new Kernels()
    const at = this.#table.allocate(centroids.length * 2)
    toI16(centroids, this.#table.i16(at, centroids.length))
    this.#centroids = { at, K: centroids.length / dim, dim }
  }

  /** The `count` passages, of those `allowed`, whose centroids answer the query best, best first. */
  top(query: TokenVectors, count: number, allowed?: (id: number) => boolean): Candidate[] {
    if (this.size === 0 || !this.#centroids) return []
    const rows = (query.rows + 15) & ~15
    const table = this.#centroidTable(query, rows)
    const kernels = this.#kernels
    if (this.#tail.length > 0 && !this.#tailAt) {
      const mark = kernels.mark()
      this.#tailAt = { mark, block: this.#place(this.#tail) }
    }
    const mark = kernels.mark()
    const at = { table: kernels.allocate(table.length), scores: kernels.allocate(BLOCK * 4) }
    kernels.u8(at.table, table.length).set(table)
    const scores = new Int32Array(this.#ids.length)
    let slot = 0
    for (const block of [...this.#blocks, ...(this.#tailAt ? [this.#tailAt.block] : [])]) {
      kernels.run.scan(at.table, rows, block.sets, block.offsets, block.n, at.scores)
      scores.set(kernels.i32(at.scores, block.n), slot)
      slot += block.n
    }
    kernels.release(mark)
    return this.#best(scores, count, allowed)
  }

  /** u8(centroid · query row) [K × rows] */
  #centroidTable(query: TokenVectors, rows: number): Uint8Array {
    const { at: centroids, K, dim } = this.#centroids!
    const kernels = this.#table
    const mark = kernels.mark()
    const at = { query: kernels.allocate(rows * dim * 2), table: kernels.allocate(K * rows) }
    toI16(query.data, kernels.i16(at.query, rows * dim).fill(0))
    kernels.run.centroidTable(at.query, rows, centroids, K, dim, at.table)
    kernels.release(mark)
    return kernels.u8(at.table, K * rows)
  }

  /** Score threshold by histogram, then a sort of the few above it: scores are small whole numbers. */
  #best(scores: Int32Array, count: number, allowed?: (id: number) => boolean): Candidate[] {
    const ids = allowed ? this.#ids.map((id) => (id >= 0 && allowed(id) ? id : -1)) : this.#ids
    let highest = 0
    for (const score of scores) if (score > highest) highest = score
    const histogram = new Uint32Array(highest + 1)
    for (let slot = 0; slot < scores.length; slot++) if (ids[slot]! >= 0) histogram[scores[slot]!]!++
    let threshold = highest
    for (let seen = histogram[threshold]!; threshold > 0 && seen < count; seen += histogram[threshold]!) threshold--
    const best: Candidate[] = []
    for (let slot = 0; slot < scores.length; slot++) {
      if (ids[slot]! >= 0 && scores[slot]! >= threshold) best.push({ id: ids[slot]!, approximate: scores[slot]! })
    }
    return best.sort((a, b) => b.approximate - a.approximate || a.id - b.id).slice(0, count)
  }

  #place(sets: readonly Uint16Array[]): Block {
    const kernels = this.#kernels
    const total = sets.reduce((sum, set) => sum + set.length, 0)
    const block = { n: sets.length, sets: kernels.allocate(total * 2), offsets: kernels.allocate((sets.length + 1) * 4) }
    const values = kernels.u16(block.sets, total)
    const offsets = kernels.i32(block.offsets, sets.length + 1)
    let end = 0
    offsets[0] = 0
    sets.forEach((set, i) => {
      values.set(set, end)
      end += set.length
      offsets[i + 1] = end
    })
    return block
  }

  #dropTailCopy(): void {
    if (!this.#tailAt) return
    this.#kernels.release(this.#tailAt.mark)
    this.#tailAt = null
  }

  #compact(): void {
    const old = { kernels: this.#kernels, blocks: this.#blocks, tail: this.#tail, ids: this.#ids }
    this.#kernels = new Kernels()
    this.#blocks = []
    this.#tail = []
    this.#tailAt = null
    this.#ids = []
    this.#slots = new Map()
    const sets = old.blocks.flatMap(({ n, sets, offsets }) => {
      const ends = old.kernels.i32(offsets, n + 1)
      return Array.from({ length: n }, (_, i) => old.kernels.u16(sets + ends[i]! * 2, ends[i + 1]! - ends[i]!).slice())
    })
    ;[...sets, ...old.tail].forEach((set, slot) => {
      if (old.ids[slot]! >= 0) this.add(old.ids[slot]!, set)
    })
  }
}
