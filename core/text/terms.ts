import type { Span } from '../contract/engine.ts'

/** A word of a text, as full-text search compares it. */
export interface Term extends Span {
  /** Folded: case, compatibility forms, accents and Arabic vowel signs do not count. */
  readonly term: string
}

const words = new Intl.Segmenter('und', { granularity: 'word' })

/** Words in order, in any script; Chinese, Japanese and Thai are cut by ICU's dictionaries. */
export function termsOf(text: string): Term[] {
  const terms: Term[] = []
  for (const { segment, index, isWordLike } of words.segment(text)) {
    const term = isWordLike ? fold(segment).trim() : ''
    // An accent or an Arabic lengthening stroke on its own is a word to ICU, and nothing once it is folded.
    if (term !== '') terms.push({ term, start: index, end: index + segment.length })
  }
  return terms
}

/** The word that holds the character at `index`, or null between words. Cheaper than all words when few are asked for. */
export function wordFinder(text: string): (index: number) => Term | null {
  const segments = words.segment(text)
  return (index) => {
    const found = segments.containing(index)
    if (!found?.isWordLike) return null
    return { term: fold(found.segment), start: found.index, end: found.index + found.segment.length }
  }
}

/**
 * Accents of Latin, Greek and Cyrillic and Arabic vowel signs go; Indic vowel signs, which are marks as well, carry meaning and
 * stay. Alef, ya and ta marbuta are written in several ways for one word.
 */
export function fold(word: string): string {
  const known = folded.get(word)
  if (known !== undefined) return known
  const term = foldAnew(word)
  if (folded.size >= FOLDED) folded.clear()
  folded.set(word, term)
  return term
}

/** Texts repeat their words: 50,000 of them ≈ 5 MB, and folding is most of the time that terms take. */
const FOLDED = 50_000
const folded = new Map<string, string>()

/** Where a word may be hyphenated or must not be parted, and which way it runs: in a word, and no part of it. */
const UNSEEN = /[\u00ad\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu

function foldAnew(word: string): string {
  return word
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f\u064b-\u0655\u0670\u0640]/gu, '')
    .replace(UNSEEN, '')
    .replace(/[\u0622\u0623\u0625\u0671]/gu, '\u0627')
    .replace(/\u0649/gu, '\u064a')
    .replace(/\u0629/gu, '\u0647')
    .replace(/ß/gu, 'ss')
    .replace(/ı/gu, 'i')
    .replace(/['’]/gu, '')
    .normalize('NFC')
}

const inflected = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]{5,}$/u
const hangul = /^\p{Script=Hangul}{3,}$/u
const arabic = /^\p{Script=Arabic}{4,}$/u

/**
 * A crude stem, the same for all languages of a script, or null when the word is its own: inflections share their beginning
 * ("invoices", "invoice"; "квартиры", "квартира"), Korean particles follow the noun, Arabic articles and conjunctions precede it.
 * Written with a mark that no word contains, so that a stem never meets a whole word.
 */
export function stem(term: string): string | null {
  if (inflected.test(term)) return `${term.slice(0, 5)}_`
  if (hangul.test(term)) return `${term.slice(0, 2)}_`
  if (arabic.test(term)) {
    const bare = term.replace(/^[وفبكل]?(?:ال|لل)/u, '')
    return `${bare.slice(0, Math.max(3, bare.length - 1))}_`
  }
  return null
}

/** The words of a text and their stems, as the full-text index reads them. */
export function indexTerms(text: string): string {
  return termsOf(text)
    .flatMap(({ term }) => {
      const stemmed = stem(term)
      return stemmed ? [term, stemmed] : [term]
    })
    .join(' ')
}
