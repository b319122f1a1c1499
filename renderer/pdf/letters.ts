import { type Folded, fold } from './fold.ts'
import type { Glyph, TextItem } from './glyphs.ts'
import { matches } from './matches.ts'

/** Where the letters of one stretch of text stand: on a baseline through (x, y) with the direction (dx, dy) of length 1. Points. */
export interface Baseline {
  readonly x: number
  readonly y: number
  readonly dx: number
  readonly dy: number
  /** How far letters reach above and below it; for vertical writing, to either side. */
  readonly above: number
  readonly below: number
}

/** A letter of a page: from where to where it stands on its baseline. */
export interface Letter {
  readonly line: Baseline
  readonly from: number
  readonly to: number
}

/** A page as the text was made of it: lines, and the letter that each unit of their folded text is. */
export interface PageLetters {
  readonly lines: readonly Folded[]
  /** Those of the first line, then those of the second, … */
  readonly letters: readonly Letter[]
}

export interface Style {
  readonly ascent: number
  readonly descent: number
  readonly vertical: boolean
}

/** Fonts state impossible heights, or none; letters of most scripts fill about this, in parts of their size. */
const ABOVE = { usual: 0.85, most: 0.95 }
const BELOW = { usual: 0.22, most: 0.3 }
/** Glyphs that are painted between two stretches of text and belong to neither, at most. */
const SKIPPED = 2_000

/** Joins what pdf.js makes of a page's text with where its glyphs are painted. Both come in the order of painting. */
export function lettersOf(
  items: readonly TextItem[],
  styles: Readonly<Record<string, Style>>,
  glyphs: readonly Glyph[],
): PageLetters {
  const lines: Folded[] = []
  const letters: Letter[] = []
  const units = glyphs.map(({ text }) => fold(text).text)
  let line = ''
  let next = 0
  const close = () => {
    if (line !== '') lines.push({ text: line, at: [] })
    line = ''
  }
  for (const item of items) {
    const { text } = fold(item.str)
    if (text !== '') {
      const style = styles[item.fontName] ?? { ascent: 0, descent: 0, vertical: false }
      const baseline = baselineOf(item, style)
      const length = style.vertical ? item.height : item.width
      const own = glyphsOn(baseline, length, text.length, glyphs, units, next)
      next = own.next
      const spans = place(text, item.dir === 'rtl', own.glyphs) ?? evenly(text, length, item.dir === 'rtl')
      for (const [from, to] of spans) letters.push({ line: baseline, from, to })
      line += text
    }
    if (item.hasEOL) close()
  }
  close()
  return { lines, letters }
}

function baselineOf({ transform }: TextItem, { ascent, descent, vertical }: Style): Baseline {
  const [a, b, c, d, x, y] = transform as [number, number, number, number, number, number]
  const size = Math.hypot(c, d)
  if (vertical) {
    const length = size || 1
    return { x, y, dx: -c / length, dy: -d / length, above: size / 2, below: size / 2 }
  }
  const length = Math.hypot(a, b) || 1
  const above = Math.min(ABOVE.most, ascent > 0 ? ascent : ABOVE.usual) * size
  const below = Math.min(BELOW.most, descent < 0 ? -descent : BELOW.usual) * size
  return { x, y, dx: a / length, dy: b / length, above, below }
}

interface Placed {
  /** Folded; may be several letters (a ligature), or none. */
  readonly text: string
  readonly from: number
  readonly to: number
}

/** The glyphs of a stretch of text: those from `next` on that stand on its baseline, until there are as many letters as it has. */
function glyphsOn(
  { x, y, dx, dy, above, below }: Baseline,
  length: number,
  letters: number,
  glyphs: readonly Glyph[],
  units: readonly string[],
  next: number,
): { readonly glyphs: readonly Placed[]; readonly next: number } {
  const own: Placed[] = []
  const tolerance = 0.4 * (above + below)
  let count = 0
  let end = next
  for (let i = next; i < glyphs.length && i < next + SKIPPED && count < letters; i++) {
    const text = units[i]!
    if (text === '') continue
    const glyph = glyphs[i]!
    const from = (glyph.x - x) * dx + (glyph.y - y) * dy
    const to = (glyph.endX - x) * dx + (glyph.endY - y) * dy
    const aside = Math.abs((glyph.y - y) * dx - (glyph.x - x) * dy)
    const middle = (from + to) / 2
    if (aside < tolerance && middle > -tolerance && middle < length + tolerance) {
      own.push({ text, from: Math.min(from, to), to: Math.max(from, to) })
      count += text.length
      end = i + 1
    } else if (own.length > 0) break
  }
  return { glyphs: own, next: end }
}

/** The span of each letter of `text`; null when the glyphs are not those of the text. */
function place(text: string, rtl: boolean, glyphs: readonly Placed[]): [number, number][] | null {
  const units = glyphs.flatMap((glyph) =>
    [...glyph.text].map((letter, i, { length }) => {
      const share = (glyph.to - glyph.from) / length
      const turn = rtl ? length - 1 - i : i
      return { letter, from: glyph.from + turn * share, to: glyph.from + (turn + 1) * share }
    }),
  )
  const ordered = rtl ? asRead(units) : units
  const joined = ordered.flatMap((unit) => Array.from({ length: unit.letter.length }, () => unit)) // Two units beyond the BMP.
  const found = matches(text, ordered.map(({ letter }) => letter).join(''))
  if (!found.some((at) => at >= 0)) return null
  const spans: ([number, number] | null)[] = Array.from(found, (at) => (at < 0 ? null : [joined[at]!.from, joined[at]!.to]))
  return spans.map((span, i) => span ?? nearest(spans, i))
}

/** A letter that no glyph is takes the place of the one before it, or of the one after. */
function nearest(spans: readonly ([number, number] | null)[], i: number): [number, number] {
  for (let distance = 1; ; distance++) {
    const span = spans[i - distance] ?? spans[i + distance]
    if (span) return span
  }
}

/** Glyphs of a right-to-left line are painted from left to right: read backwards, but for numbers and Latin words in it. */
function asRead<T extends { readonly letter: string }>(painted: readonly T[]): T[] {
  const backwards = [...painted].reverse()
  const read: T[] = []
  for (let i = 0; i < backwards.length; ) {
    let end = i
    while (end < backwards.length && /[\p{Nd}\p{Script=Latin}]/u.test(backwards[end]!.letter)) end++
    if (end > i) read.push(...backwards.slice(i, end).reverse())
    else read.push(backwards[end++]!)
    i = end
  }
  return read
}

const WIDE = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]/

/** Where glyphs are not known: as if all letters were of a width, East Asian ones of twice that. */
function evenly(text: string, length: number, rtl: boolean): [number, number][] {
  const widths = Array.from({ length: text.length }, (_, i) => (WIDE.test(text[i]!) ? 2 : 1))
  const unit = length / widths.reduce((sum, width) => sum + width, 0)
  let from = 0
  return widths.map((width) => {
    const span: [number, number] = [from, from + width * unit]
    from = span[1]
    return rtl ? [length - span[1], length - span[0]] : span
  })
}
