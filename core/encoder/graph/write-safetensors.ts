import { open } from 'node:fs/promises'

/** A tensor to be written; its numbers are asked for when their turn comes. */
export interface NewTensor {
  readonly name: string
  readonly shape: readonly number[]
  values(): Float32Array
}

/** Writes tensors as safetensors.ts reads them: u64 length, JSON header, data. */
export async function writeSafetensors(file: string, type: 'F16' | 'F32', tensors: readonly NewTensor[]): Promise<void> {
  const width = type === 'F16' ? 2 : 4
  let at = 0
  const header = Object.fromEntries(
    tensors.map(({ name, shape }) => {
      const bytes = shape.reduce((product, n) => product * n, width)
      at += bytes
      return [name, { dtype: type, shape, data_offsets: [at - bytes, at] }]
    }),
  )
  const json = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  const handle = await open(file, 'w')
  try {
    await handle.writeFile(Buffer.concat([length, json]))
    for (const { values } of tensors) {
      const { buffer, byteOffset, byteLength } = type === 'F16' ? new Float16Array(values()) : values()
      await handle.writeFile(new Uint8Array(buffer, byteOffset, byteLength))
    }
  } finally {
    await handle.close()
  }
}
