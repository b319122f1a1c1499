import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Activity, Folder, Status } from '../contract/engine.ts'
import type { Ledger } from '../files/ledger.ts'
import type { Library } from './library.ts'
import type { Hold } from './manners.ts'
import type { Recognition } from './recognition.ts'
import { tally } from './tally.ts'
import type { WatchedFolders } from './watched-folders.ts'

export interface Told {
  readonly library: Library
  readonly ledger: Ledger
  readonly folders: WatchedFolders
  readonly recognition: Recognition
  hold(): Hold | null
  /** Files that wait to be read. */
  waiting(): number
  changed(): void
}

/** The status counts anew at most twice a second. */
const TALLY_MS = 500

/** The index is measured anew at most this often while it grows. */
const MEASURE_MS = 1_000

/** What the status says. */
export class Report {
  readonly #told: Told
  #activity: Activity = { kind: 'idle' }
  #tallied = { at: -Infinity, value: tally([], []) }
  #indexBytes = 0
  #measured = -Infinity

  constructor(told: Told) {
    this.#told = told
  }

  get indexBytes(): number {
    return this.#indexBytes
  }

  tell(activity: Activity): void {
    this.#activity = activity
    this.#told.changed()
  }

  tally() {
    const { library, ledger, recognition } = this.#told
    if (performance.now() - this.#tallied.at > TALLY_MS)
      this.#tallied = {
        at: performance.now(),
        value: tally(ledger.entries().values(), library.remembered.folders, (entry) => recognition.isWaiting(entry)),
      }
    return this.#tallied.value
  }

  /** What was counted a moment ago counts no more. */
  countAnew(): void {
    this.#tallied.at = -Infinity
  }

  folder(path: string): Folder {
    const counts = this.tally().folders.get(path) ?? { files: 0, failed: 0 }
    const { state, notice } = this.#told.folders.stateOf(path)
    // A watched folder is up to date but for what a look through it, now and then, may find.
    const isLookedThrough = this.#activity.kind === 'scanning' && this.#activity.folder === path
    return { path, state: isLookedThrough ? 'scanning' : state, ...counts, ...(notice === null ? {} : { notice }) }
  }

  status(): Status {
    const { library, recognition } = this.#told
    const { remembered, serving } = library
    const { indexed, failed, skipped, noText, passages, tokens, textBytes, scanned } = this.tally()
    return {
      activity: this.#heldActivity() ?? this.#activity,
      folders: remembered.folders.map((folder) => this.folder(folder)),
      files: { indexed, failed, skipped, noText },
      passages,
      tokens,
      bytes: { text: textBytes, index: this.#indexBytes },
      model: serving.encoder.model.card.id,
      dim: serving.encoder.dim,
      pooling: serving.encoder.pooling,
      device: serving.encoder.use,
      recognition: { waiting: scanned, reading: recognition.reading },
    }
  }

  #heldActivity(): Activity | null {
    const hold = this.#told.hold()
    const waiting = this.#told.waiting() + this.tally().words
    if (hold?.by === 'person') return { kind: 'paused', until: hold.until, waiting }
    return hold && waiting > 0 ? { kind: 'held', by: hold.by, waiting } : null
  }

  /** What the index takes, as it grows. */
  async measureAgain(): Promise<void> {
    if (performance.now() - this.#measured > MEASURE_MS) await this.measure()
  }

  async measure(): Promise<void> {
    this.#measured = performance.now()
    this.#indexBytes = await bytesBelow(path.join(this.#told.library.data, 'index'))
    this.countAnew()
    this.#told.changed()
  }
}

async function bytesBelow(folder: string): Promise<number> {
  let sum = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    // Compaction may delete a file between the listing and the look.
    sum += await stat(path.join(entry.parentPath, entry.name)).then(
      ({ size }) => size,
      () => 0,
    )
  }
  return sum
}
