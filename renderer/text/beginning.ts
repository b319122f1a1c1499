const words = new Intl.Segmenter(undefined, { granularity: 'word' })
const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** At most the first `length` UTF-16 units of `text`, cut between two words, or within the first word between two characters. */
export function beginningOf(text: string, length: number): string {
  if (text.length <= length) return text
  const ends = [words, characters].map((segmenter) => segmenter.segment(text).containing(length)!.index)
  return text.slice(0, ends.find((end) => end > 0) ?? length).trimEnd()
}
