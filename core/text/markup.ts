import { HeadingPath } from './document.ts'
import type { Block, Extraction } from './extraction.ts'
import { limitText, trimmed } from './plain.ts'

/** Plain text whose writer marks headings: Org, reStructuredText, AsciiDoc, LaTeX. */
export type Markup = 'org' | 'rst' | 'asciidoc' | 'latex'

interface Heading {
  readonly level: number
  readonly text: string
  /** Lines that it takes, from the one asked about. */
  readonly lines: number
}

const LATEX = ['part', 'chapter', 'section', 'subsection', 'subsubsection', 'paragraph']
const ADORNMENT = /^([=\-~^"'`#*+.:_<>])\1{2,}\s*$/

/** Which heading begins with a line, if one does. `marks` are the adornments of reStructuredText met so far, whose order is their level. */
const HEADINGS: Readonly<Record<Markup, (line: string, next: string, after: string, marks: string[]) => Heading | null>> = {
  org: (line) => match(/^(\*+) +(.+)$/, line, ([, stars, text]) => ({ level: stars!.length, text: text!, lines: 1 })),
  asciidoc: (line) => match(/^(={1,6}) +(.+)$/, line, ([, marks, text]) => ({ level: marks!.length, text: text!, lines: 1 })),
  latex: (line) =>
    match(/^\s*\\(\w+)\*?(?:\[[^\]]*\])?\{(.+)\}/, line, ([, name, text]) => {
      const level = LATEX.indexOf(name!) + 1
      return level > 0 ? { level, text: text!, lines: 1 } : null
    }),
  rst(line, next, after, marks) {
    const over = ADORNMENT.test(line) && after.trimEnd() === line.trimEnd()
    const [text, under] = over ? [next.trim(), after] : [line, next]
    const mark = ADORNMENT.exec(under)?.[1]
    if (!mark || text === '' || /^\s/.test(text) || ADORNMENT.test(text) || under.trimEnd().length < text.trimEnd().length)
      return null
    const style = over ? `${mark}${mark}` : mark
    if (!marks.includes(style)) marks.push(style)
    return { level: marks.indexOf(style) + 1, text, lines: over ? 3 : 2 }
  },
}

/** Where a title is said otherwise than by the first heading. */
const TITLES: Partial<Readonly<Record<Markup, RegExp>>> = { org: /^#\+TITLE:[ \t]*(.+)$/im, latex: /\\title\{(.+)\}/ }

function match(pattern: RegExp, line: string, read: (found: RegExpExecArray) => Heading | null): Heading | null {
  const found = pattern.exec(line)
  return found && read(found)
}

/** The text as it is written, so that offsets are those a person sees; its headings, and what empty lines enclose, are its blocks. */
export function readMarkup(source: string, markup: Markup): Extraction {
  const { text, partial } = limitText(source)
  const path = new HeadingPath()
  const marks: string[] = []
  const blocks: Block[] = []
  let title = TITLES[markup]?.exec(text)?.[1]?.trim()
  let open = 0
  const close = (end: number) => {
    const span = trimmed(text, open, end)
    if (span) blocks.push({ kind: 'text', ...span, place: { headings: path.path } })
  }
  const lines = text.split('\n')
  for (let i = 0, start = 0; i < lines.length; ) {
    const heading = HEADINGS[markup](lines[i]!, lines[i + 1] ?? '', lines[i + 2] ?? '', marks)
    const taken = heading?.lines ?? 1
    const length = lines.slice(i, i + taken).reduce((sum, line) => sum + line.length + 1, 0)
    if (heading) {
      close(start)
      path.enter(heading.level, heading.text)
      if (!TITLES[markup]) title ??= heading.text.trim()
      blocks.push({ kind: 'heading', ...trimmed(text, start, start + length - 1)!, place: { headings: path.path } })
      open = start + length
    } else if (lines[i]!.trim() === '') {
      close(start)
      open = start
    }
    i += taken
    start += length
  }
  close(text.length)
  return { text, blocks, partial, ...(title ? { title } : {}) }
}
