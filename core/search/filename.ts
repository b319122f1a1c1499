import { indexTerms } from '../text/terms.ts'

/** A word of the query as a name may say it. */
export interface Telling {
  /** The word and its stem, as the full-text index reads them. */
  readonly terms: readonly string[]
  /** How much it tells; 0 for a word that only joins. */
  readonly weight: number
}

export const telling = (word: string, weight: number): Telling => ({ terms: termsOf(word), weight })

/** The share of the query that a file's name says, 0 … 1. "household budget per month" is half said by "Household budget 2024.xlsx". */
export function nameShare(name: string, words: readonly Telling[]): number {
  const said = new Set(termsOf(name.replace(/[._-]+/gu, ' ')))
  let all = 0
  let found = 0
  for (const { terms, weight } of words) {
    all += weight
    if (terms.some((term) => said.has(term))) found += weight
  }
  return all > 0 ? found / all : 0
}

const termsOf = (text: string): string[] => indexTerms(text).split(' ').filter(Boolean)
