import type { Highlight, Span } from '../../core/contract/engine.ts'

/** Words of Markdown that are set alike. The marks that say so lie between two of these, and are not shown. */
export interface Inline extends Span {
  readonly set: Setting
}
type Setting = 'plain' | 'strong' | 'emphasis' | 'code'

/** The bar of a fence, and what it says of the code. */
const FENCE = /^\s*(`{3,}|~{3,})[^\S\n]*([^\n`]*)/
/** The number signs of a heading. */
export const HEADING = /^#{1,6}\s+(?=\S)/
/**
 * What may stand in a line, in the order it is tried (CommonMark 0.31 §6, without what needs a look at other lines): an escaped sign,
 * code, a picture or link, strong, emphasis. Underscores inside a word are part of it.
 * What stands between two marks is no longer than 999: nobody knows what a file holds, and each mark could look to its end.
 */
const MARKUP = new RegExp(
  [
    /\\(?<sign>[!-/:-@[-`{-~])/u,
    /(?<!`)(?<ticks>`+)(?!`)(?<code>.{1,999}?)(?<!`)\k<ticks>(?!`)/u,
    /!?\[(?<label>[^\]]{0,999})\]\((?:[^()\s]|\([^()\s]{0,99}\)){0,999}(?:\s+"[^"]{0,999}")?\)/u,
    /(?<strongly>\*\*|(?<![\p{L}\p{N}_])__)(?=\S)(?<strong>.{1,999}?)(?<=\S)\k<strongly>(?:(?<=\*)|(?![\p{L}\p{N}_]))/u,
    /(?<lightly>(?<![*])\*(?!\*)|(?<![\p{L}\p{N}_])_(?!_))(?=\S)(?<emphasis>.{1,999}?)(?<=[^\s*])\k<lightly>(?:(?<=\*)(?!\*)|(?<=_)(?![\p{L}\p{N}_]))/u,
  ]
    .map(({ source }) => source)
    .join('|'),
  'u',
)

/** The words of a text in Markdown, without its marks. Fenced code stays as it is written, without its fences. */
export function inlinesOf(text: string): readonly Inline[] {
  const inlines: Inline[] = []
  const add = (start: number, end: number, set: Setting) => {
    const last = inlines.at(-1)
    if (last && last.end === start && last.set === set) inlines[inlines.length - 1] = { ...last, end }
    else if (end > start) inlines.push({ start, end, set })
  }
  const walk = (start: number, end: number, set: Setting) => {
    let from = start
    for (let found = MARKUP.exec(text.slice(from, end)); found; found = MARKUP.exec(text.slice(from, end))) {
      const at = from + found.index
      add(from, at, set)
      from = at + found[0].length
      const { sign, code, label, strong, emphasis } = found.groups!
      const inner = sign ?? code ?? label ?? strong ?? emphasis ?? ''
      // A link ends with its address, an escaped sign with itself; around all else the marks are as long on both sides.
      const rest = found[0].length - inner.length
      const begins = at + (label !== undefined ? found[0].indexOf('[') + 1 : sign !== undefined ? rest : rest / 2)
      const ends = begins + inner.length
      if (sign !== undefined) add(begins, ends, set)
      else if (code !== undefined) add(begins, ends, 'code')
      else walk(begins, ends, strong !== undefined ? 'strong' : emphasis !== undefined ? 'emphasis' : set)
    }
    add(from, end, set)
  }
  for (const { start, end, kind } of markdownLines(text)) {
    if (kind === 'code') add(start, end, 'code')
    else if (kind === 'text') walk(start + (HEADING.exec(text.slice(start, end))?.[0].length ?? 0), end, 'plain')
  }
  return inlines
}

/** A line with its end, which is text, code between two fences, or one of these. */
export interface MarkdownLine extends Span {
  readonly kind: 'text' | 'code' | 'fence'
}

export function* markdownLines(text: string): Iterable<MarkdownLine> {
  let fence = openBefore(text)
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start) + 1 || text.length
    const bar = FENCE.exec(text.slice(start, end))?.[1]
    if (bar !== undefined && (fence === null || bar.startsWith(fence))) {
      fence = fence === null ? bar : null
      yield { start, end, kind: 'fence' }
    } else yield { start, end, kind: fence === null ? 'text' : 'code' }
    start = end
  }
}

/** The fence that a passage begins behind: its first one has nothing to say of what follows, and no other ends it. */
function openBefore(text: string): string | null {
  const bars = text.split('\n').filter((line) => FENCE.test(line))
  const [, bar, about] = bars.length % 2 === 1 ? FENCE.exec(bars[0]!)! : []
  return about === '' ? bar! : null
}

/** A passage of Markdown as one reads it in a line: no marks, and its matches where they are now. */
export function unmarked(text: string, highlights: readonly Highlight[]): { text: string; highlights: readonly Highlight[] } {
  const inlines = inlinesOf(text)
  /** Where a place of the text lies in what is left of it. */
  const moved = (place: number) => inlines.reduce((sum, { start, end }) => sum + Math.max(0, Math.min(place, end) - start), 0)
  return {
    text: inlines.map(({ start, end }) => text.slice(start, end)).join(''),
    highlights: highlights
      .map((highlight) => ({ ...highlight, start: moved(highlight.start), end: moved(highlight.end) }))
      .filter(({ start, end }) => start < end),
  }
}
