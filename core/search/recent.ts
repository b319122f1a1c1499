import type { Encoder } from '../encoder/encoder.ts'
import type { EncodedQuery } from '../encoder/vectors.ts'
import type { AlignedPassage, VectorIndex } from '../index/vectors.ts'

/** A query that was just searched for: muting a word, another filter or more files need nothing encoded again. */
export interface RecentQuery {
  readonly encoded: EncodedQuery
  /** The alignment of each of these passages, decoded and aligned where that is new. Passages without vectors are left out. */
  align(ids: Iterable<number>): Promise<ReadonlyMap<number, AlignedPassage>>
}

/** Four queries of 800 passages: 3,200 alignments of about 2 KB are 6 MB. */
const KEPT = 4

/** Vectors and passage numbers are written once and never change, so an alignment is right for as long as its index is. */
const recent = new WeakMap<VectorIndex, Map<string, RecentQuery>>()

export async function recall(
  text: string,
  vectors: VectorIndex,
  encoder: Pick<Encoder, 'encodeQuery'>,
  signal?: AbortSignal,
): Promise<RecentQuery> {
  const kept = recent.get(vectors) ?? new Map<string, RecentQuery>()
  recent.set(vectors, kept)
  const known = kept.get(text) ?? remembering(await encoder.encodeQuery(text, signal), vectors)
  kept.delete(text)
  kept.set(text, known)
  for (const oldest of [...kept.keys()].slice(0, -KEPT)) kept.delete(oldest)
  return known
}

function remembering(encoded: EncodedQuery, vectors: VectorIndex): RecentQuery {
  const aligned = new Map<number, AlignedPassage>()
  return {
    encoded,
    async align(ids) {
      const missing = [...ids].filter((id) => !aligned.has(id))
      for (const passage of await vectors.align(encoded.vectors, missing)) aligned.set(passage.id, passage)
      return aligned
    },
  }
}
