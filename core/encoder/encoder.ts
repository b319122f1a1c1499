import type { DeviceId, DeviceUse, Dim, Pooling } from '../contract/engine.ts'
import { cancelled, EngineError } from '../contract/errors.ts'
import { fingerprint, type InstalledModel, verifyModel } from './catalogue.ts'
import type { Start } from './entries.ts'
import { type Lane, LaneLost, openLane } from './lane.ts'
import type { EncodedPassage, EncodedQuery } from './vectors.ts'
import type { Job } from './worker.ts'

export interface Encoder extends AsyncDisposable {
  readonly model: InstalledModel
  readonly dim: Dim
  readonly pooling: Pooling
  readonly fingerprint: string
  /** What it encodes on now. */
  readonly use: DeviceUse
  /** Overtakes passages that wait. */
  encodeQuery(text: string, signal?: AbortSignal): Promise<EncodedQuery>
  encodePassages(texts: readonly string[], signal?: AbortSignal): Promise<EncodedPassage[]>
  /**
   * Goes on with another device from the next job on, and keeps to the one it has where that cannot be had.
   * @param form the encoder with what that device needs
   */
  moveTo(use: DeviceUse, form?: InstalledModel): Promise<void>
}

export interface EncoderOptions {
  readonly pooling?: Pooling
  readonly device?: DeviceId
  readonly start?: Start
  /** Called when a device was lost, and the processor goes on. */
  readonly onLost?: () => void
}

interface Waiting {
  readonly job: Job
  readonly signal: AbortSignal | undefined
  resolve(value: unknown): void
  reject(error: unknown): void
}

/** 16 passages × 250 tokens ≈ 4,000 tokens: the longest a query waits for the thread, 0.3 s at 15,000 tokens/s. */
const PASSAGES_PER_JOB = 16

/** Starts an encoder. One job runs at a time; queries go first. Where a graphics card fails, the processor goes on. */
export async function openEncoder(model: InstalledModel, dim: Dim, options: EncoderOptions = {}): Promise<Encoder> {
  const { pooling = 1, device = 'cpu', start, onLost } = options
  const laneOn = async (device: DeviceId, form = model) => {
    await verifyModel(form, device)
    return openLane({ model: form, dim, pooling, device }, start)
  }
  const queries: Waiting[] = []
  const passages: Waiting[] = []
  let lane = await laneOn(device).catch(stopped)
  let use: DeviceUse = { device }
  let closed: EngineError | null = null
  let running: Promise<void> = Promise.resolve()
  let isRunning = false

  async function run(): Promise<void> {
    for (;;) {
      const waiting = queries.shift() ?? passages.shift()
      if (!waiting) {
        isRunning = false
        return
      }
      const { job, signal, resolve, reject } = waiting
      if (closed || signal?.aborted) reject(closed ?? cancelled())
      else {
        const used = lane
        await used.ask(job).then(resolve, (error) => lose(used, error, waiting))
      }
    }
  }

  /** What a graphics card did not answer, be it gone or its driver at fault, is asked of the processor. */
  async function lose(used: Lane, error: unknown, waiting: Waiting): Promise<void> {
    if (closed || error instanceof EngineError) return waiting.reject(closed ?? error)
    if (used.device === 'cpu') {
      if (error instanceof LaneLost) closed = new EngineError('model-broken', error.message, { cause: error })
      return waiting.reject(closed ?? error)
    }
    // Another device may have taken over in the meantime, now or while the processor gets ready.
    if (used === lane) {
      try {
        const opened = await laneOn('cpu')
        if (closed || used !== lane) await opened.close()
        else {
          lane = opened
          use = { device: 'cpu', why: { asked: used.device, kind: 'lost' } }
          onLost?.()
          // A driver that fails may not even let go; its process ends with ours.
          void used.close()
        }
      } catch (error) {
        closed ??= asEngineError(error)
      }
    }
    if (closed) return waiting.reject(closed)
    const queue = waiting.job.kind === 'query' ? queries : passages
    queue.unshift(waiting)
  }

  function ask(queue: Waiting[], job: Job, signal?: AbortSignal): Promise<unknown> {
    if (closed) return Promise.reject(closed)
    return new Promise<unknown>((resolve, reject) => {
      queue.push({ job, signal, resolve, reject })
      if (isRunning) return
      isRunning = true
      running = run()
    })
  }

  return {
    model,
    dim,
    pooling,
    fingerprint: fingerprint(model.card, dim, pooling),
    get use() {
      return use
    },
    encodeQuery: (text, signal) => ask(queries, { kind: 'query', text }, signal) as Promise<EncodedQuery>,
    async encodePassages(texts, signal) {
      const encoded: EncodedPassage[] = []
      for (let from = 0; from < texts.length; from += PASSAGES_PER_JOB) {
        const job: Job = { kind: 'passages', texts: texts.slice(from, from + PASSAGES_PER_JOB) }
        encoded.push(...((await ask(passages, job, signal)) as EncodedPassage[]))
      }
      return encoded
    },
    async moveTo(next, form) {
      if (next.device === lane.device) {
        use = next
        return
      }
      const opened = await laneOn(next.device, form).catch(stopped)
      if (closed) return opened.close()
      // Not before: one that was lost has been replaced.
      const before = lane
      lane = opened
      use = next
      await before.close()
    },
    async [Symbol.asyncDispose]() {
      closed ??= new EngineError('disconnected', 'The encoder is closed.')
      for (const waiting of [...queries.splice(0), ...passages.splice(0)]) waiting.reject(closed)
      await lane.close()
      await running
    },
  }
}

const asEngineError = (error: unknown): EngineError =>
  error instanceof EngineError ? error : new EngineError('model-broken', String((error as Error).message), { cause: error })

const stopped = (error: unknown): never => {
  throw asEngineError(error)
}
