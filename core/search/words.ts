import type { AskedWord } from '../contract/engine.ts'
import { stopWordsAmong } from '../text/stopwords.ts'
import { fold, termsOf } from '../text/terms.ts'

/** The words of a query. Where all are stop words ("to be or not to be"), they are what is asked for. */
export function wordsOf(text: string): AskedWord[] {
  const words = termsOf(text).map(({ start, end }) => ({ text: text.slice(start, end), start, end }))
  const stopWords = stopWordsAmong(words.map((word) => fold(word.text)))
  const some = words.some((word) => !stopWords.has(fold(word.text)))
  return words.map((word) => ({ ...word, role: some && stopWords.has(fold(word.text)) ? 'stop' : 'content' }))
}

/** A text as its folded words with one space between, so that a phrase is found by `includes`. */
export const foldedWords = (text: string): string =>
  termsOf(text)
    .map(({ term }) => term)
    .join(' ')
