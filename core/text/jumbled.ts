/**
 * Characters that no text has: controls, those a font keeps for itself, those nobody has defined, and the sign for a lost one. They stand
 * where a font draws letters without saying which they are (PDF 32000-1, 9.10.2).
 */
const NO_LETTERS = /[[\p{Cc}\p{Co}\p{Cn}\ufffd]--[\t\n\r]]/gv

/** More of them than this among a line's characters, and it cannot be read. A bullet of a symbol font is one. */
const LINE_SHARE = 0.1
const LINE_LEAST = 3

/** Whether a line is drawn in letters that are not said. */
export function isUnsaid(line: string): boolean {
  const count = line.match(NO_LETTERS)?.length ?? 0
  return count >= LINE_LEAST && count > line.length * LINE_SHARE
}

/** Words of Latin letters. Of 216,000 of prose and code 998 of 1,000 have a vowel, and of no 3,000 characters fewer than 88 of 100. */
const WORD = /(?<![\p{L}\p{M}\p{N}])\p{Script=Latin}{4,}(?![\p{L}\p{M}\p{N}])/gu
const VOWEL = /[aeiouyæœøıəɛɔ]/i
const WORDS_LEAST = 30
const SPOKEN_SHARE = 0.6

/** Numbers of glyphs mostly run as ASCII does, 29 lower, which makes capitals of small letters: “There” becomes “7KHUH”. */
const CAPITAL_SHARE = 0.8
const SPOKEN_CAPITALS_SHARE = 0.85

/** Whether a page's letters are others than it shows: numbers of glyphs taken for characters. */
export function isMistaken(page: string): boolean {
  const words = page.match(WORD) ?? []
  const share = (of: (word: string) => boolean) => words.filter(of).length / words.length
  if (words.length < WORDS_LEAST) return false
  const spoken = share((word) => VOWEL.test(word.normalize('NFD')))
  return spoken < (share((word) => word === word.toUpperCase()) > CAPITAL_SHARE ? SPOKEN_CAPITALS_SHARE : SPOKEN_SHARE)
}
