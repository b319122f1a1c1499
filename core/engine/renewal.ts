import type { Ledger, LedgerEntry } from '../files/ledger.ts'
import type { SourceFile } from '../files/source.ts'
import { READERS } from '../text/readers.ts'

/** It was read by readers that could not yet do what these do. */
export const isOutgrown = (entry: LedgerEntry): boolean => entry.state === 'indexed' && (entry.readers ?? 1) < READERS

export interface RenewalOptions {
  readonly ledger: Ledger
  /** Whether neither the engine nor the person has anything else for the computer to do. */
  readonly isQuiet: () => boolean
  /** Has files read once more. */
  readonly read: (files: readonly SourceFile[]) => void
}

/** How long nothing else was to do. Milliseconds. */
const LOOK = 5_000
/** Files read at once, so that a person who comes back waits for seconds at most. */
const AT_ONCE = 100

/**
 * Has files whose text an earlier Kenning read be read once more when nothing else is to do, for the places and words that readers
 * have learnt to find since. A passage whose text is the same keeps its vectors.
 */
export class Renewal implements Disposable {
  readonly #options: RenewalOptions
  /** Paths that were given to be read: a disk may be away, and then they stay as they are until the next start. */
  readonly #given = new Set<string>()
  #timer: NodeJS.Timeout | undefined

  constructor(options: RenewalOptions) {
    this.#options = options
  }

  /** There may be something to do soon, for nothing else is. */
  look(): void {
    clearTimeout(this.#timer)
    const files = this.#next()
    if (files.length > 0) this.#timer = setTimeout(() => this.#begin(files), LOOK).unref()
  }

  #begin(files: readonly SourceFile[]): void {
    if (!this.#options.isQuiet()) return this.look()
    for (const { path } of files) this.#given.add(path)
    this.#options.read(files)
  }

  #next(): SourceFile[] {
    const files: SourceFile[] = []
    for (const entry of this.#options.ledger.entries().values()) {
      if (!isOutgrown(entry) || this.#given.has(entry.path)) continue
      files.push(entry)
      if (files.length === AT_ONCE) break
    }
    return files
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
  }
}
