import type { DeviceId, DeviceTrial } from '../contract/engine.ts'
import { cancelled } from '../contract/errors.ts'
import { type Start, startChild } from './entries.ts'
import type { Precision } from './graph/builder.ts'
import type { ProbeAnswer, ProbeJob } from './probe.ts'

export type CardId = Exclude<DeviceId, 'cpu'>

/** What to try besides the processor, in this order. CoreML is left out: it fails or answers wrongly with lengths that vary. */
export function candidates(platform: NodeJS.Platform, arch: string): readonly CardId[] {
  if (platform === 'win32') return ['webgpu', 'dml']
  if (platform === 'darwin') return arch === 'arm64' ? ['webgpu'] : []
  // For Linux on ARM nothing but the processor is shipped.
  if (platform === 'linux') return arch === 'x64' ? ['cuda', 'webgpu'] : []
  return []
}

export interface Tried {
  readonly id: DeviceId
  readonly trial: DeviceTrial
  /** What it ran: a card that reckons badly in half precision, or not at all, gets all of it. */
  readonly precision: Precision
}

/** fp16 keeps 0.9999 and more of every token; flash attention gone wrong gave 0.13 to 0.999. */
export const LEAST_COSINE = 0.999

/** The fastest that answers rightly; the processor where none is faster. */
export function fastest(tried: readonly Tried[]): DeviceId {
  let best: { id: DeviceId; rate: number } = { id: 'cpu', rate: 0 }
  for (const { id, trial } of tried)
    if (trial.kind === 'works' && trial.tokensPerSecond > best.rate) best = { id, rate: trial.tokensPerSecond }
  return best.id
}

/** Graphs to try. */
export interface Graphs {
  /** What the processor would run. */
  readonly int8: string
  /** What a graphics card would run: the first of them that it can. */
  readonly fp16: string
  /** What all answers are compared with. */
  readonly fp32: string
  readonly output: string
  /** Ids below this are in the vocabulary. */
  readonly vocabulary: number
}

/** Loading two gigabytes and compiling shaders takes a card half a minute; a driver that hangs, for ever. */
const PATIENCE_MS = 120_000

/**
 * Tries every device in a process of its own: drivers crash, and onnxruntime takes the process with it. The processor first.
 * @throws {EngineError} `cancelled`; and an Error when not even the processor works
 */
export async function tryDevices(
  graphs: Graphs,
  cards: readonly CardId[],
  { signal, start = startChild }: { readonly signal?: AbortSignal; readonly start?: Start } = {},
): Promise<Tried[]> {
  const { output, vocabulary } = graphs
  const run = (precision: Precision, device: DeviceId) =>
    probe({ graph: graphs[precision], device, output, vocabulary }, start, signal)
  const exact = await run('fp32', 'cpu')
  const processor = await run('int8', 'cpu')
  if (exact.kind !== 'ran') throw new Error(`The processor cannot run ${graphs.fp32}: ${whyNot(exact)}`)
  if (processor.kind !== 'ran') throw new Error(`The processor cannot run ${graphs.int8}: ${whyNot(processor)}`)
  const { tokensPerSecond } = processor
  const tried: Tried[] = [{ id: 'cpu', trial: { kind: 'works', tokensPerSecond }, precision: 'int8' }]
  for (const id of cards) {
    const half = judge(await run('fp16', id), exact, tokensPerSecond)
    // Not every card reckons in half precision, nor every one that does rightly.
    if (half.kind === 'works' || half.kind === 'slow' || half.kind === 'missing')
      tried.push({ id, trial: half, precision: 'fp16' })
    else tried.push({ id, trial: judge(await run('fp32', id), exact, tokensPerSecond), precision: 'fp32' })
  }
  return tried
}

type Ran = Extract<ProbeAnswer, { kind: 'ran' }>

const whyNot = (answer: Exclude<ProbeAnswer, Ran>): string => (answer.kind === 'failed' ? answer.message : answer.kind)

/** @param exact what every device should answer  @param least tokens a second of the processor */
export function judge(answer: ProbeAnswer, exact: Pick<Ran, 'vectors'>, least: number): DeviceTrial {
  if (answer.kind === 'failed')
    return isMissing(answer.message) ? { kind: 'missing' } : { ...answer, message: inShort(answer.message) }
  if (answer.kind !== 'ran') return answer
  if (!(leastCosine(answer.vectors, exact.vectors, answer.dim) >= LEAST_COSINE)) return { kind: 'wrong' }
  const { tokensPerSecond } = answer
  return { kind: tokensPerSecond > least ? 'works' : 'slow', tokensPerSecond }
}

/** How onnxruntime says that a machine has no such thing: no adapter, no library of the maker's, none in this build. */
const isMissing = (message: string): boolean =>
  /No supported adapters|Failed to load shared library|backend not found|not available/i.test(message)

/** The driver's own words, without where in onnxruntime's source they were passed on. */
export const inShort = (message: string): string => message.replace(/^.*(?:was false\.|\.cc:\d+ .*?\)) ?/, '').slice(0, 300)

/** Of unit rows; NaN becomes -1. */
function leastCosine(a: Float32Array, b: Float32Array, dim: number): number {
  let least = 1
  for (let row = 0; row < a.length; row += dim) {
    let sum = 0
    for (let i = row; i < row + dim; i++) sum += a[i]! * b[i]!
    least = Number.isNaN(sum) ? -1 : Math.min(least, sum)
  }
  return least
}

/** One device in a process of its own; a crash is an answer, too. */
function probe(job: ProbeJob, start: Start, signal?: AbortSignal): Promise<ProbeAnswer> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(cancelled())
    const child = start('probe')
    let answer: ProbeAnswer | null = null
    let isLate = false
    const stop = () => child.kill()
    const timer = setTimeout(() => {
      isLate = true
      stop()
    }, PATIENCE_MS)
    signal?.addEventListener('abort', stop, { once: true })
    child.onMessage((said) => {
      answer = said as ProbeAnswer
      stop()
    })
    child.onExit(() => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
      if (answer) resolve(answer)
      else if (signal?.aborted) reject(cancelled())
      else resolve({ kind: isLate ? 'late' : 'crashed' })
    })
    child.send(job)
  })
}
