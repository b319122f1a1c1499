import type { FailureCode, RuleOrigin } from './engine.ts'

/**
 * How far a file can be found. `words`: by its words, not yet by meaning. `partly`: a limit cut its text short. `no-text`: it has
 * none, or only pictures of it. `skipped`: of a kind that is not read; found by its name.
 */
export const fileStates = ['indexed', 'words', 'partly', 'waiting', 'no-text', 'failed', 'skipped'] as const
export type FileState = (typeof fileStates)[number]

export const ledgerOrders = ['path', 'name', 'state', 'size', 'modified'] as const
export type LedgerOrder = (typeof ledgerOrders)[number]

/** Which files to list; what is left out leaves nothing out. */
export interface LedgerQuery {
  /** Each of its words stands in the path or the reason, in any case and with any accents. */
  readonly filter?: string
  readonly state?: FileState
  /** Only what is below this folder. */
  readonly folder?: string
  /** The ending of the name, small and without a dot; '' for names without one. */
  readonly type?: string
  readonly order: LedgerOrder
  readonly descending?: boolean
}

/** The most rows of one page. */
export const LEDGER_PAGE = 1_000

export interface LedgerRow {
  readonly path: string
  readonly size: number
  /** Milliseconds since 1970. */
  readonly modified: number
  readonly state: FileState
  /** Its disk or folder is away; what is known of it stays searchable. */
  readonly offline?: boolean
  /** Why it is not searchable by its text, and in a sentence a person can act on. */
  readonly code?: FailureCode
  readonly message?: string
  readonly passages?: number
  /** UTF-8 bytes of its text. */
  readonly textBytes?: number
}

export interface LedgerPage {
  /** Rows of all pages. */
  readonly total: number
  /** How many of them are in each state, before `state` chose. */
  readonly states: Readonly<Record<FileState, number>>
  readonly rows: readonly LedgerRow[]
}

/** How much of some files can be found. */
export interface Coverage {
  /** A folder's path, or the ending of names. */
  readonly key: string
  readonly files: number
  readonly bytes: number
  readonly states: Readonly<Record<FileState, number>>
}

/** What one rule leaves out of a watched folder; what the folders hold is not known. */
export interface RuleCount {
  /** The watched folder. */
  readonly folder: string
  readonly pattern: string
  readonly origin: RuleOrigin
  /** Why the rule is there. */
  readonly reason: string
  readonly files: number
  readonly folders: number
}

export interface Coverages {
  /** By watched folder; of one folder, by those directly in it, and by itself for the files that lie in none of them. */
  readonly folders: readonly Coverage[]
  /** By the ending of names, the most frequent first; 50 at most. */
  readonly types: readonly Coverage[]
  /** By rule, as of when each folder was last looked through; of one watched folder where it is given, of none below. */
  readonly leftOut: readonly RuleCount[]
}
