import { wasm } from './kernels/compiled.ts'

/** Byte address in a kernel's memory. */
export type Address = number

/** The exports of kernels/kernels.ts; shapes and units are documented there. */
interface Exports {
  assign(
    vectors: Address,
    n: number,
    centroids: Address,
    K: number,
    dim: number,
    lanes: Address,
    codes: Address,
    scores: Address,
  ): void
  nearestGroups(
    vectors: Address,
    n: number,
    centres: Address,
    G: number,
    dim: number,
    probes: number,
    scratch: Address,
    groups: Address,
  ): void
  assignWithin(
    vectors: Address,
    n: number,
    members: Address,
    offsets: Address,
    visitors: Address,
    visits: Address,
    G: number,
    dim: number,
    lanes: Address,
    codes: Address,
    scores: Address,
  ): void
  centroidTable(query: Address, rows: number, centroids: Address, K: number, dim: number, table: Address): void
  scan(table: Address, rows: number, sets: Address, offsets: Address, n: number, scores: Address): void
  encode(
    bits: number,
    vectors: Address,
    n: number,
    codes: Address,
    centroids: Address,
    edges: Address,
    dim: number,
    residuals: Address,
  ): void
  decode(
    bits: number,
    codes: Address,
    residuals: Address,
    tokens: number,
    centroids: Address,
    weights: Address,
    dim: number,
    vectors: Address,
    inverse: Address,
  ): void
  maxSim(
    query: Address,
    rows: number,
    vectors: Address,
    inverse: Address,
    tokens: number,
    dim: number,
    best: Address,
    similarity: Address,
  ): void
}

const PAGE = 65_536
/** The stub runtime keeps its few static bytes in the first page. */
const FIRST = PAGE
let compiled: WebAssembly.Module | undefined

/**
 * One instance of the kernels with a memory of its own. Memory only grows, and growing detaches earlier views: ask for a
 * view when it is needed, keep addresses.
 */
export class Kernels {
  readonly run: Exports
  readonly #memory = new WebAssembly.Memory({ initial: 2, maximum: 65_536 })
  #end: Address = FIRST

  constructor() {
    compiled ??= new WebAssembly.Module(Buffer.from(wasm, 'base64'))
    const abort = () => {
      throw new Error('A kernel ran out of its memory.')
    }
    this.run = new WebAssembly.Instance(compiled, { env: { memory: this.#memory, abort } }).exports as unknown as Exports
  }

  /** Bytes aligned for SIMD, kept until `release`. */
  allocate(bytes: number): Address {
    const at = this.#end
    this.#end = (at + bytes + 15) & ~15
    const missing = this.#end - this.#memory.buffer.byteLength
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE))
    return at
  }

  /** Everything allocated after `mark()` may be used again. */
  mark(): Address {
    return this.#end
  }
  release(mark: Address): void {
    this.#end = mark
  }

  u8 = (at: Address, length: number): Uint8Array => new Uint8Array(this.#memory.buffer, at, length)
  u16 = (at: Address, length: number): Uint16Array => new Uint16Array(this.#memory.buffer, at, length)
  i16 = (at: Address, length: number): Int16Array => new Int16Array(this.#memory.buffer, at, length)
  i32 = (at: Address, length: number): Int32Array => new Int32Array(this.#memory.buffer, at, length)
  f32 = (at: Address, length: number): Float32Array => new Float32Array(this.#memory.buffer, at, length)
}

/** Kernels take i16 vectors: round(16384 · x). Components of unit vectors need no more than ±16384. */
export const I16_SCALE = 16_384

/** Adding a half and letting the array cut towards zero would round negatives up; the shift keeps both on one side. */
export function toI16(vectors: Float32Array, out: Int16Array): void {
  for (let i = 0; i < vectors.length; i++) out[i] = ((vectors[i]! * I16_SCALE + 65_536.5) | 0) - 65_536
}
