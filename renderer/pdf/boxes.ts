import { align } from './align.ts'
import { fold } from './fold.ts'
import { apply, type Matrix } from './glyphs.ts'
import type { Letter, PageLetters } from './letters.ts'

/** A rectangle on a page as it is shown, in parts of its width and height from its top left corner, 0 to 1. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** A page as it is shown at its natural size: points to pixels, and its width and height in pixels. */
export interface View {
  readonly transform: Matrix
  readonly width: number
  readonly height: number
}

/** The letters of a range of a page's text: of all of it or none, or of what is found. */
export type LettersIn = (start: number, end: number, extent: 'whole' | 'found') => readonly Letter[]

/** Finds where words of a page's text stand on it. `text` is the document's text of that page. */
export function placeText(text: string, page: PageLetters): LettersIn {
  const folded = fold(text)
  const found = align(folded, page.lines)
  return (start, end, extent) => {
    const letters: Letter[] = []
    for (let i = lowerBound(folded.at, start); i < folded.at.length && folded.at[i]! < end; i++) {
      const letter = found[i]! >= 0 ? page.letters[found[i]!] : undefined
      if (letter) letters.push(letter)
      else if (extent === 'whole') return []
    }
    return letters
  }
}

/** Letters as rectangles: one for each stretch of a line they stand on. */
export function boxesOf(letters: readonly Letter[], view: View): Box[] {
  const stretches: { line: Letter['line']; from: number; to: number }[] = []
  for (const { line, from, to } of letters) {
    const last = stretches.at(-1)
    const shift = last && onSameLine(last.line, line)
    if (last && shift !== null && shift !== undefined && near(last, from + shift, to + shift, line)) {
      last.from = Math.min(last.from, from + shift)
      last.to = Math.max(last.to, to + shift)
    } else stretches.push({ line, from, to })
  }
  return stretches.map(({ line, from, to }) => {
    const { x, y, dx, dy, above, below } = line
    const corners = [from, to].flatMap((along) =>
      [above, -below].map((up) => apply(view.transform, x + along * dx - up * dy, y + along * dy + up * dx)),
    )
    const xs = corners.map(([x]) => x)
    const ys = corners.map(([, y]) => y)
    const [left, top] = [Math.min(...xs), Math.min(...ys)]
    return {
      left: left / view.width,
      top: top / view.height,
      width: (Math.max(...xs) - left) / view.width,
      height: (Math.max(...ys) - top) / view.height,
    }
  })
}

/** How far the second baseline begins behind the first along it, when both are of one line; else null. */
function onSameLine(one: Letter['line'], other: Letter['line']): number | null {
  if (one === other) return 0
  const [x, y] = [other.x - one.x, other.y - one.y]
  const parallel = one.dx * other.dx + one.dy * other.dy > 0.999
  const aside = Math.abs(y * one.dx - x * one.dy)
  return parallel && aside < 0.1 * one.above ? x * one.dx + y * one.dy : null
}

/** A gap wider than this many heights of a letter parts columns, not words. */
const WORD_GAP = 1.5

function near(last: { from: number; to: number }, from: number, to: number, { above }: Letter['line']): boolean {
  return from - last.to < WORD_GAP * above && last.from - to < WORD_GAP * above
}

/** The first place in an ascending list whose value is not below `value`. */
function lowerBound(list: readonly number[], value: number): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (list[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}
