import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import * as z from 'zod/mini'
import { type ArchitectureName, architectures, buildGraph } from './build.ts'
import type { Precision } from './builder.ts'
import { foldedHead, layerOf } from './heads.ts'
import { Weights } from './safetensors.ts'

/** What models/export/checkpoints.py writes beside a checkpoint. */
const referenceSchema = z.object({
  name: z.string(),
  architecture: z.enum(Object.keys(architectures) as [ArchitectureName, ...ArchitectureName[]]),
  dims: z.array(z.int()),
  vocabulary: z.int(),
  /** `ids` is null where they follow the rule of `ruleIds`. */
  sequences: z.array(z.object({ ids: z.nullable(z.array(z.int())), length: z.int(), attended: z.int(), compared: z.int() })),
  language: z.optional(z.string()),
})
type Reference = z.infer<typeof referenceSchema>

interface Item {
  readonly ids: readonly number[]
  readonly attended: number
  /** The first so many rows have a meaning. */
  readonly compared: number
  /** A head each: [compared × dim] */
  readonly expected: readonly Float32Array[]
}

export interface Row {
  readonly model: string
  readonly precision: Precision
  readonly maxAbs: number
  readonly minCosine: number
  /** Largest difference between a sequence alone and in a padded batch. */
  readonly padded: number
}

const ruleIds = (length: number, vocabulary: number) => Array.from({ length }, (_, i) => 5 + ((i * 7919) % (vocabulary - 5)))

/** Our graph of the checkpoint in `folder` against the reference's vectors. */
export async function replay(folder: string, precision: Precision): Promise<Row> {
  const reference = referenceSchema.parse(JSON.parse(await readFile(path.join(folder, 'reference.json'), 'utf8')))
  const items = await readItems(folder, reference)
  const graph = await buildGraph(folder, {
    architecture: reference.architecture,
    precision,
    heads: await heads(folder, reference),
    ...(reference.language !== undefined && { language: reference.language }),
  })
  const session = await InferenceSession.create(graph, { executionProviders: ['cpu'], intraOpNumThreads: 1, logSeverityLevel: 3 })
  try {
    const alone: Float32Array[][] = []
    for (const item of items) alone.push((await run(session, reference.dims, [item]))[0]!)
    const short = items.filter(({ ids }) => ids.length <= 300)
    const together = await run(session, reference.dims, short)
    const row = { maxAbs: 0, minCosine: 1, padded: 0 }
    items.forEach(({ expected }, i) => {
      for (const [head, dim] of reference.dims.entries()) {
        row.maxAbs = Math.max(row.maxAbs, largestDifference(alone[i]![head]!, expected[head]!))
        row.minCosine = Math.min(row.minCosine, leastCosine(alone[i]![head]!, expected[head]!, dim))
      }
    })
    short.forEach((item, i) => {
      for (const head of reference.dims.keys())
        row.padded = Math.max(row.padded, largestDifference(together[i]![head]!, alone[items.indexOf(item)]![head]!))
    })
    return { model: reference.name, precision, ...row }
  } finally {
    await session.release()
  }
}

/** The checkpoint's two heads, under the names that checkpoints.py gives them. */
async function heads(folder: string, { dims }: Reference) {
  await using weights = await Weights.open(path.join(folder, 'model.safetensors'))
  const names = ['linear.weight', 'linear_small.weight']
  return Promise.all(
    names.slice(0, dims.length).map(async (name) => {
      const stored = weights.get(name)
      return foldedHead([layerOf(stored, await weights.read(stored))])
    }),
  )
}

async function readItems(folder: string, { sequences, dims, vocabulary }: Reference): Promise<Item[]> {
  const bytes = await readFile(path.join(folder, 'reference.f32'))
  const all = new Float32Array(Uint8Array.from(bytes).buffer)
  let at = 0
  return sequences.map(({ ids, length, attended, compared }) => {
    const expected = dims.map((dim) => {
      at += length * dim
      return all.subarray(at - length * dim, at - (length - compared) * dim)
    })
    return { ids: ids ?? ruleIds(length, vocabulary), attended, compared, expected }
  })
}

/** Per sequence and head: [compared × dim] */
async function run(session: InferenceSession, dims: readonly number[], items: readonly Item[]): Promise<Float32Array[][]> {
  const length = Math.max(...items.map(({ ids }) => ids.length))
  const grid = (value: (item: Item, at: number) => number) =>
    new Tensor('int64', BigInt64Array.from(items.flatMap((item) => Array.from({ length }, (_, at) => BigInt(value(item, at))))), [
      items.length,
      length,
    ])
  const output = await session.run({
    input_ids: grid(({ ids }, at) => ids[at] ?? 1),
    attention_mask: grid(({ attended }, at) => (at < attended ? 1 : 0)),
  })
  return items.map(({ compared }, i) =>
    dims.map((dim) => {
      const data = output[`emb_${dim}`]!.data as Float32Array
      return data.slice(i * length * dim, (i * length + compared) * dim)
    }),
  )
}

const largestDifference = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)

/** Of unit rows. */
function leastCosine(a: Float32Array, b: Float32Array, dim: number): number {
  let least = 1
  for (let row = 0; row < a.length; row += dim) {
    let sum = 0
    for (let i = row; i < row + dim; i++) sum += a[i]! * b[i]!
    least = Math.min(least, sum)
  }
  return least
}
