import { type FileHandle, open } from 'node:fs/promises'
import path from 'node:path'
import * as z from 'zod/mini'
import { EngineError } from '../../contract/errors.ts'

/** What repositories call their weights. */
export const WEIGHTS = 'model.safetensors'

/** https://github.com/huggingface/safetensors#format: u64 length, JSON header, data. */
const tensorSchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().check(z.minimum(0))),
  data_offsets: z.tuple([z.int(), z.int()]),
})
const headerSchema = z.record(z.string(), z.unknown())

export type StoredType = 'F32' | 'F16' | 'BF16'
const WIDTH: Readonly<Record<StoredType, number>> = { F32: 4, F16: 2, BF16: 2 }

/** Where a tensor lies in its file. */
export interface StoredTensor {
  readonly name: string
  readonly type: StoredType
  readonly shape: readonly number[]
  /** From the start of the file. */
  readonly offset: number
  readonly length: number
}

/** A header of a million tensors is no header. */
const LONGEST_HEADER = 100e6

const broken = (file: string, why: string) => new EngineError('model-broken', `The weights in ${file} cannot be used: ${why}.`)

/**
 * The tensors that a header names, those of other types than floating point left out.
 * @param start the first bytes of a file: at least its header
 * @param size of the whole file
 * @throws {EngineError} `model-broken`
 */
export function readHeader(start: Uint8Array, size: number, file: string): Map<string, StoredTensor> {
  const data = 8 + headerLength(start, size, file)
  let json: unknown
  try {
    json = JSON.parse(Buffer.from(start.buffer, start.byteOffset + 8, data - 8).toString('utf8'))
  } catch (cause) {
    throw new EngineError('model-broken', `The weights in ${file} have a damaged header.`, { cause })
  }
  const header = headerSchema.safeParse(json)
  if (!header.success) throw broken(file, 'their header is none')
  const tensors = new Map<string, StoredTensor>()
  for (const [name, value] of Object.entries(header.data)) {
    if (name === '__metadata__') continue
    const parsed = tensorSchema.safeParse(value)
    if (!parsed.success) throw broken(file, `their header does not say where ${name} is`)
    const { dtype, shape, data_offsets: [from, to] } = parsed.data // biome-ignore format: one thought
    if (from < 0 || to < from || data + to > size) throw broken(file, `${name} lies beyond their end`)
    if (!(dtype in WIDTH)) continue
    const type = dtype as StoredType
    if (to - from !== shape.reduce((product, n) => product * n, WIDTH[type]))
      throw broken(file, `${name} has not the size it says`)
    tensors.set(name, { name, type, shape, offset: data + from, length: to - from })
  }
  return tensors
}

/** @throws {EngineError} `model-broken` */
export function headerLength(start: Uint8Array, size: number, file: string): number {
  if (start.length < 8) throw broken(file, 'they are cut short')
  const length = Number(new DataView(start.buffer, start.byteOffset).getBigUint64(0, true))
  if (length > LONGEST_HEADER || 8 + length > size) throw broken(file, 'they are cut short or no safetensors')
  return length
}

/** Numbers of a stored type. */
export function decode(bytes: Uint8Array, type: StoredType): Float32Array {
  // A typed array must start at a multiple of its width.
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : Uint8Array.from(bytes)
  const { buffer, byteOffset, length } = aligned
  switch (type) {
    case 'F32':
      return new Float32Array(buffer, byteOffset, length / 4)
    case 'F16':
      return Float32Array.from(new Float16Array(buffer as ArrayBuffer, byteOffset, length / 2))
    case 'BF16': {
      const halves = new Uint16Array(buffer, byteOffset, length / 2)
      const words = new Uint32Array(halves.length)
      for (let i = 0; i < halves.length; i++) words[i] = halves[i]! << 16
      return new Float32Array(words.buffer)
    }
  }
}

/** A safetensors file, open for reading. */
export class Weights implements AsyncDisposable {
  readonly file: string
  readonly tensors: ReadonlyMap<string, StoredTensor>
  readonly #handle: FileHandle

  private constructor(file: string, tensors: ReadonlyMap<string, StoredTensor>, handle: FileHandle) {
    this.file = file
    this.tensors = tensors
    this.#handle = handle
  }

  /** @throws {EngineError} `model-missing`, `model-broken` */
  static async open(file: string): Promise<Weights> {
    const handle = await open(file).catch((cause) => {
      throw new EngineError('model-missing', `The weights are not at ${file}.`, { cause })
    })
    try {
      const { size } = await handle.stat()
      const first = Buffer.alloc(8)
      const { bytesRead } = await handle.read(first, 0, 8, 0)
      const start = Buffer.alloc(8 + headerLength(first.subarray(0, bytesRead), size, file))
      await handle.read(start, 0, start.length, 0)
      return new Weights(file, readHeader(start, size, file), handle)
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  get name(): string {
    return path.basename(this.file)
  }

  /** The one tensor whose name is `name`, whatever stands before it: checkpoints prefix their backbone. */
  find(name: string): StoredTensor | null {
    const exact = this.tensors.get(name)
    if (exact) return exact
    const found = [...this.tensors.values()].filter((tensor) => tensor.name.endsWith(`.${name}`))
    return found.length === 1 ? found[0]! : null
  }

  /** @throws {EngineError} `model-broken` */
  get(name: string): StoredTensor {
    const found = this.find(name)
    if (!found) throw broken(this.file, `they have no tensor ${name}`)
    return found
  }

  /** Rows `from … to` of a tensor, or all of it. */
  async read(tensor: StoredTensor, from = 0, to = tensor.shape[0] ?? 1): Promise<Float32Array> {
    const row = tensor.length / (tensor.shape[0] ?? 1)
    const bytes = Buffer.alloc((to - from) * row)
    await this.#handle.read(bytes, 0, bytes.length, tensor.offset + from * row)
    return decode(bytes, tensor.type)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#handle.close()
  }
}
