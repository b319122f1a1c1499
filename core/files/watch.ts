import { Worker } from 'node:worker_threads'
import type { FileChange } from './changes.ts'
import { isSilent, lookAtRoot, silencesOf } from './disk.ts'
import type { IgnoreRules } from './ignore.ts'
import { endThread } from './left-threads.ts'
import type { ToFollow } from './watch-worker.ts'

export interface WatchOptions {
  readonly signal: AbortSignal
  /** Milliseconds of quiet before changes are told. */
  readonly settle?: number
  /** The device that the folder's files were on when last seen, as `lookAtRoot` takes it. */
  readonly device?: string | undefined
  /** Milliseconds between walks while the system watches only a part. */
  readonly poll?: number
}

/** A walk of 100,000 files takes 0.6 to 1.5 s: at one a minute, about 2 % of one core. Milliseconds. */
const pollEvery = 60_000
/** Setting up leaves 4 KB of garbage for a file. Swept in small heaps, 100,000 files took 420 MB at the peak instead of 560. Megabytes. */
const YOUNG_MB = 4
/** How long the folder's thread may be quiet until it is asked whether its disk still answers. Milliseconds. */
const QUIET = 5_000

/**
 * What happens below a folder, in batches, until `signal` aborts; then it ends.
 *
 * The first batch is `online`, once the watcher is ready (so a walk begun then misses nothing), or `offline`. `online`
 * comes again whenever the folder came back or became another one. Changes are told after `settle` milliseconds of quiet, at
 * most two seconds late; a move is a `removed` and a `changed` in one batch, for `planUpdate` to match. While a batch is
 * being worked on, the next one gathers. Watching has a thread of its own: setting it up for 100,000 files takes seconds.
 */
export async function* watch(
  folder: string,
  rules: IgnoreRules,
  { signal, settle = 300, poll = pollEvery, device }: WatchOptions,
): AsyncGenerator<readonly FileChange[], void> {
  if (signal.aborted) return
  await using follower = new Follower({ folder, rules: rules.made, settle, poll, device }, signal)
  /** Silences of its disk that were told, and those whose end was. */
  let [begun, ended] = [silencesOf(folder), silencesOf(folder)]
  for (;;) {
    const news = await follower.next(QUIET)
    if (signal.aborted) return
    if (news !== 'quiet') yield news
    const root = await lookAtRoot(folder)
    if (signal.aborted) return
    const silences = silencesOf(folder)
    if (isSilent(folder)) {
      if (begun < silences && root.kind === 'offline') yield [root]
      begun = silences
    } else if (ended < silences) {
      // What was planned meanwhile was planned without it. If it is away by now, its own thread says so.
      yield [{ kind: 'online' }]
      begun = ended = silences
    }
  }
}

/** The thread that follows one folder, until it is disposed of. */
class Follower implements AsyncDisposable {
  readonly #worker: Worker
  readonly #signal: AbortSignal
  #asked = false
  #news: readonly FileChange[] | undefined
  #failure: unknown
  #wake = (): void => {}
  readonly #abort = (): void => {
    this.#wake()
    // Its watches end with it, also when nobody asks for news again.
    void this[Symbol.asyncDispose]()
  }

  constructor(workerData: ToFollow, signal: AbortSignal) {
    const entry = new URL(`./watch-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)
    this.#worker = new Worker(entry, { workerData, execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } })
    this.#signal = signal
    const fail = (error: unknown) => {
      this.#failure ??= error
      this.#wake()
    }
    this.#worker.on('message', (news: readonly FileChange[]) => {
      this.#news = news
      this.#wake()
    })
    this.#worker.on('error', fail)
    this.#worker.on('exit', () => fail(new Error(`The thread that watches ${workerData.folder} ended.`)))
    signal.addEventListener('abort', this.#abort, { once: true })
  }

  /** The next batch, or `quiet` when there was none for `atMost` milliseconds or the signal aborted. */
  async next(atMost: number): Promise<readonly FileChange[] | 'quiet'> {
    if (!this.#asked) this.#worker.postMessage('next')
    this.#asked = true
    if (!this.#news && !this.#failure && !this.#signal.aborted) await this.#woken(atMost)
    if (this.#signal.aborted) return 'quiet'
    if (this.#failure) throw this.#failure
    const news = this.#news
    if (!news) return 'quiet'
    this.#news = undefined
    this.#asked = false
    return news
  }

  #woken(atMost: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, atMost)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #ending: Promise<void> | undefined;
  [Symbol.asyncDispose](): Promise<void> {
    this.#signal.removeEventListener('abort', this.#abort)
    this.#ending ??= endThread(this.#worker)
    return this.#ending
  }
}
