import type { TokenVectors } from '../encoder/vectors.ts'
import { type Address, Kernels, toI16 } from './wasm.ts'

/** Code and cosine of each vector's nearest centroid. */
export interface Assignment {
  /** [rows] */
  readonly codes: Uint16Array
  /** [rows], −1 … 1 */
  readonly cosines: Float32Array
}

/** Rows of an assignment, the one that is served worst first. */
export function worstFirst({ cosines }: Assignment): Uint32Array {
  // Numbers sort twenty times faster than rows that are compared: the cosine in whole 2⁻²⁸, and the row below it.
  const keys = Float64Array.from(cosines, (cosine, row) => Math.round((cosine + 2) * 2 ** 28) * ROWS + row).sort()
  return Uint32Array.from(keys, (key) => key % ROWS)
}

/** More than are ever assigned at once; with 30 bits of a cosine they fit a number. */
const ROWS = 2 ** 22

/** Finds the nearest of some centroids [K × dim]; K is a multiple of 4. */
export type Assign = (vectors: TokenVectors, centroids: Float32Array) => Assignment

/** code[v] = argmax_k vector_v · centroid_k, in the kernel. */
export const assign: Assign = (vectors, centroids) => {
  const { dim } = vectors
  return assigned(vectors, (kernels, at) => {
    const centroidsAt = placeI16(kernels, centroids)
    kernels.run.assign(at.vectors, vectors.rows, centroidsAt, centroids.length / dim, dim, at.lanes, at.codes, at.scores)
  })
}

/** Lays vectors out for a kernel that assigns, and reads what it found. */
export function assigned(
  { rows, data }: TokenVectors,
  run: (
    kernels: Kernels,
    at: { readonly vectors: Address; readonly lanes: Address; readonly codes: Address; readonly scores: Address },
  ) => void,
): Assignment {
  const kernels = workspace
  const mark = kernels.mark()
  const at = {
    lanes: kernels.allocate(32),
    codes: kernels.allocate(rows * 2),
    scores: kernels.allocate(rows * 4),
    vectors: placeI16(kernels, data),
  }
  run(kernels, at)
  const assignment = {
    codes: kernels.u16(at.codes, rows).slice(),
    cosines: Float32Array.from(kernels.i32(at.scores, rows), (score) => score / 2 ** 28),
  }
  kernels.release(mark)
  return assignment
}

export function placeI16(kernels: Kernels, vectors: Float32Array): Address {
  const at = kernels.allocate(vectors.length * 2)
  toI16(vectors, kernels.i16(at, vectors.length))
  return at
}

export function placeI32(kernels: Kernels, values: Int32Array): Address {
  const at = kernels.allocate(values.byteLength)
  kernels.i32(at, values.length).set(values)
  return at
}

/** One memory for all compression: those of WebAssembly are collected late, and 50 MB each add up. */
export const workspace = new Kernels()
