import type { Ledger } from '../files/ledger.ts'
import type { PassageTable } from '../index/passages.ts'
import type { VectorIndex } from '../index/vectors.ts'

/** Numbers not used yet. */
export interface Counters {
  document: number
  passage: number
}

/**
 * Brings ledger and tables together after a process was killed. A file counts as read once the ledger says so, and its rows are
 * written before; so rows that the ledger does not know are thrown away, and a file whose rows are gone is read again. A document
 * that was encoded in part when the process ended is encoded anew, so that its tokens are counted once.
 *
 * @param unfinished vectors that were being made beside those that serve: a number that they know must not be given to another
 * passage, which would then have its vectors
 */
export async function repair(
  ledger: Ledger,
  passages: PassageTable,
  serving: VectorIndex,
  unfinished: readonly VectorIndex[] = [],
): Promise<Counters> {
  const stored = await passages.all()
  const documents = new Set<number>()
  const inPart = new Set<number>()
  const rows = new Map<number, number>()
  for (const { document } of stored) rows.set(document, (rows.get(document) ?? 0) + 1)
  for (const entry of [...ledger.entries().values()]) {
    if (entry.state !== 'indexed') continue
    if ((rows.get(entry.document) ?? 0) === entry.passages) {
      documents.add(entry.document)
      if (entry.tokens === 0) inPart.add(entry.document)
    } else ledger.delete(entry.path)
  }
  await ledger.flush()
  await passages.removeDocuments([...rows.keys()].filter((document) => !documents.has(document)))
  const most = (numbers: Iterable<number>) => Iterator.from(numbers).reduce((a, b) => Math.max(a, b), 0)
  const last = { document: most([...rows.keys(), ...documents]), passage: most(stored.map(({ id }) => id)) }
  for (const index of [serving, ...unfinished]) {
    const known = new Set(Iterator.from(index.ids()).map((id) => index.documentOf(id)!))
    last.document = Math.max(last.document, most(known))
    last.passage = Math.max(last.passage, most(index.ids()))
    const isLost = (document: number) => !documents.has(document) || (index === serving && inPart.has(document))
    await index.removeDocuments(new Set([...known].filter(isLost)))
  }
  return { document: 1 + last.document, passage: 1 + last.passage }
}
