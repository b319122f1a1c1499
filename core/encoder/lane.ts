import { Worker } from 'node:worker_threads'
import type { DeviceId } from '../contract/engine.ts'
import { EngineError, errorFrom } from '../contract/errors.ts'
import type { Isolate } from '../text/isolate.ts'
import { type Start, startChild } from './entries.ts'
import type { Answer, Job, WorkerData } from './worker.ts'

/** A thread, or a process, that encodes: one job at a time. */
export interface Lane {
  readonly device: DeviceId
  /** @throws {LaneLost} when it ends before it has answered; and what the job throws there */
  ask(job: Job): Promise<unknown>
  /** Lets the job in hand end. */
  close(): Promise<void>
}

/** Nobody's text is at fault: a driver crashed, or its card was taken away. */
export class LaneLost extends Error {
  override readonly name = 'LaneLost'
}

/** How worker.ts is spoken to. */
interface Line {
  post(message: Job | WorkerData): void
  onAnswer(listener: (answer: Answer) => void): void
  /** Once, with what ended it, if that is known. */
  onEnd(listener: (cause: unknown) => void): void
}

/**
 * The processor encodes on a thread. Graphics drivers crash and take their process with them, so each has one to itself.
 * @throws {EngineError} `model-broken`; {LaneLost}
 */
export async function openLane(data: WorkerData, start: Start = startChild): Promise<Lane> {
  const line = data.device === 'cpu' ? threadLine(data) : processLine(data, start('worker'))
  let waiting: PromiseWithResolvers<unknown> | null = Promise.withResolvers()
  let lost: LaneLost | EngineError | null = null
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  line.onAnswer((answer) => {
    const asked = waiting
    waiting = null
    if ('value' in answer) asked?.resolve(answer.value)
    else asked?.reject(answer.failure ? errorFrom(answer.failure) : answer.error)
  })
  line.onEnd((cause) => {
    lost = cause instanceof EngineError ? cause : new LaneLost(`The encoder stopped: ${String(cause)}`, { cause })
    waiting?.reject(lost)
    waiting = null
    end()
  })
  await waiting.promise
  return {
    device: data.device,
    ask(job) {
      if (lost) return Promise.reject(lost)
      waiting = Promise.withResolvers()
      line.post(job)
      return waiting.promise
    },
    close() {
      if (!lost) line.post({ kind: 'close' })
      return ended
    },
  }
}

function threadLine(data: WorkerData): Line {
  const entry = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)
  const worker = new Worker(entry, { workerData: data, execArgv: [] })
  let cause: unknown = 'its thread has ended'
  worker.on('error', (error) => {
    cause = error
  })
  return {
    post: (message) => worker.postMessage(message),
    onAnswer: (listener) => void worker.on('message', listener),
    onEnd: (listener) => void worker.on('exit', () => listener(cause)),
  }
}

function processLine(data: WorkerData, isolate: Isolate): Line {
  isolate.send(data)
  return {
    post: (message) => isolate.send(message),
    onAnswer: (listener) => isolate.onMessage((message) => listener(message as Answer)),
    onEnd: (listener) => isolate.onExit((code) => listener(`its process has ended (${code})`)),
  }
}
