import { HeadingPath } from './document.ts'
import type { Block, Extraction } from './extraction.ts'
import { limitText, trimmed } from './plain.ts'

const FENCE = /^ {0,3}(`{3,}|~{3,})/
const ATX = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/
const SETEXT = /^ {0,3}(=+|-+)[ \t]*$/
const TABLE_ROW = /^ {0,3}\|/
const TABLE_RULE = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$/
/** Images written into the text itself: megabytes without a word. */
const DATA_URI = /data:[\w/+.;-]{1,80};base64,[A-Za-z0-9+/=]{100,}/g

/**
 * Markdown as it is written: nothing is stripped but images embedded as data, so offsets are those a person sees.
 * Headings (`#` and underlined), fenced code, tables and paragraphs become blocks; front matter gives the title.
 */
export function readMarkdown(source: string): Extraction {
  const { text, partial } = limitText(withoutData(source))
  const headings = new HeadingPath()
  const blocks: Block[] = []
  let title: string | undefined
  let open: { kind: Block['kind']; start: number; end: number } | null = null
  let fence: string | null = null

  const close = () => {
    const span = open && trimmed(text, open.start, open.end)
    if (open && span) blocks.push({ kind: open.kind, ...span, place: { headings: headings.path } })
    open = null
  }
  const extend = (kind: Block['kind'], start: number, end: number) => {
    if (open?.kind !== kind) close()
    open = { kind, start: open?.start ?? start, end }
  }
  const heading = (level: number, words: string, start: number, end: number) => {
    close()
    headings.enter(level, plainWords(words))
    extend('heading', start, end)
    close()
    title ??= level === 1 ? plainWords(words) : undefined
  }

  let start = frontMatterEnd(text)
  if (start > 0) {
    title = /^title(?::|[ \t]*=)[ \t]*["']?(.+?)["']?[ \t]*$/m.exec(text.slice(0, start))?.[1]
    extend('code', 0, start)
    close()
  }
  for (let end = start; start < text.length; start = end + 1) {
    end = text.indexOf('\n', start)
    if (end < 0) end = text.length
    const line = text.slice(start, end)
    const mark = FENCE.exec(line)?.[1]
    if (fence !== null) {
      extend('code', start, end)
      if (mark?.startsWith(fence) && line.trim() === mark) {
        fence = null
        close()
      }
      continue
    }
    const atx = ATX.exec(line)
    const paragraph = open as { kind: Block['kind']; start: number; end: number } | null
    if (mark) {
      close()
      fence = mark
      extend('code', start, end)
    } else if (atx) heading(atx[1]!.length, atx[2] ?? '', start, end)
    else if (line.trim() === '') close()
    else if (SETEXT.test(line) && paragraph?.kind === 'text' && !text.slice(paragraph.start, paragraph.end).includes('\n')) {
      open = null
      heading(line.trim()[0] === '=' ? 1 : 2, text.slice(paragraph.start, paragraph.end), paragraph.start, end)
    } else if (TABLE_ROW.test(line) || TABLE_RULE.test(line)) extend('table', start, end)
    else extend('text', start, end)
  }
  close()
  return { text, blocks, partial, ...(title ? { title } : {}) }
}

/** The text without images that are written into it. */
export const withoutData = (text: string): string => text.replace(DATA_URI, 'data:')

/** Where YAML between two lines of dashes, or TOML between pluses, at the very start ends; 0 if there is none. */
function frontMatterEnd(text: string): number {
  const fence = /^(---|\+\+\+)\n/.exec(text)?.[1]
  const end = fence ? text.indexOf(`\n${fence}\n`, 3) : -1
  return end > 0 && end < 20_000 ? end + 4 : 0
}

/** A heading as it is read, not as it is written. */
function plainWords(heading: string): string {
  return heading
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`~]+/g, '')
    .trim()
}
