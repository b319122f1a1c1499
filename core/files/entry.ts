import { type FailureCode, failureCodes } from '../contract/engine.ts'
import type { SourceFile } from './source.ts'

/** What became of a file, and what the disk said of it when it was read. */
export type LedgerEntry = SourceFile & (Indexed | Failed)

export interface Indexed {
  readonly state: 'indexed'
  /** The number the index knows it by. */
  readonly document: number
  /** As `contentHash` gives it. */
  readonly hash: string
  readonly passages: number
  readonly tokens: number
  /** UTF-8 bytes of its text. */
  readonly textBytes: number
  /** True when a limit cut its text short. */
  readonly partial: boolean
  /** Of the readers that read it (`READERS`); left out by those before the third. */
  readonly readers?: number
  readonly scans?: Scans
}

/** Pages without text of their own, which are pictures of it. */
export interface Scans {
  /** "1–3, 7"; "0" for a picture. */
  readonly pages: string
  /** The languages in which words were looked for on them, as in "deu+eng"; '' when nobody has looked yet. */
  readonly recognized: string
}

export interface Failed {
  readonly state: 'failed'
  readonly code: FailureCode
  readonly message: string
  /** As `contentHash` gives it; '' when the content could not be read at all. */
  readonly hash: string
  /** Of the readers that failed (`READERS`); left out by the first of them. */
  readonly readers?: number
  readonly scans?: Scans
}

/**
 * A lock, a permission, a name that had just changed, a file that was in the cloud alone: it may well be readable by now, and
 * finding out costs little.
 */
export const isPassing = (entry: LedgerEntry): boolean =>
  entry.state === 'failed' && (entry.code === 'unreadable' || entry.code === 'in-cloud')

/** The limit a person sets to the size of files would now have it read that was too large, or leave out what was read. */
export function isOutdated(entry: LedgerEntry, largest: number | null): boolean {
  const tooLarge = largest !== null && entry.size > largest
  // What was too large for the limit was not hashed; what is too large for its format was.
  return entry.state === 'indexed' ? tooLarge : entry.code === 'too-large' && entry.hash === '' && !tooLarge
}

/** A path that the ledger knows no more. */
export interface Forgotten {
  readonly path: string
  readonly state: 'forgotten'
}

const indexedNumbers = ['document', 'passages', 'tokens', 'textBytes'] as const

/** A parsed line of the ledger, or undefined if it is none. By hand: 100,000 lines are checked at every start. */
export function readEntry(value: unknown): LedgerEntry | Forgotten | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const entry = value as Record<string, unknown>
  if (typeof entry.path !== 'string') return undefined
  if (entry.state === 'forgotten') return value as Forgotten
  if (typeof entry.size !== 'number' || typeof entry.modified !== 'number' || typeof entry.inode !== 'string') return undefined
  if (typeof entry.hash !== 'string') return undefined
  const whole =
    entry.state === 'indexed'
      ? indexedNumbers.every((name) => typeof entry[name] === 'number') && typeof entry.partial === 'boolean'
      : entry.state === 'failed' && (failureCodes as readonly unknown[]).includes(entry.code) && typeof entry.message === 'string'
  return whole ? (value as LedgerEntry) : undefined
}
