import type { Recall } from '../contract/recall.ts'
import { sample, seededRandom } from '../index/random.ts'
import { search } from '../search/search.ts'
import { termsOf } from '../text/terms.ts'
import { type Library, searchable } from './library.ts'

/** Words of a question: about as many as a person who half remembers a sentence would type. */
const WORDS = 12
/** A passage of fewer words than this is a heading or a number; many are alike. */
const FEWEST = 4
/** Missed ones that are named. */
const NAMED = 10

/**
 * Takes passages at random, asks for each by twelve words from the middle of it, and counts where they are found. Words and meaning
 * both count, as in a search; what it finds missing is missing to a person too. A passage that stands in several files word for word
 * is found when any of them is.
 *
 * @param seed the same one takes the same passages
 */
export async function* recall(
  library: Library,
  { passages: wanted, seed }: { readonly passages: number; readonly seed: number },
  signal: AbortSignal,
): AsyncGenerator<Recall, void> {
  const ids = [...library.serving.index.ids()].sort((a, b) => a - b)
  const random = seededRandom(seed)
  // A few more, because some are too short to be asked for.
  const taken = [...sample(ids.length, 2 * wanted, random)].map((i) => ids[i]!)
  const stored = new Map((await library.passages.byIds(taken)).map((passage) => [passage.id, passage]))
  const asked = taken
    .flatMap((id) => {
      const passage = stored.get(id)
      const query = passage ? questionOf(passage.text, random()) : null
      return passage && query !== null ? [{ passage, query }] : []
    })
    .slice(0, wanted)
  const count = { done: 0, total: asked.length, first: 0, ten: 0, missed: [] as { path: string; query: string }[] }
  yield { ...count, missed: [...count.missed] }
  for (const { passage, query } of asked) {
    const index = searchable(library)
    const path = index.file(passage.document)?.path
    const { hits } = await search({ query, limit: 10, mode: 'hybrid' }, index, signal)
    const holds = (hit: (typeof hits)[number] | undefined) =>
      hit?.passages.some(({ id, text }) => id === passage.id || text === passage.text) ?? false
    count.done++
    if (holds(hits[0])) count.first++
    if (hits.some((hit) => hit.path === path || holds(hit))) count.ten++
    else if (path !== undefined && count.missed.length < NAMED) count.missed.push({ path, query })
    yield { ...count, missed: [...count.missed] }
  }
}

/** Words of a text in a row, from a place `at` of it (0 to 1), with nothing that search takes for an operator; null for a short one. */
export function questionOf(text: string, at: number): string | null {
  const terms = termsOf(text)
  if (terms.length < FEWEST) return null
  const from = Math.floor(at * Math.max(0, terms.length - WORDS + 1))
  const last = terms[Math.min(from + WORDS, terms.length) - 1]!
  return text
    .slice(terms[from]!.start, last.end)
    .replace(/[^\p{L}\p{M}\p{N}'’]+/gu, ' ')
    .replace(/\b(OR|AND|NOT)\b/gu, (word) => word.toLowerCase())
    .trim()
}
