import type { Folded } from './fold.ts'
import { matches } from './matches.ts'

/** A matched run shorter than this, between letters that do not match, is chance. */
const CHANCE = 4

/** A way to read the first lines of a page as the beginning of its text. */
interface Way {
  /** Letters of lines that the text leaves out. */
  readonly left: number
  readonly before: Way | null
  readonly taken: boolean
}

/**
 * Which letter of a page each letter of its text is; −1 for none. Both are folded, lines in the order in which the text was made of them.
 *
 * The text is the lines without those that were left out as running titles and page numbers. A choice of lines that gives the text to
 * the letter is looked for first, with as little left out as can be; where there is none (the file has changed since it was read, or
 * its text was repaired) the longest common subsequence is taken, as far as it is not chance.
 */
export function align(text: Folded, lines: readonly Folded[]): Int32Array {
  const letters = Int32Array.from({ length: text.text.length }, () => -1)
  const ways = waysThrough(text.text, lines)
  if (ways === null) return alignLoosely(text.text, lines.map((line) => line.text).join(''))
  const taken: boolean[] = []
  for (let way: Way | null = ways; way?.before; way = way.before) taken.push(way.taken)
  taken.reverse()
  let next = 0
  let letter = 0
  for (const [i, line] of lines.entries()) {
    const { length } = line.text
    if (taken[i]) for (let k = 0; k < length && next < letters.length; k++) letters[next++] = letter + k
    letter += length
  }
  return letters
}

/** The way to the end of the text that leaves least out, or null. A text may be cut off within a line. */
function waysThrough(text: string, lines: readonly Folded[]): Way | null {
  let ways = new Map<number, Way>([[0, { left: 0, before: null, taken: false }]])
  for (const { text: line } of lines) {
    const next = new Map<number, Way>()
    const offer = (place: number, way: Way) => {
      const known = next.get(place)
      if (!known || way.left < known.left) next.set(place, way)
    }
    for (const [place, way] of ways) {
      const rest = text.length - place
      const fits = rest < line.length ? rest > 0 && line.startsWith(text.slice(place)) : text.startsWith(line, place)
      if (fits) offer(Math.min(text.length, place + line.length), { left: way.left, before: way, taken: true })
      offer(place, { left: way.left + line.length, before: way, taken: false })
    }
    ways = next
  }
  return ways.get(text.length) ?? null
}

function alignLoosely(text: string, page: string): Int32Array {
  const letters = matches(text, page)
  for (let start = 0; start < letters.length; ) {
    let end = start + 1
    while (end < letters.length && letters[start]! >= 0 && letters[end] === letters[end - 1]! + 1) end++
    if (end - start < CHANCE) letters.fill(-1, start, end)
    start = end
  }
  return letters
}
