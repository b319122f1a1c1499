/** Token vectors of one text: unit length, row-major. `data` is [rows × dim]. */
export interface TokenVectors {
  readonly rows: number
  readonly dim: number
  readonly data: Float32Array
}

/** A query as the encoder sees it: one row per token, markers and mask expansion included. */
export interface EncodedQuery {
  readonly vectors: TokenVectors
  /** UTF-16 range of each row's token in the query; -1, -1 for markers and masks. [rows × 2] */
  readonly spans: Int32Array
  /**
   * Similarity of each row to its own token in a passage: what an exact match would score, the measure for all others.
   * About 1 for most encoders; one that weighs tokens gives frequent words little. 0 for markers and masks. [rows]
   */
  readonly own: Float32Array
}

/** A passage as it is indexed: skipped tokens (punctuation) are left out. */
export interface EncodedPassage {
  readonly vectors: TokenVectors
  /** UTF-16 range of each token in the passage's text; -1, -1 for markers. [tokens × 2] */
  readonly spans: Int32Array
  /** The row that stands for each token; left out where every token has its own. [tokens] */
  readonly pool?: Int32Array
}

/** Memory in which nothing but these arrays lies: what one thread may hand to another instead of a copy. */
export const ownMemory = (arrays: readonly (Float32Array | Int32Array)[]): ArrayBuffer[] =>
  arrays.flatMap(({ buffer, byteLength }) => (byteLength === buffer.byteLength ? [buffer as ArrayBuffer] : []))
