/** A value that many may follow: each reader gets the newest, never a queue of old ones. */
export class Broadcast<T> {
  #wake: (() => void)[] = []
  #version = 0
  readonly #read: () => T

  /** `read` gives the value as it is now. */
  constructor(read: () => T) {
    this.#read = read
  }

  changed(): void {
    this.#version++
    for (const wake of this.#wake.splice(0)) wake()
  }

  /** The value now, and again after changes, `pause` milliseconds apart at least; ends when `signal` aborts. */
  async *follow(signal: AbortSignal, pause: number): AsyncGenerator<T, void> {
    let seen = -1
    while (!signal.aborted) {
      if (seen === this.#version) await this.#change(signal)
      else {
        seen = this.#version
        yield this.#read()
        await sleep(pause, signal)
      }
    }
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', wake)
        resolve()
      }
      signal.addEventListener('abort', wake, { once: true })
      this.#wake.push(wake)
    })
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
  })
}
