import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { ownMemory } from '../encoder/vectors.ts'
import type { Codec, Codes } from './codec.ts'
import type { Done, Start, Work } from './compress-worker.ts'

export interface Compressed {
  readonly codes: Codes
  /** The codec the codes are of, when this batch made or grew it; null: as before. */
  readonly codec: Codec | null
}

/** Compresses token vectors on a thread of its own, which starts with the first batch. One batch at a time, in their order. */
export class Compressor implements AsyncDisposable {
  readonly #bits: 2 | 4
  #codec: Codec | null
  /** The thread has a codec that nobody has kept yet. */
  #ahead = false
  #worker: Worker | null = null
  #last: Promise<unknown> = Promise.resolve()

  constructor({ codec, bits }: Start) {
    this.#codec = codec
    this.#bits = bits
  }

  /** Takes the vectors' memory over: they cannot be read afterwards. A codec that it answers with counts once it is `kept`. */
  compress(work: Work): Promise<Compressed> {
    const compressed = this.#last.then(() => this.#run(work))
    this.#last = compressed.catch(() => {})
    return compressed
  }

  /** Says that a codec is stored: what comes now may be compressed with it. */
  kept(codec: Codec): void {
    this.#codec = codec
    this.#ahead = false
  }

  async #run(work: Work): Promise<Compressed> {
    if (this.#ahead) await this.#stop()
    this.#worker ??= this.#begin()
    const worker = this.#worker
    // Waiting for work, the thread keeps no process alive; working, it does.
    worker.ref()
    try {
      worker.postMessage(work, ownMemory(work.vectors.map(({ data }) => data)))
      const [done] = (await once(worker, 'message')) as [Done]
      if ('error' in done) throw done.error
      this.#ahead = done.codec !== null
      return done
    } catch (error) {
      await this.#stop()
      throw error
    } finally {
      worker.unref()
    }
  }

  #begin(): Worker {
    const entry = new URL(import.meta.url.endsWith('.ts') ? './compress-worker.ts' : './compress-worker.js', import.meta.url)
    return new Worker(entry, { workerData: { codec: this.#codec, bits: this.#bits } satisfies Start, execArgv: [] })
  }

  async #stop(): Promise<void> {
    await this.#worker?.terminate()
    this.#worker = null
    this.#ahead = false
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last
    await this.#stop()
  }
}
