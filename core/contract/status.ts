// What the engine is doing.
import type { Failing } from './errors.ts'
import type { Folder } from './files.ts'
import type { DeviceUse, Pooling } from './models.ts'

/** What indexing may be told to wait for: the power line, or that nobody uses the computer. */
export const conditions = ['mains', 'idle'] as const
export type Condition = (typeof conditions)[number]

/** What the engine is doing now. `waiting`: files to be read or encoded. */
export type Activity =
  | { readonly kind: 'idle' }
  /** By the person. `until`: milliseconds since 1970, or null: until they say otherwise. */
  | { readonly kind: 'paused'; readonly until: number | null; readonly waiting: number }
  /** A condition of the person's is not met, the computer is too hot, or its battery nearly empty. */
  | { readonly kind: 'held'; readonly by: Condition | 'heat' | 'charge'; readonly waiting: number }
  | { readonly kind: 'scanning'; readonly folder: string }
  | {
      readonly kind: 'indexing'
      readonly done: number
      readonly total: number
      readonly file: string
      /** Measured over the last seconds; 0 while unknown. */
      readonly filesPerSecond: number
      readonly secondsLeft: number | null
    }
  /** Passages that words find already are given the vectors by which meaning finds them. */
  | {
      readonly kind: 'encoding'
      /** Passages of those that wait since this began. */
      readonly done: number
      readonly total: number
      /** Files some of whose passages still wait. */
      readonly filesLeft: number
      readonly file: string
      /** As for files. */
      readonly passagesPerSecond: number
      readonly secondsLeft: number | null
    }
  /** Counted in passages. */
  | {
      readonly kind: 'rebuilding'
      readonly done: number
      readonly total: number
      readonly model: string
      readonly dim: number
      readonly passagesPerSecond: number
      readonly secondsLeft: number | null
    }
  | ({ readonly kind: 'failed' } & Failing)

export interface Status {
  readonly activity: Activity
  readonly folders: readonly Folder[]
  /** As in the ledger: `noText` hold none, `skipped` are of kinds that are not read. */
  readonly files: { readonly indexed: number; readonly failed: number; readonly skipped: number; readonly noText: number }
  readonly passages: number
  readonly tokens: number
  readonly bytes: { readonly text: number; readonly index: number }
  /** The encoder and embedding size that answer searches now. */
  readonly model: string
  readonly dim: number
  readonly pooling: Pooling
  /** What encodes now. */
  readonly device: DeviceUse
  /** Files whose words are yet to be recognised in pictures of them, and the one that is being read: pages done, and all. */
  readonly recognition: {
    readonly waiting: number
    readonly reading: { readonly path: string; readonly done: number; readonly total: number } | null
  }
}
