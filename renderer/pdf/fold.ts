/**
 * What of a text both sides of a comparison have: the letters of a page, and the words that were made of them. Typesetting breaks
 * words with hyphens, sets spaces apart or leaves them out, prints accents beside their letter and joins letters into one glyph.
 */
export interface Folded {
  readonly text: string
  /** For each UTF-16 unit of `text`, where in the original it comes from. */
  readonly at: readonly number[]
}

/** Hyphens, and the accents that stand alone without being a space and a mark. */
const BESIDE = /[-\u00ad\u2010\u2011ˆˇ´`¨]/u
const LETTERLESS = /[\s\p{M}\p{C}]/u

export function fold(original: string): Folded {
  const at: number[] = []
  let text = ''
  let offset = 0
  for (const character of original) {
    if (!BESIDE.test(character)) {
      for (const part of character.normalize('NFKD')) {
        if (LETTERLESS.test(part) || BESIDE.test(part)) continue
        const plain = part === 'ı' ? 'i' : part
        text += plain
        for (let i = 0; i < plain.length; i++) at.push(offset)
      }
    }
    offset += character.length
  }
  return { text, at }
}
