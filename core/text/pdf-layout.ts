import type { Draft } from './document.ts'
import { entryOf, type Outline } from './pdf-outline.ts'

/** A line of a page. Lengths are points (1/72 inch); `y` grows upwards. */
export interface Line {
  readonly text: string
  readonly left: number
  readonly right: number
  readonly y: number
  /** Height of its letters, the mean over them. */
  readonly size: number
}

export interface Page {
  readonly number: number
  readonly lines: readonly Line[]
  /** Its lines were recognised in a picture of them. */
  readonly recognized?: boolean
}

/** A line so much larger than the running text is a heading, unless it is this long. */
const HEADING_SIZE = 1.15
const HEADING_CHARS = 200
/** A document with more than this share of large lines has no running text to compare with (slides, posters). */
const HEADING_SHARE = 0.3
/** Line distance beyond this many times the usual one begins a paragraph. */
const PARAGRAPH_GAP = 1.3

/** Lines at a page's edge that stand on so many pages, numbers aside, are the same running title. */
const RUNNING_PAGES = 4
const EDGE_LINES = 2

/**
 * Writes a document's lines as headings and paragraphs, page by page. What its table of contents names is a heading, whatever it
 * looks like; what merely looks like one stands below the section it is in.
 */
export function writePages(whole: readonly Page[], draft: Draft, outline: Outline = new Map()): void {
  const pages = withoutRunningTitles(whole)
  const levels = headingLevels(pages)
  const compounds = hyphenated(pages)
  const rounded = ({ size }: Line) => Math.round(size * 2) / 2
  let section = 0
  for (const { number, lines, recognized } of pages) {
    const entries = outline.get(number) ?? []
    draft.at(recognized ? { page: number, ocr: true } : { page: number })
    const spacing = usualSpacing(lines)
    const margin = Math.max(...lines.map(({ right }) => right))
    let paragraph: Line[] = []
    const close = () => {
      if (paragraph.length === 0) return
      const text = repair(joinLines(paragraph, compounds))
      const entry = text.length <= HEADING_CHARS ? entryOf(text, entries) : null
      const level = levels.get(rounded(paragraph[0]!))
      if (entry) {
        section = entry.level
        draft.heading(section, text)
      } else if (level && text.length <= HEADING_CHARS && /\p{L}/u.test(text)) draft.heading(Math.max(level, section + 1), text)
      else draft.add('text', text)
      paragraph = []
    }
    for (const line of lines) {
      const previous = paragraph.at(-1)
      const named = entries.length > 0 && entryOf(line.text, entries) !== null
      if (named || (previous && beginsParagraph(previous, line, spacing, margin))) close()
      paragraph.push(line)
      if (named) close()
    }
    close()
  }
}

function beginsParagraph(previous: Line, line: Line, spacing: number, margin: number): boolean {
  if (Math.abs(previous.size - line.size) > 0.1 * Math.max(previous.size, line.size)) return true
  const gap = previous.y - line.y
  const ended = /[.!?…:。！？：|؟।]["'”’»)\]」』）]*$/u.test(previous.text)
  if (gap < 0) return ended // The next column: the sentence may go on.
  if (gap > Math.max(spacing, line.size) * PARAGRAPH_GAP) return true
  if (/^(?:[•‣▪–·*]|-\s|\(?\d{1,2}[.)]\s)/u.test(line.text)) return true // An item of a list.
  const short = margin - previous.right > (margin - previous.left) * 0.15
  const indented = line.left - previous.left > line.size * 0.8
  return ended && (short || indented)
}

/** Leaves out page numbers, and titles that run along the edge of the pages but for the first time each is met. */
function withoutRunningTitles(pages: readonly Page[]): readonly Page[] {
  if (pages.length < RUNNING_PAGES) return pages
  const key = ({ text }: Line) => text.replace(/\p{N}+/gu, '#').replace(/\s+/g, ' ')
  const edges = pages.map(({ lines }) => {
    const byHeight = [...lines].sort((a, b) => b.y - a.y)
    return new Set([...byHeight.slice(0, EDGE_LINES), ...byHeight.slice(-EDGE_LINES)])
  })
  const counts = new Map<string, number>()
  for (const edge of edges) for (const line of new Set([...edge].map(key))) counts.set(line, (counts.get(line) ?? 0) + 1)
  const seen = new Set<string>()
  const runs = (line: Line, i: number) => {
    const title = key(line)
    if (!edges[i]!.has(line) || counts.get(title)! < RUNNING_PAGES) return false
    const again = seen.has(title) || !/\p{L}/u.test(title)
    seen.add(title)
    return again
  }
  return pages.map((page, i) => ({ ...page, lines: page.lines.filter((line) => !runs(line, i)) }))
}

/** The median distance of neighbouring lines of running text, or 0 on a page without two of them. */
function usualSpacing(lines: readonly Line[]): number {
  const gaps = lines
    .slice(1)
    .map((line, i) => lines[i]!.y - line.y)
    .filter((gap, i) => gap > 0 && gap < lines[i]!.size * 3)
    .sort((a, b) => a - b)
  return gaps[Math.floor(gaps.length / 2)] ?? 0
}

/** Which sizes of letters are headings, and of which level: the larger the higher, up to six. */
function headingLevels(pages: readonly Page[]): ReadonlyMap<number, number> {
  const chars = new Map<number, number>()
  for (const { lines } of pages)
    for (const { size, text } of lines) {
      const rounded = Math.round(size * 2) / 2
      chars.set(rounded, (chars.get(rounded) ?? 0) + text.length)
    }
  const total = [...chars.values()].reduce((sum, count) => sum + count, 0)
  let passed = 0
  let body = 0
  for (const [size, count] of [...chars].sort(([a], [b]) => a - b)) {
    passed += count
    body = size
    if (passed >= total / 2) break
  }
  const large = [...chars].filter(([size]) => size >= body * HEADING_SIZE)
  const share = large.reduce((sum, [, count]) => sum + count, 0) / total
  if (share > HEADING_SHARE) return new Map()
  return new Map(large.sort(([a], [b]) => b - a).map(([size], i) => [size, Math.min(6, i + 1)]))
}

const LINE_END_HYPHEN = /(\p{L}+)[-\u00ad\u2010]$/u

/** Words that are written with a hyphen in the middle of a line: their hyphen stays at a line's end too. */
function hyphenated(pages: readonly Page[]): ReadonlySet<string> {
  const found = new Set<string>()
  for (const { lines } of pages)
    for (const { text } of lines) for (const [word] of text.matchAll(/\p{L}+[-\u2010]\p{L}+/gu)) found.add(word.toLowerCase())
  return found
}

function joinLines(lines: readonly Line[], compounds: ReadonlySet<string>): string {
  let joined = ''
  for (const { text } of lines) {
    const left = LINE_END_HYPHEN.exec(joined.slice(-40))?.[1]
    const right = /^\p{Ll}\p{L}*/u.exec(text)?.[0]
    if (left && right) {
      const compound = compounds.has(`${left}-${right}`.toLowerCase())
      joined = (compound ? joined : joined.slice(0, -1)) + text
    } else if (joined === '' || (UNSPACED.test(joined.slice(-1)) && UNSPACED.test(text[0]!))) joined += text
    else joined += ` ${text}`
  }
  return joined
}

/** Scripts written without spaces, and their punctuation. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3001-\u303f\u30fb-\u30ff\uff01-\uff60]/u
const SPACE_BETWEEN_UNSPACED =
  /(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3001-\u303f\u30fc\uff01-\uff60]) (?=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3001-\u303f\u30fc\uff01-\uff60])/gu

/** Accents that old TeX fonts print before their letter, and what they are when they stand on it. */
const ACCENTS: Readonly<Record<string, string>> = {
  '¨': '\u0308',
  '´': '\u0301',
  ˆ: '\u0302',
  '˜': '\u0303',
  '¸': '\u0327',
  ˇ: '\u030c',
  '˚': '\u030a',
  '˘': '\u0306',
  '¯': '\u0304',
}

/** Undoes what typesetting does to words: spaces between Han characters, accents beside letters, lam-alef torn apart. */
export function repair(text: string): string {
  return text
    .replace(SPACE_BETWEEN_UNSPACED, '')
    .replace(/(?<=\p{L}|^|\s)([¨´ˆ˜¸ˇ˚˘¯]) ?(\p{L})/gu, (whole, accent: string, letter: string) => {
      const composed = `${letter === 'ı' ? 'i' : letter}${ACCENTS[accent]}`.normalize('NFC')
      return [...composed].length === 1 ? composed : whole
    })
    .replace(/(?<=^|[\s\p{P}])ل ([اأإآ])(?=[\s\p{P}]|$)/gu, 'ل$1')
    .normalize('NFC')
}
