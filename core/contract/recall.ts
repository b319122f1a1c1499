/** How well search finds what is known to be there: passages, asked for by some of their own words. */
export interface Recall {
  /** Passages asked for so far, and in all. */
  readonly done: number
  readonly total: number
  /** The first file of the answer, at this passage. */
  readonly first: number
  /** Their file is among the first ten. */
  readonly ten: number
  /** Those whose file is not: what was asked and where it stands, ten at most. */
  readonly missed: readonly { readonly path: string; readonly query: string }[]
}

/** Most passages asked for at once: 1,000 searches take a minute or more. */
export const RECALL_PASSAGES = 1_000
