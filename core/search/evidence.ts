import type { Evidence, SearchMode } from '../contract/engine.ts'
import { cancelled } from '../contract/errors.ts'
import { stem } from '../text/terms.ts'
import { exactHighlights, highlights } from './highlights.ts'
import { parseQuery } from './query.ts'
import { recall } from './recent.ts'
import type { Searchable } from './search.ts'

/** Passages whose text is read at once, so that a search can come between: 500 take about 50 ms. */
const AT_ONCE = 500

/** Every match in one document, from its stored codes. */
export async function evidence(
  { path, query: typed, mode }: { readonly path: string; readonly query: string; readonly mode: SearchMode },
  document: number,
  index: Pick<Searchable, 'passages' | 'vectors' | 'encoder'>,
  signal?: AbortSignal,
): Promise<Evidence> {
  const { text, words } = parseQuery(typed)
  const passages = text === '' ? [] : await index.passages.ofDocument(document)
  const recent = mode === 'exact' || text === '' ? null : await recall(text, index.vectors, index.encoder, signal)
  const found: { id: number; highlights: Evidence['passages'][number]['highlights'] }[] = []
  for (let from = 0; from < passages.length; from += AT_ONCE) {
    const some = passages.slice(from, from + AT_ONCE)
    const aligned =
      recent &&
      (await index.vectors.align(
        recent.encoded.vectors,
        some.map(({ id }) => id),
      ))
    const byId = new Map(aligned?.map((each) => [each.id, each]))
    if (signal?.aborted) throw cancelled()
    for (const passage of some) {
      const alignment = byId.get(passage.id)
      const lit =
        recent && alignment ? highlights(words, recent.encoded, passage, alignment) : exactHighlights(words, passage.text, stem)
      if (lit.length > 0) found.push({ id: passage.id, highlights: lit })
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { path, words, passages: found }
}
