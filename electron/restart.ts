/** Milliseconds before a crashed engine is started again: half a second, then twice as long each time. */
const FIRST_WAIT = 500
const LONGEST_WAIT = 30_000
/** An engine that ran this long had recovered: its crash is the first of a new kind. */
const STEADY = 60_000

/** @param previous the wait before the run that has just ended, 0 for the very first run. @param ran how long it ran, ms. */
export function restartWait(previous: number, ran: number): number {
  return previous === 0 || ran >= STEADY ? FIRST_WAIT : Math.min(previous * 2, LONGEST_WAIT)
}
