import { isPassing, type LedgerEntry } from '../files/ledger.ts'

/**
 * Finds, for a file that nothing is known about, the one it was before it was moved: the same content, known under a path where
 * nothing stands any more. That also finds what went to another disk or from one watched folder to another.
 */
export class Moves {
  readonly #entries: ReadonlyMap<string, LedgerEntry>
  readonly #isGone: (path: string) => Promise<boolean>
  /** Paths of the entries that were given. */
  readonly #taken = new Set<string>()
  /** Made when it is first needed: it looks at every entry. */
  #byHash: Map<string, LedgerEntry[]> | undefined

  /** @param isGone whether nothing stands at a path, although its disk is there */
  constructor(entries: ReadonlyMap<string, LedgerEntry>, isGone: (path: string) => Promise<boolean>) {
    this.#entries = entries
    this.#isGone = isGone
  }

  /** Each entry is given once, as it is by now: it may have been encoded since these were gathered. */
  async take(hash: string): Promise<LedgerEntry | undefined> {
    this.#byHash ??= Map.groupBy(this.#entries.values(), (entry) => entry.hash)
    for (const { path } of this.#byHash.get(hash) ?? []) {
      const current = () => {
        const entry = this.#entries.get(path)
        return entry?.hash === hash && !this.#taken.has(path) ? entry : undefined
      }
      const before = current()
      if (hash === '' || !before || isPassing(before) || !(await this.#isGone(path))) continue
      const entry = current()
      if (!entry) continue
      this.#taken.add(path)
      return entry
    }
    return undefined
  }
}
