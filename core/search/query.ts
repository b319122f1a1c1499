import type { AskedWord, QueryFilter } from '../contract/engine.ts'
import { fold, indexTerms, termsOf } from '../text/terms.ts'
import { type Clauses, type Condition, holds, type Judged } from './conditions.ts'
import { type FilterName, filterNames, readFilter } from './filters.ts'
import { foldedWords, wordsOf } from './words.ts'

/**
 * What a person asks for, taken apart. `"words in quotes"` must occur as they stand, `-word` or `!word` must not, `ext:pdf` and
 * its like choose files, and `OR` between two of these lets either do. `~word` puts what is near to it further down. Plain words are ranked by, never required: between
 * them `OR` says nothing.
 */
export interface Query {
  /** What is encoded: the query without operators. */
  readonly text: string
  /** What full-text search looks for: terms and their stems. */
  readonly terms: string
  /** Words of `text`. */
  readonly words: readonly AskedWord[]
  readonly clauses: Clauses
  /** Every operator as typed, for chips. */
  readonly filters: readonly QueryFilter[]
}

/**
 * A minus begins a word, so that "e-mail" and "2020-05" are what they are; a filter's name is one of ours, so that "10:30" and
 * "https://…" are too.
 */
const operator = new RegExp(
  `(?<=^|\\s)(?<not>[-!])?(?:(?<name>${filterNames.join('|')}):(?:"(?<quoted>[^"]*)"?|(?<value>\\S*))` +
    `|["“„«](?<phrase>[^"”“»]+)["”“»]|(?<=[-!])(?<word>[^\\s"!-][^\\s"]*)|~(?<less>[^\\s"~/][^\\s"~]*))`,
  'giu',
)
const OR = /(?<=\S\s+)OR(?=\s+\S)/gu

/** `now`: milliseconds since 1970, for "the last seven days". */
export function parseQuery(typed: string, now = Date.now()): Query {
  const clauses: Condition[][] = []
  const filters: QueryFilter[] = []
  let rest = ''
  let read = 0
  let joins = false
  const lessened = new Set<string>()
  for (const match of typed.matchAll(operator)) {
    const { not, name, quoted, value, phrase, word, less } = match.groups!
    const between = typed.slice(read, match.index)
    rest += between
    read = match.index + match[0].length
    if (less !== undefined && !not) {
      // Encoded with the rest of the query, because what it means depends on it.
      rest += less
      for (const { term } of termsOf(less)) lessened.add(term)
      const span = { start: match.index, end: read, text: match[0] }
      filters.push({ ...span, name: 'words', value: less, negated: true, either: false, problem: null })
      joins = false
      continue
    }
    const item = name ? filter(name, quoted ?? value ?? '', now) : required(phrase ?? word ?? '')
    const span = { start: match.index, end: read, text: match[0], negated: not !== undefined }
    if (phrase !== undefined && !not) rest += phrase
    if ('problem' in item) {
      filters.push({ ...span, name: item.name, value: item.value, problem: item.problem, either: false })
      continue
    }
    const either = joins && /^\s+OR\s+$/u.test(between)
    const condition = { ...item.condition, negated: not !== undefined }
    if (either) clauses.at(-1)!.push(condition)
    else clauses.push([condition])
    filters.push({ ...span, name: item.name, value: item.value, problem: null, either })
    joins = true
  }
  rest += typed.slice(read)
  const text = rest
    .replace(OR, ' ')
    .replace(/^\s*OR\s|\sOR\s*$/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
  const words = wordsOf(text).map((word) => (lessened.has(fold(word.text)) ? { ...word, role: 'less' as const } : word))
  const asked = words.filter(({ role }) => role !== 'less')
  const terms = indexTerms(lessened.size === 0 ? text : asked.map((word) => word.text).join(' '))
  return { text, terms, words, clauses, filters }
}

type Without<T> = T extends unknown ? Omit<T, 'negated'> : never
type Item = { readonly name: QueryFilter['name']; readonly value: string } & (
  | { readonly condition: Without<Condition> }
  | { readonly problem: NonNullable<QueryFilter['problem']> }
)

function filter(typed: string, value: string, now: number): Item {
  const name = typed.toLowerCase() as FilterName
  const read = readFilter(name, value, now)
  return 'problem' in read ? { name, value, problem: read.problem } : { name, value, condition: read }
}

function required(words: string): Item {
  const phrase = foldedWords(words)
  if (phrase === '') return { name: 'words', value: words, problem: 'unfinished' }
  return { name: 'words', value: words, condition: { kind: 'phrase', phrase } }
}

export const satisfies = (judged: Judged, { clauses }: Pick<Query, 'clauses'>): boolean => holds(clauses, judged)

/** The words of phrases that every answer holds: full-text search finds all of them together. Folded. */
export const requiredTerms = ({ clauses }: Query): string =>
  clauses
    .flatMap((clause) => (clause.length === 1 && clause[0]!.kind === 'phrase' && !clause[0]!.negated ? clause[0]!.phrase : []))
    .join(' ')

/** What is as near to such a word as to another is as near as to neither. */
const LESS = -1

/** How much each word counts, by what a person chose: 0 muted, 1 as it is, 2 twice; −1 what was typed with `~`. [words] */
export function weightsOf(
  words: readonly AskedWord[],
  chosen: readonly { readonly word: string; readonly weight: number }[] = [],
): number[] {
  const byWord = new Map(chosen.map(({ word, weight }) => [fold(word), weight]))
  return words.map(({ text, role }) => byWord.get(fold(text)) ?? (role === 'less' ? LESS : 1))
}
