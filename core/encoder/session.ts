import { availableParallelism } from 'node:os'
import path from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { DeviceId, Dim } from '../contract/engine.ts'
import { EngineError } from '../contract/errors.ts'
import { graphOf, type InstalledModel } from './catalogue.ts'
import type { Sequence } from './forms.ts'
import { lookUp } from './graph/builder.ts'

/** An ONNX graph with one head chosen. */
export interface Session extends AsyncDisposable {
  readonly dim: Dim
  /** Padded tokens of one batch, at the most. */
  readonly tokensPerRun: number
  /** Unit vectors of a batch, shorter sequences padded. [sequences × longest × dim] */
  run(sequences: readonly Pick<Sequence, 'ids' | 'attended'>[], pad: number): Promise<Float32Array>
}

/**
 * On a processor small batches of like length beat large ones: 512 was measured fastest for 6 layers × 384 (11,576 real
 * tokens/s against 7,720 at 2,048). Graphics cards want many at once; how many was not measured.
 */
const TOKENS_PER_RUN = { cpu: 512, card: 4_096 }

/** @throws {EngineError} `model-broken` when the graph cannot be loaded or lacks the head. */
export async function openSession(model: InstalledModel, dim: Dim, device: DeviceId = 'cpu'): Promise<Session> {
  const file = path.join(model.folder, graphOf(model.card, device))
  const session = await InferenceSession.create(file, sessionOptions(device)).catch((cause) => {
    throw new EngineError('model-broken', `The encoder ${model.card.name} cannot be loaded from ${file}.`, {
      cause,
      about: model.card.name,
    })
  })
  const { published = false } = model.card
  const head = published ? session.outputNames[0]! : `emb_${dim}`
  if (!session.outputNames.includes(head))
    throw new EngineError('model-broken', `The encoder ${model.card.name} has no embedding of size ${dim}.`)

  return {
    dim,
    tokensPerRun: device === 'cpu' ? TOKENS_PER_RUN.cpu : TOKENS_PER_RUN.card,
    async run(sequences, pad) {
      const length = Math.max(...sequences.map((sequence) => sequence.ids.length))
      const ids = new BigInt64Array(sequences.length * length).fill(BigInt(pad))
      const attention = new BigInt64Array(sequences.length * length)
      sequences.forEach((sequence, s) => {
        sequence.ids.forEach((id, i) => {
          ids[s * length + i] = BigInt(id)
        })
        attention.fill(1n, s * length, s * length + sequence.attended)
      })
      const shape = [sequences.length, length]
      const feeds: Record<string, Tensor> = {
        input_ids: new Tensor('int64', ids, shape),
        attention_mask: new Tensor('int64', attention, shape),
        // Every text here is of segment type 0.
        ...(session.inputNames.includes('token_type_ids') && {
          token_type_ids: new Tensor('int64', new BigInt64Array(ids.length), shape),
        }),
      }
      const data = (await session.run(feeds, [head]))[head]!.data as Float32Array
      // Half precision that overflows gives vectors that are like nothing; the processor has to make others.
      if (device !== 'cpu' && !data.every(Number.isFinite)) throw new Error(`${device} answered with what are no numbers.`)
      if (published && data.length !== ids.length * dim)
        throw new EngineError('model-broken', `The published graph of ${model.card.name} has no embedding of size ${dim}.`)
      return published ? unitRows(data, dim) : data
    },
    [Symbol.asyncDispose]: () => session.release(),
  }
}

/** Every row at unit length, which does nothing to those that have it. */
function unitRows(data: Float32Array, dim: number): Float32Array {
  const unit = data.slice()
  for (let from = 0; from < unit.length; from += dim) {
    const row = unit.subarray(from, from + dim)
    const length = Math.max(1e-12, Math.sqrt(row.reduce((sum, x) => sum + x * x, 0)))
    for (let i = 0; i < dim; i++) row[i]! /= length
  }
  return unit
}

/**
 * Tables of words stay in the processor's memory: they are gigabytes, few of whose rows a text needs, and a card without half
 * precision could not read them as most are published.
 */
const LEFT_TO_PROCESSOR = ['word', 'tok', 'position'].flatMap((table) => lookUp(`embeddings.${table}_embeddings.weight`))

export const sessionOptions = (device: DeviceId): InferenceSession.SessionOptions => ({
  executionProviders: [device === 'webgpu' ? { name: device, forceCpuNodeNames: LEFT_TO_PROCESSOR } : device],
  graphOptimizationLevel: 'all',
  // One core is left to the search kernels and the screen. Spinning threads halve the speed of a busy machine.
  intraOpNumThreads: Math.max(1, Math.floor(availableParallelism() / 2)),
  extra: { session: { intra_op: { allow_spinning: '0' } } },
  logSeverityLevel: device === 'cpu' ? 3 : 4,
})
