// A process that runs one graph on one device, tells what came of it, and is ended.
import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { DeviceId } from '../contract/engine.ts'
import { sessionOptions } from './session.ts'

export interface ProbeJob {
  readonly graph: string
  readonly device: DeviceId
  readonly output: string
  readonly vocabulary: number
}

export type ProbeAnswer =
  /** vectors [TOKENS × dim] */
  | { readonly kind: 'ran'; readonly vectors: Float32Array; readonly dim: number; readonly tokensPerSecond: number }
  | { readonly kind: 'crashed' | 'late' }
  | { readonly kind: 'failed'; readonly message: string }

/** Four passages of 128: what a device is for. */
const [SEQUENCES, LENGTH] = [4, 128]
/** The best of so many runs: the first one compiles. One that took longer than this is no device worth waiting for. */
const RUNS = 4
const SLOW_MS = 2_000

async function run({ graph, device, output, vocabulary }: ProbeJob): Promise<ProbeAnswer> {
  const session = await InferenceSession.create(graph, sessionOptions(device))
  const ids = BigInt64Array.from({ length: SEQUENCES * LENGTH }, (_, i) => BigInt(5 + ((i * 7919) % (vocabulary - 5))))
  // The last one is shorter: padding is where devices differ.
  const attention = BigInt64Array.from(ids, (_, i) => (i < (SEQUENCES - 1) * LENGTH + 20 ? 1n : 0n))
  const shape = [SEQUENCES, LENGTH]
  const feeds = { input_ids: new Tensor('int64', ids, shape), attention_mask: new Tensor('int64', attention, shape) }
  let best = Number.POSITIVE_INFINITY
  let vectors = new Float32Array()
  for (let i = 0; i < RUNS && (i === 0 || best < SLOW_MS); i++) {
    const start = performance.now()
    vectors = (await session.run(feeds, [output]))[output]!.data as Float32Array<ArrayBuffer>
    best = Math.min(best, performance.now() - start)
  }
  const dim = vectors.length / ids.length
  // Rows of padding mean nothing.
  const attended = vectors.slice(0, ((SEQUENCES - 1) * LENGTH + 20) * dim)
  return { kind: 'ran', vectors: attended, dim, tokensPerSecond: (SEQUENCES * LENGTH * 1_000) / best }
}

process.once('message', async (job: ProbeJob) => {
  const answer = await run(job).catch(
    (error: unknown): ProbeAnswer => ({ kind: 'failed', message: String((error as Error).message ?? error).split('\n')[0]! }),
  )
  process.send!(answer)
})
