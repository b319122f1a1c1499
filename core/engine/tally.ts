import type { Failed, LedgerEntry } from '../files/entry.ts'
import { covers } from '../files/folders.ts'

export interface Tally {
  readonly folders: ReadonlyMap<string, { readonly files: number; readonly failed: number }>
  readonly indexed: number
  /** Of these, files found by their words alone so far. */
  readonly words: number
  readonly failed: number
  readonly skipped: number
  readonly noText: number
  readonly passages: number
  readonly tokens: number
  readonly textBytes: number
  /** Files whose words are yet to be recognised. */
  readonly scanned: number
}

/**
 * What a file counts as that is not found by its text: one that holds none has none, one of a kind that Kenning does not read
 * (pictures, programs) or that is kept in the cloud is skipped; the others have failed.
 */
export function lackOf({ code }: Pick<Failed, 'code'>): 'noText' | 'skipped' | 'failed' {
  if (code === 'no-text' || code === 'empty') return 'noText'
  return code === 'unsupported' || code === 'not-text' || code === 'in-cloud' ? 'skipped' : 'failed'
}

/** @param isWaiting whether an entry's words are yet to be recognised in pictures of them */
export function tally(
  entries: Iterable<LedgerEntry>,
  folders: readonly string[],
  isWaiting: (entry: LedgerEntry) => boolean = () => false,
): Tally {
  const perFolder = new Map(folders.map((folder) => [folder, { files: 0, failed: 0 }]))
  const sum = { indexed: 0, words: 0, failed: 0, skipped: 0, noText: 0, passages: 0, tokens: 0, textBytes: 0, scanned: 0 }
  for (const entry of entries) {
    const folder = folders.find((each) => covers(each, entry.path))
    const counts = folder === undefined ? undefined : perFolder.get(folder)
    if (counts) counts.files++
    if (isWaiting(entry)) sum.scanned++
    if (entry.state === 'indexed') {
      sum.indexed++
      if (entry.tokens === 0) sum.words++
      sum.passages += entry.passages
      sum.tokens += entry.tokens
      sum.textBytes += entry.textBytes
    } else {
      const lack = lackOf(entry)
      sum[lack]++
      if (counts && lack === 'failed') counts.failed++
    }
  }
  return { ...sum, folders: perFolder }
}
