import { existsSync } from 'node:fs'
import { isInCloudOnly } from '../files/cloud.ts'
import { contentHash } from '../files/hash.ts'
import { isPassing, type LedgerEntry } from '../files/ledger.ts'
import type { SourceFile } from '../files/source.ts'
import type { Extractor, Failure, Prepared } from '../text/extraction.ts'
import { unreadable } from '../text/failure.ts'
import { READERS } from '../text/readers.ts'
import type { Moves } from './moves.ts'
import type { Recognitions } from './recognitions.ts'
import { isOutgrown } from './renewal.ts'

/** What reading a file came to. */
export type Reading =
  /** Its content is what the ledger knows of it, or of a file that is gone now; only its date or place differ. */
  | { readonly kind: 'same'; readonly entry: LedgerEntry; readonly movedFrom: LedgerEntry | null }
  /** It went away before it was read. */
  | { readonly kind: 'gone'; readonly file: SourceFile }
  | (Prepared & {
      readonly file: SourceFile
      readonly hash: string
      /** The languages in which words were looked for on its scanned pages; '' where they were not. */
      readonly recognized: string
    })

export interface ReadOptions {
  /** Files that were elsewhere until now. */
  readonly moves: Moves
  readonly extractor: Extractor
  /** Bytes; a larger file is not read. */
  readonly largest: number | null
  readonly mayDownload: (path: string) => boolean
  readonly recognitions: Recognitions
  /** How files of a content failed that cost their reader its process. */
  readonly poison: ReadonlyMap<string, Failure>
}

/** File → hash → text → passages. Throws only `cancelled`. */
export async function readFile(
  file: SourceFile,
  known: LedgerEntry | undefined,
  { moves, extractor, largest, mayDownload, recognitions, poison }: ReadOptions,
  signal?: AbortSignal,
): Promise<Reading> {
  if (!mayDownload(file.path) && (await isInCloudOnly(file.path))) {
    // What was read before its room on the disk was given back is still so.
    if (known?.state === 'indexed' && known.size === file.size && known.modified === file.modified)
      return { kind: 'same', entry: { ...known, ...file }, movedFrom: null }
    const message = 'This file is kept in the cloud, and Kenning downloads nothing by itself. Read it again here to download it.'
    return { kind: 'failed', code: 'in-cloud', message, file, hash: '', recognized: '' }
  }
  // Looked at for what it is, so that a film is told as a film; not hashed, which would read it all.
  if (largest !== null && file.size > largest)
    return { ...(await extractor.extract({ ...file, largest }, signal)), file, hash: '', recognized: '' }
  let hash: string
  try {
    hash = await contentHash(file.path, signal)
  } catch (error) {
    if (signal?.aborted) throw error
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'gone', file }
    return { ...unreadable(error), file, hash: '', recognized: '' }
  }
  const isKnown = known?.hash === hash && hash !== '' && !isPassing(known)
  if (isKnown && !isNewlyRecognized(known, recognitions) && !isOutgrown(known))
    return { kind: 'same', entry: { ...known, ...file }, movedFrom: null }
  const movedFrom = known ? undefined : await moves.take(hash)
  if (movedFrom) return { kind: 'same', entry: { ...movedFrom, ...file }, movedFrom }
  const recognition = await recognitions.of(hash)
  const prepared =
    poison.get(hash) ?? (await extractor.extract({ ...file, ...(recognition ? { recognized: recognition.pages } : {}) }, signal))
  // What earlier readers made of it is better than nothing.
  if (prepared.kind === 'failed' && isKnown && isOutgrown(known))
    return { kind: 'same', entry: { ...known, ...file, readers: READERS }, movedFrom: null }
  if (prepared.kind === 'failed' && prepared.code === 'unreadable' && !existsSync(file.path)) return { kind: 'gone', file }
  return { ...prepared, file, hash, recognized: recognition?.languages ?? '' }
}

/** Words on its scanned pages were recognised since it was read. */
const isNewlyRecognized = ({ hash, scans }: LedgerEntry, recognitions: Recognitions): boolean =>
  scans !== undefined && recognitions.languagesOf(hash) !== '' && recognitions.languagesOf(hash) !== scans.recognized
