import type { AskedWord, Highlight } from '../contract/engine.ts'
import type { EncodedQuery } from '../encoder/vectors.ts'
import type { AlignedPassage } from '../index/vectors.ts'
import { isStopWord, joinsSomewhere } from '../text/stopwords.ts'
import { fold, type Term, termsOf, wordFinder } from '../text/terms.ts'

/** Evidence weaker than half of what the word itself would score is chance: nine of ten unrelated passages reach 0.3 to 0.5. */
const WEAKEST = 0.5
/** A query token worth less than this part of the query's most telling one is a filler to the encoder. */
const FILLER = 0.15

/**
 * What of a passage answers which query word, read off the alignment: the passage word that holds the best row of each of the
 * query word's tokens. Strength is the similarity, measured by what the token would score against itself. A word found by one
 * of its three tokens only is lit a third as strongly, so that the "-ing" of another word hardly shows. Stop words, markers and
 * masks light nothing up.
 */
export function highlights(
  words: readonly AskedWord[],
  query: Pick<EncodedQuery, 'spans' | 'own'>,
  passage: { readonly text: string; readonly language: string },
  { spans, pool, alignment: { best, similarity } }: Pick<AlignedPassage, 'spans' | 'pool' | 'alignment'>,
): Highlight[] {
  const wordAt = wordFinder(passage.text)
  const tokensOf = (row: number): readonly number[] => (pool ? [...pool.keys()].filter((token) => pool[token] === row) : [row])
  const telling = tellingOf(query)
  const lit: Highlight[] = []
  for (const [word, { role, start, end }] of words.entries()) {
    if (role !== 'content') continue
    const rows = rowsOf({ start, end }, query)
    const worth = rows.reduce((sum, row) => sum + query.own[row]!, 0)
    const found = new Map<number, { readonly answer: Term; readonly sum: number }>()
    for (const row of rows) {
      const at = best[row]!
      if (at < 0 || query.own[row]! < telling || similarity[row]! < WEAKEST * query.own[row]!) continue
      // Two tokens of one word in one pool answer a query token once.
      const answers = new Map<number, Term>()
      for (const token of tokensOf(at)) {
        const answer = spans[2 * token]! < 0 ? null : wordAt(spans[2 * token]!)
        if (answer && !isStopWord(answer.term, passage.language)) answers.set(answer.start, answer)
      }
      for (const answer of answers.values()) {
        const sum = (found.get(answer.start)?.sum ?? 0) + similarity[row]!
        found.set(answer.start, { answer, sum })
      }
    }
    for (const { answer, sum } of found.values()) {
      const weight = Math.min(1, sum / worth)
      if (weight >= WEAKEST) lit.push({ start: answer.start, end: answer.end, weight, word })
    }
  }
  return lit.sort(inReadingOrder)
}

/**
 * Whether a word is one that some language joins others with, and the encoder takes it so here: "of" in "history of coffee", not
 * "war" in "war and peace". What is worth little to it and joins nothing is a word that it does not know.
 */
export function isFiller(word: AskedWord, query: Pick<EncodedQuery, 'spans' | 'own'>): boolean {
  const rows = rowsOf(word, query)
  return joinsSomewhere(fold(word.text)) && rows.length > 0 && rows.every((row) => query.own[row]! < tellingOf(query))
}

/** What a row must be worth to tell anything. */
const tellingOf = ({ own }: Pick<EncodedQuery, 'own'>): number => FILLER * own.reduce((most, each) => Math.max(most, each), 0)

/** The rows of a query word's tokens. */
const rowsOf = ({ start, end }: Pick<AskedWord, 'start' | 'end'>, { spans, own }: Pick<EncodedQuery, 'spans' | 'own'>) =>
  [...own.keys()].filter((row) => spans[2 * row]! < end && spans[2 * row + 1]! > start)

/** Every passage word that is a query word, or shares its stem's first letters, for search without an encoder. */
export function exactHighlights(words: readonly AskedWord[], text: string, stem: (term: string) => string | null): Highlight[] {
  const asked = words.map(({ text: word, role }) => {
    const term = fold(word)
    return { role, term, stem: stem(term) }
  })
  const lit = termsOf(text).flatMap(({ term, start, end }) =>
    asked.flatMap((query, word): Highlight[] => {
      if (query.role !== 'content') return []
      if (query.term === term) return [{ start, end, weight: 1, word }]
      return query.stem !== null && query.stem === stem(term) ? [{ start, end, weight: 0.8, word }] : []
    }),
  )
  return lit.sort(inReadingOrder)
}

const inReadingOrder = (a: Highlight, b: Highlight) => a.start - b.start || b.weight - a.weight
