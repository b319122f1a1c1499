import type { Place, Span } from '../../core/contract/engine.ts'
import { HEADING, markdownLines } from './inline.ts'

/** A stretch of a passage and how it is set. The pieces lie in the order of the text; between them is only what their setting shows. */
export type Piece =
  | (Span & { readonly kind: 'text' })
  /** A line of a list, with its mark. */
  | (Span & { readonly kind: 'item' })
  | (Span & { readonly kind: 'heading'; readonly level: number })
  /** The name of a mail's attachment, above its text. */
  | (Span & { readonly kind: 'attachment' })
  /** Who wrote to whom, and when. */
  | (Span & { readonly kind: 'letterhead'; readonly lines: readonly Field[] })
  | (Span & { readonly kind: 'table'; readonly head: boolean; readonly rows: readonly (readonly Span[])[] })

export interface Field extends Span {
  readonly label: 'From' | 'To' | 'Cc' | 'Date'
}

/** What a document's passages say of it as a whole. */
export interface Setting {
  /** Headings and their levels, from 1. */
  readonly headings: ReadonlyMap<string, number>
  /** Markdown: a line that begins with number signs is a heading, whether or not a passage begins with it. */
  readonly markdown: boolean
  /** A text or a program: set as it stands. */
  readonly plain: boolean
}

const PLAIN =
  /\.(txt|log|srt|vtt|js|mjs|cjs|jsx|ts|mts|cts|tsx|py|rb|go|rs|c|h|cc|cpp|hpp|cs|java|kt|swift|php|pl|lua|r|sh|bash|zsh|bat|cmd|ps1|sql|css|scss|less|vue|json|jsonl|ya?ml|toml|ini|cfg|conf|xml|svg|tex|bib)$/i

const MARKDOWN = /\.(md|markdown|mdx|mkd|mdown|rmd|qmd)$/i

export const isMarkdown = (name: string): boolean => MARKDOWN.test(name)

export function settingOf(name: string, places: readonly Place[]): Setting {
  const headings = new Map<string, number>()
  for (const place of places)
    for (const [i, heading] of place.headings.entries()) if (!headings.has(heading)) headings.set(heading, Math.min(6, i + 1))
  return { headings, markdown: isMarkdown(name), plain: PLAIN.test(name) }
}

const ITEM = /^[^\S\n]*(?:[•‣▪–*-]|\d{1,2}[.)])[^\S\n]+\S/
const FIELD = /^(From|To|Cc|Date): (?=\S)/
/** A row of an office table, of a sheet, or of Markdown. */
const ROW = /^\||\S \| /
const RULE = /^\|?[\s:|-]*-[\s:|-]*\|?$/

interface TextLine extends Span {
  readonly text: string
}

/** Sets a passage: its headings as headings, rows as tables, a mail's first lines as a letterhead. */
export function piecesOf(text: string, place: Place, { headings, markdown, plain }: Setting): Piece[] {
  if (plain) return text === '' ? [] : [{ kind: 'text', start: 0, end: text.length }]
  const lines = linesOf(text)
  if (place.range !== undefined && !lines.some((line) => ROW.test(line.text))) return [separated(text, place)]
  const pieces: Piece[] = []
  /** The start of running text that is not yet a piece. */
  let open: number | null = null
  /** Where lines of programs begin: a number sign stands there before every remark. */
  const programs = new Set(markdown ? [...markdownLines(text)].flatMap(({ kind, start }) => (kind === 'text' ? [] : start)) : [])
  const close = (end: number) => {
    const span = open === null ? null : trimmed(text, open, end)
    if (span) pieces.push({ kind: 'text', ...span })
    open = null
  }
  for (let i = 0; i < lines.length; ) {
    const line = lines[i]!
    const alone = (lines[i - 1]?.text.trim() ?? '') === '' && (lines[i + 1]?.text.trim() ?? '') === ''
    const marks = HEADING.exec(line.text)?.[0] ?? ''
    const named = headings.get(line.text.replace(/^#{1,6}\s+|\s+#*\s*$/g, '').trim())
    const level = programs.has(line.start) ? undefined : (named ?? (markdown && marks ? marks.trim().length : undefined))
    const run = runOf(lines, i, place)
    if (run) {
      close(line.start)
      pieces.push(run.piece)
      i = run.next
      continue
    }
    if (level !== undefined && (alone || marks)) {
      close(line.start)
      const span = trimmed(text, line.start + marks.length, line.end)!
      const attached = place.mail !== undefined && place.mail.subject !== text.slice(span.start, span.end) && level === 1
      pieces.push(attached ? { kind: 'attachment', ...span } : { kind: 'heading', level, ...span })
    } else if (ITEM.test(line.text)) {
      close(line.start)
      pieces.push({ kind: 'item', ...trimmed(text, line.start, line.end)! })
    } else open ??= line.start
    i++
  }
  close(text.length)
  return pieces
}

/** A letterhead or a table that begins with this line, and the line after it. */
function runOf(lines: readonly TextLine[], from: number, place: Place): { readonly piece: Piece; readonly next: number } | null {
  const through = (test: RegExp) => {
    let next = from
    while (next < lines.length && test.test(lines[next]!.text)) next++
    return next
  }
  const span = (next: number): Span => ({ start: lines[from]!.start, end: lines[next - 1]!.end })
  if (place.mail) {
    const next = through(FIELD)
    if (next - from >= 2) {
      const fields = lines.slice(from, next).map((line) => {
        const [mark, label] = FIELD.exec(line.text)!
        return { label: label as Field['label'], start: line.start + mark.length, end: line.end }
      })
      return { piece: { kind: 'letterhead', ...span(next), lines: fields }, next }
    }
  }
  const next = through(ROW)
  if (next - from < 2 && !(next > from && place.range !== undefined)) return null
  const ruled = RULE.test(lines[from + 1]?.text ?? '') && next - from > 2
  const rows = lines
    .slice(from, next)
    .filter(({ text }) => !RULE.test(text))
    .map(cellsOf)
  return { piece: { kind: 'table', ...span(next), head: ruled || beginsSheet(place), rows }, next }
}

/** Rows that begin with the first of their sheet begin with what its columns are called. */
const beginsSheet = ({ range }: Place): boolean => /^[A-Z]+1(?=\D|$)/.test(range ?? '')

/** Cells between bars; Markdown has bars at both ends too. */
function cellsOf({ text, start }: TextLine): Span[] {
  const cells: Span[] = []
  const bars = [...text.matchAll(/(?:^|[^\S\n])\|(?=\s|$)/g)].map(({ index }) => index + (text[index] === '|' ? 0 : 1))
  let from = 0
  for (const bar of [...bars, text.length]) {
    const outside =
      (bar === 0 && from === 0) ||
      (bar === text.length && from > 0 && text.slice(from).trim() === '' && text.trimEnd().endsWith('|'))
    if (!outside) cells.push(trimmed(text, from, bar) ?? { start: from, end: from })
    from = bar + 1
  }
  return cells.map((cell) => ({ start: cell.start + start, end: cell.end + start }))
}

/** Rows of a file of separated values (RFC 4180); the separator is the one that is commonest in the first line. */
function separated(text: string, place: Place): Piece {
  const first = text.slice(0, Math.max(0, text.indexOf('\n')) || text.length)
  const [separator] = [',', ';', '\t'].sort((a, b) => first.split(b).length - first.split(a).length) as [string]
  const rows: Span[][] = []
  let row: Span[] = []
  let start = 0
  let quoted = false
  const cell = (end: number) => {
    const inner = text[start] === '"' && text[end - 1] === '"' && end - start > 1 ? 1 : 0
    row.push({ start: start + inner, end: end - inner })
    start = end + 1
  }
  for (let i = 0; i <= text.length; i++) {
    if (text[i] === '"') quoted = !quoted
    else if (i === text.length || (!quoted && text[i] === '\n')) {
      cell(text[i - 1] === '\r' ? i - 1 : i)
      start = i + 1
      rows.push(row)
      row = []
    } else if (!quoted && text[i] === separator) cell(i)
  }
  return { kind: 'table', start: 0, end: text.length, head: beginsSheet(place), rows }
}

function linesOf(text: string): TextLine[] {
  const lines: TextLine[] = []
  for (let start = 0; start <= text.length; ) {
    const at = text.indexOf('\n', start)
    const end = at < 0 ? text.length : at
    lines.push({ start, end, text: text.slice(start, end) })
    start = end + 1
  }
  return lines
}

/** The span without the empty lines around it and the white space at its end; null when there is nothing else. */
function trimmed(text: string, start: number, end: number): Span | null {
  const inner = text.slice(start, end)
  if (!/\S/.test(inner)) return null
  const before = /^(?:[^\S\n]*\n)*/.exec(inner)![0].length
  const lead = inner.includes('\n') ? before : inner.length - inner.trimStart().length
  return { start: start + lead, end: start + inner.trimEnd().length }
}
