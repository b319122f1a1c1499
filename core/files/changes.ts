/** News of a watched folder. */
export type FileChange =
  /** Look at this path: it is new or different. It may be gone or no regular file by the time of the look. */
  | { readonly kind: 'changed'; readonly path: string }
  | { readonly kind: 'removed'; readonly path: string }
  /** Changes may have been missed: walk the whole folder. `lasting`: they will be missed again, so this news comes again too. */
  | { readonly kind: 'rescan'; readonly reason: string; readonly lasting: boolean }
  /** The folder is away. Nothing in it counts as removed. */
  | { readonly kind: 'offline'; readonly message: string }
  /** The folder is there and every change from now on is told: walk it once. The first news, and again after each absence. */
  | { readonly kind: 'online' }

/**
 * What last happened to a path since the last batch. One that was made and is gone again is told too: a scan of the folder may
 * have found it meanwhile.
 */
type Fate = 'changed' | 'removed'

interface Pending {
  readonly fate: Fate
  /** When that was last so. */
  readonly at: number
}

/** At most this long after the first change, a batch is given out even while changes go on. Milliseconds. */
const latest = 2000

/**
 * Gathers changes until they settle. Times are milliseconds on any clock that only goes forward.
 */
export class PendingChanges {
  readonly #settle: number
  #fates = new Map<string, Pending>()
  #rescan: { readonly reason: string; readonly lasting: boolean } | undefined
  #first: number | undefined
  #last = 0

  /** @param settle quiet needed before a batch is given out */
  constructor(settle: number) {
    this.#settle = settle
  }

  note(path: string, next: Fate, now: number): void {
    this.#touch(now)
    this.#fates.set(path, { fate: next, at: now })
  }

  /** It is there, whether or not anything was told of it. */
  noteThere(path: string, now: number): void {
    if (this.#fates.get(path)?.fate !== 'changed') this.note(path, 'changed', now)
  }

  /** One walk mends any number of losses; the first reason is kept, or the first that lasts. */
  noteLoss(reason: string, lasting: boolean, now: number): void {
    this.#touch(now)
    if (!this.#rescan || (lasting && !this.#rescan.lasting)) this.#rescan = { reason, lasting }
  }

  #touch(now: number): void {
    this.#first ??= now
    this.#last = now
  }

  /** Milliseconds until a batch is due (0 or less: now), or undefined while nothing is pending. */
  dueIn(now: number): number | undefined {
    if (this.#first === undefined) return undefined
    return Math.min(this.#last + this.#settle, this.#first + latest) - now
  }

  /**
   * The batch that is due. In a batch given out amid changes, a removal fresher than `settle` waits for the next one: it may
   * be one half of a move, and the halves belong together.
   */
  take(now: number): FileChange[] {
    const batch: FileChange[] = this.#rescan === undefined ? [] : [{ kind: 'rescan', ...this.#rescan }]
    const waiting = new Map<string, Pending>()
    for (const [path, { fate, at }] of this.#fates) {
      if (fate === 'removed' && now - at < this.#settle) waiting.set(path, { fate, at })
      else batch.push({ kind: fate, path })
    }
    this.#rescan = undefined
    this.#fates = waiting
    this.#first = waiting.size > 0 ? now : undefined
    return batch
  }
}
