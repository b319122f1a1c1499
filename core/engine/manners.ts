import type { Condition, Settings } from '../contract/engine.ts'

/** What the computer says of itself. */
export interface Power {
  readonly supply: 'mains' | 'battery'
  /** Percent of the battery that is left; null where there is none, or the system does not say. */
  readonly charge: number | null
  /** Seconds since keyboard or pointer were used; null where the system does not say. */
  readonly idle: number | null
  /** The system asks programs to do less, so that it cools. */
  readonly hot: boolean
}

/** Until it has said something: nothing is held back for a reason that nobody gave. */
const unsaid: Power = { supply: 'mains', charge: null, idle: null, hot: false }

/** Why nothing is read or encoded now. */
export type Hold =
  /** `until`: milliseconds since 1970; null: until they say otherwise. */
  { readonly by: 'person'; readonly until: number | null } | { readonly by: Condition | 'heat' | 'charge' }

/** Nobody uses a computer whose keyboard and pointer were left alone for so long. Seconds. */
const IDLE = 60

/** On a battery as empty as this, what is left of it is the person's. Percent. */
const LOW = 20

/** @param now milliseconds since 1970 */
export function holdFor({ paused, waitsFor }: Pick<Settings, 'paused' | 'waitsFor'>, power: Power, now: number): Hold | null {
  if (paused === true) return { by: 'person', until: null }
  if (paused !== false && paused.until > now) return { by: 'person', until: paused.until }
  if (power.hot) return { by: 'heat' }
  if (power.supply === 'battery' && power.charge !== null && power.charge <= LOW) return { by: 'charge' }
  if (waitsFor.includes('mains') && power.supply === 'battery') return { by: 'mains' }
  if (waitsFor.includes('idle') && power.idle !== null && power.idle < IDLE) return { by: 'idle' }
  return null
}

export interface MannersOptions {
  settings(): Pick<Settings, 'paused' | 'waitsFor'>
  /** Work may go on that could not, or the other way round. */
  changed(): void
  /** A pause came to its end. */
  ended(): void
}

/** A timer stands still while the computer sleeps, so the clock is looked at this often. Milliseconds. */
const LOOK = 15_000

/** Whether Kenning may use the computer now. */
export class Manners implements Disposable {
  readonly #options: MannersOptions
  #power = unsaid
  #timer: NodeJS.Timeout | undefined
  #told: string

  constructor(options: MannersOptions) {
    this.#options = options
    this.#told = JSON.stringify(this.hold)
    this.look()
  }

  /** Whether it may be used for what nobody waits for: on mains power, cool, and left alone by the person. */
  get isQuiet(): boolean {
    const { paused } = this.#options.settings()
    return holdFor({ paused, waitsFor: ['mains', 'idle'] }, this.#power, Date.now()) === null
  }

  get hold(): Hold | null {
    return holdFor(this.#options.settings(), this.#power, Date.now())
  }

  take(power: Partial<Power>): void {
    this.#power = { ...this.#power, ...power }
    this.look()
  }

  /** The settings, the power or the time may be other than they were. */
  look(): void {
    clearTimeout(this.#timer)
    const { paused } = this.#options.settings()
    if (typeof paused === 'object') {
      const left = paused.until - Date.now()
      if (left <= 0) this.#options.ended()
      else this.#timer = setTimeout(() => this.look(), Math.min(left, LOOK)).unref()
    }
    const now = JSON.stringify(this.hold)
    if (now === this.#told) return
    this.#told = now
    this.#options.changed()
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
  }
}
