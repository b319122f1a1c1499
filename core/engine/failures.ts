import type { Job } from './jobs.ts'

/** What failed is done again after this long first, then after twice as long each time. Milliseconds. */
const AGAIN = 5_000
const AGAIN_AT_MOST = 600_000

/** Jobs that failed wait here to be done again, ever longer while they fail: a full disk is emptied by a person. */
export class Failures implements Disposable {
  readonly #again: (job: Job) => void
  #jobs: Job[] = []
  #after = AGAIN
  #timer: NodeJS.Timeout | undefined

  /** @param again takes each job back when its time has come */
  constructor(again: (job: Job) => void) {
    this.#again = again
  }

  get count(): number {
    return this.#jobs.length
  }

  add(job: Job): void {
    this.#jobs.push(job)
    this.#timer ??= setTimeout(() => this.#giveBack(), this.#after).unref()
  }

  drop(unwanted: (job: Job) => boolean): void {
    this.#jobs = this.#jobs.filter((job) => !unwanted(job))
  }

  /** All of them went well by now. */
  overcome(): void {
    this.#after = AGAIN
  }

  #giveBack(): void {
    this.#timer = undefined
    this.#after = Math.min(2 * this.#after, AGAIN_AT_MOST)
    for (const job of this.#jobs.splice(0)) this.#again(job)
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
  }
}
