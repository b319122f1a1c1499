import type { Span } from '../contract/engine.ts'
import type { Block, Extraction, Row } from './extraction.ts'
import { TEXT_CHARS } from './limits.ts'

const NOWHERE = { headings: [] } as const

/** Cuts a text that is longer than is kept of one document, before a surrogate pair. */
export function limitText(text: string): { readonly text: string; readonly partial: boolean } {
  if (text.length <= TEXT_CHARS) return { text, partial: false }
  return { text: text.slice(0, TEXT_CHARS).replace(/[\uD800-\uDBFF]$/, ''), partial: true }
}

/** Text as it stands; a block is what empty lines enclose. */
export function readPlain(whole: string, kind: 'text' | 'code' = 'text'): Extraction {
  const { text, partial } = limitText(whole)
  return { text, blocks: [...stretches(text, 0, text.length, kind)], partial }
}

/** Comma, semicolon or tab separated rows as they stand: one table, one row a line but for line ends within quotes. */
export function readRows(whole: string): Extraction {
  const { text, partial } = limitText(whole)
  const span = trimmed(text, 0, text.length)
  return { text, blocks: span ? [{ kind: 'table', ...span, place: NOWHERE, rows: rowsOf(text, span) }] : [], partial }
}

const CHAR = { newline: 10, quote: 34 } as const

/** The row that each line belongs to, and its cells (RFC 4180); the separator is the one that is commonest in the first line. */
function rowsOf(text: string, { start, end }: Span): Row[] {
  const first = text.slice(start, text.indexOf('\n', start) < 0 ? end : text.indexOf('\n', start))
  const [separator] = [',', ';', '\t'].sort((a, b) => first.split(b).length - first.split(a).length) as [string]
  const rows: Row[] = []
  let row = text.slice(0, start).split('\n').length
  let cells = 1
  let quoted = false
  let mark = '' // What the cell begins with.
  for (let i = start; i <= end; i++) {
    const code = i === end ? CHAR.newline : text.charCodeAt(i)
    if (code === CHAR.newline) {
      rows.push({ row, first: 1, last: cells })
      if (quoted) continue
      row++
      cells = 1
      mark = ''
    } else if (!quoted && text[i] === separator) {
      cells++
      mark = ''
    } else {
      mark ||= text[i]!.trim()
      // Of a cell that does not begin with one, a quote is a part: 19" wide.
      if (code === CHAR.quote && mark === '"') quoted = !quoted
    }
  }
  return rows
}

function* stretches(text: string, from: number, to: number, kind: 'text' | 'code'): Generator<Block> {
  const gap = /\n[^\S\n]*\n\s*/g
  gap.lastIndex = from
  for (let start = from; start < to; start = gap.lastIndex) {
    const end = gap.exec(text)?.index ?? to
    const span = trimmed(text, start, Math.min(end, to))
    if (span) yield { kind, ...span, place: NOWHERE }
    if (end >= to) return
  }
}

/** The span without the white space around it, or null if there is nothing else. */
export function trimmed(text: string, start: number, end: number): { readonly start: number; readonly end: number } | null {
  const space = /\s/
  while (end > start && space.test(text[end - 1]!)) end--
  while (start < end && space.test(text[start]!)) start++
  return start < end ? { start, end } : null
}
