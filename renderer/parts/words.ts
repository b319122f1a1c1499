import type { QueryWord, SearchAnswer, WordWeight } from '../../core/contract/engine.ts'

/** A query word and how its matches are drawn. */
export interface LitWord extends QueryWord {
  /** Its turn among the words that lit something, which chooses colour and line; null when it lit nothing anywhere. */
  readonly slot: number | null
}

/** What there is to say of a word in the legend. */
export type WordState = 'lit' | 'stop' | 'less' | 'muted' | 'elsewhere' | 'nowhere' | 'unasked'

export function wordState({ slot, role, evidence, text }: LitWord, weights: readonly WordWeight[]): WordState {
  if (weights.some(({ word, weight }) => word === text && weight === 0)) return 'muted'
  if (slot !== null) return 'lit'
  if (role !== 'content') return role
  if (evidence === null) return 'unasked'
  return evidence > 0 ? 'elsewhere' : 'nowhere'
}

/** Only words that lit something take a colour: in a question, half of them are fillers. */
export function litWords({ words, hits, names = [] }: Pick<SearchAnswer, 'words' | 'hits' | 'names'>): LitWord[] {
  const shown = [...hits.flatMap((hit) => hit.passages), ...names]
  const lit = new Set(shown.flatMap(({ highlights }) => highlights.map(({ word }) => word)))
  let slots = 0
  return words.map((word, index) => ({ ...word, slot: lit.has(index) ? slots++ : null }))
}

/** Whether files were ranked, yet nothing in them answers any word: then they are merely the least far away. */
export const isUnanswered = ({ words, hits }: Pick<SearchAnswer, 'words' | 'hits'>): boolean =>
  hits.length > 0 &&
  words.some(({ role }) => role === 'content') &&
  words.every(({ evidence }) => evidence === 0) &&
  hits.every(({ passages, why }) => why.exact === 0 && passages.every(({ highlights }) => highlights.length === 0))

/** What a mark says of itself, wherever it is drawn: which query word it answers, and how strongly. */
export const answering = (words: readonly LitWord[], { word, weight }: { readonly word: number; readonly weight: number }) => ({
  'data-word': word,
  'data-weight': weight.toFixed(2),
  'data-term': words[word]?.text,
})
