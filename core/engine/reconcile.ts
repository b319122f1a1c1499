/** How often the clock is looked at. Milliseconds. */
const TICK = 30_000
/** A tick this much later than it should be: the computer slept, or stood still. */
const LATE = 20_000
/** What no watcher told is found after this long at the latest. */
const EVERY = 3_600_000

/**
 * When folders are to be looked through although no watcher said so: every hour, and after sleep, during which network drives
 * and some systems tell nothing. Times are milliseconds since 1970.
 */
export class Reconciliation {
  #last: number
  #ticked: number

  constructor(now: number) {
    this.#last = now
    this.#ticked = now
  }

  /** Whether it is due at a tick. */
  tick(now: number): boolean {
    const slept = now - this.#ticked > TICK + LATE
    this.#ticked = now
    if (!slept && now - this.#last < EVERY) return false
    this.#last = now
    return true
  }
}

/** Calls `due` whenever a reconciliation is, until it is disposed of. */
export function reconcile(due: () => void): Disposable {
  const reconciliation = new Reconciliation(Date.now())
  const timer = setInterval(() => {
    if (reconciliation.tick(Date.now())) due()
  }, TICK)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
