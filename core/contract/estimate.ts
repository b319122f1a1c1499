import type { Dim } from './engine.ts'

/** What a folder is likely to take, while it is counted and once it is. */
export interface Estimate {
  readonly path: string
  /** `counting`: there may be more files than are counted so far. */
  readonly state: 'counting' | 'counted'
  /** Files whose text would be read. */
  readonly files: number
  /** Their bytes on the disk. */
  readonly bytes: number
  /** Files that would be found by their names alone. */
  readonly byName: number
  /** UTF-8 bytes of their text. */
  readonly textBytes: number
  /** Bytes of the index by embedding size. */
  readonly index: Readonly<Record<Dim, number>>
  /** Until everything is found by meaning, with the encoder that serves, on this machine. */
  readonly seconds: number
  /** `own`: how much text files hold is taken from the person's own. `typical`: from files that were measured elsewhere. */
  readonly basis: 'own' | 'typical'
}

/** A folder where people keep documents. */
export interface Suggestion {
  readonly path: string
  readonly name: 'documents' | 'desktop' | 'downloads' | 'notes'
}
