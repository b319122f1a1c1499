import { isPassing, type LedgerEntry } from '../files/ledger.ts'

/**
 * Finds, for a file that nothing is known about, the one it was before it was moved: the same content, known under a path where
 * nothing stands any more. That also finds what went to another disk or from one watched folder to another.
 */
export class Moves {
  readonly #entries: ReadonlyMap<string, LedgerEntry>
  readonly #gone: (paths: readonly string[]) => Promise<ReadonlySet<string>>
  /** Paths of the entries that were given. */
  readonly #taken = new Set<string>()
  /** Made when it is first needed: it looks at every entry. */
  #byHash: Map<string, LedgerEntry[]> | undefined

  /** @param gone at which of these paths nothing stands, although their disks are there */
  constructor(entries: ReadonlyMap<string, LedgerEntry>, gone: (paths: readonly string[]) => Promise<ReadonlySet<string>>) {
    this.#entries = entries
    this.#gone = gone
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
      if (hash === '' || !before || isPassing(before) || !(await this.#gone([path])).has(path)) continue
      const entry = current()
      if (!entry) continue
      this.#taken.add(path)
      return entry
    }
    return undefined
  }
}
