import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { cancelled } from '../../contract/errors.ts'
import type { Conversion } from './builder.ts'
import type { Weights } from './safetensors.ts'

/** Numbers reckoned in one go, some 5 ms: the process goes on answering in between. */
const NUMBERS_AT_ONCE = 256 << 10

/**
 * int8 of one row and its scale: the largest number becomes `most`.
 * @param into the row's place; every `stride`th number is written
 */
export function quantiseRow(row: Float32Array, into: Int8Array, at: number, stride: number, most = 127): number {
  let largest = 0
  for (const number of row) largest = Math.max(largest, Math.abs(number))
  const scale = largest === 0 ? 1 : largest / most
  for (let i = 0; i < row.length; i++) into[at + i * stride] = Math.round(row[i]! / scale)
  return scale
}

export interface ConvertOptions {
  readonly signal?: AbortSignal
  /** The share that is done, 0 to 1. */
  readonly progress?: (share: number) => void
  /** What the largest number of a product's row becomes; saturation.ts says how large it may be here. */
  readonly largest?: 63 | 127
}

/**
 * Writes converted matrices to `file`, by way of a file beside it: it is whole or not there. Memory stays below 64 MB for any
 * size of model, but for the one matrix at hand where columns become rows.
 */
export async function convert(
  weights: Weights,
  conversions: readonly Conversion[],
  file: string,
  { signal, progress, largest = 127 }: ConvertOptions = {},
): Promise<void> {
  const partial = `${file}.partial`
  const total = conversions.reduce((sum, { source }) => sum + source.length, 0)
  let done = 0
  try {
    const handle = await open(partial, 'w')
    try {
      for (const conversion of conversions) {
        const check = () => {
          if (signal?.aborted) throw cancelled()
        }
        await convertOne(weights, conversion, handle, { check, largest })
        done += conversion.source.length
        progress?.(done / total)
      }
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(partial, file)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

async function convertOne(
  weights: Weights,
  { source, form, offset, scales }: Conversion,
  handle: FileHandle,
  { check, largest }: { readonly check: () => void; readonly largest: number },
): Promise<void> {
  const [rows, columns] = source.shape as [number, number]
  const rowScales = new Float32Array(rows)
  // Columns are scattered over the whole matrix, so that is written once, at the end.
  const transposed = form === 'columns8' ? new Int8Array(rows * columns) : null
  const step = Math.max(1, Math.floor(NUMBERS_AT_ONCE / columns))
  for (let from = 0; from < rows; from += step) {
    check()
    const to = Math.min(rows, from + step)
    const numbers = await weights.read(source, from, to)
    if (form === 'half') {
      await writeAll(handle, new Float16Array(numbers), offset + from * columns * 2)
      continue
    }
    const block = transposed ?? new Int8Array(numbers.length)
    for (let row = from; row < to; row++) {
      const values = numbers.subarray((row - from) * columns, (row - from + 1) * columns)
      rowScales[row] = transposed
        ? quantiseRow(values, block, row, rows, largest)
        : quantiseRow(values, block, (row - from) * columns, 1)
    }
    if (!transposed) await writeAll(handle, block, offset + from * columns)
  }
  if (transposed) await writeAll(handle, transposed, offset)
  if (scales !== null) await writeAll(handle, rowScales, scales)
}

async function writeAll(
  handle: FileHandle,
  { buffer, byteOffset, byteLength }: ArrayBufferView,
  position: number,
): Promise<void> {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength)
  for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at, bytes.length - at, position + at)).bytesWritten
}
