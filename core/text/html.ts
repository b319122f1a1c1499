import { Tokenizer } from 'htmlparser2'
import { Draft } from './document.ts'
import type { Extraction } from './extraction.ts'

const words = (list: string) => new Set(list.split(' '))

/** Begin and end of these begin and end a block. Everything not named here is a stretch of running text. */
const BLOCKS = words(
  'address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer form ' +
    'header hgroup hr html legend li main nav ol optgroup option p pre search section summary ul table tbody thead tfoot',
)
const TABLE = words('table tbody thead tfoot')
/** What stands inside is no text of the document. */
const HIDDEN = words('script style template noscript svg math canvas iframe object audio video select textarea head')
/** What may stand in a head; anything else ends it. */
const HEAD = words('head title meta link base script style noscript template')
/** Readings beside words of Japanese and Chinese. Their ends may be left out. */
const READING = words('rt rp rtc')
/** A page may say of any element that it is not shown; but these hold nothing. */
const VOID = words('area base br col embed hr img input link meta source track wbr')
const NOT_SHOWN = /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\s*(?:;|!|$)/i
const HEADING = /^h[1-6]$/

/**
 * Walks the tags of a page and writes its text, block by block.
 *
 * It works on tokens and keeps no tree, so neither 100,000 nested elements (which take a parser with a stack 31 s) nor a
 * huge page trouble it. A table's row is a line, its cells separated by ` | `, unless the cells hold blocks of their own
 * (a table for layout).
 */
export function walkHtml(html: string, draft: Draft, options: { readonly xml?: boolean } = {}): void {
  let run = '' // The block being collected,
  let spaced = true // whether it is empty or ends in a space,
  let worded = false // and whether there is a word in it. (Asking the string itself would flatten it at every tag.)
  let lines: string[] = [] // Rows of a table, or items of a list, that are yet to become one block.
  let lineKind: 'table' | 'text' = 'table'
  let cellOpen = false // Within a row whose cells have held no block so far.
  let cellBegun = false // A cell has begun that holds no word yet.
  let tag = ''
  let attribute = ''
  let shown = true // What the tag says of its element.
  let preformatted = 0
  let heading = 0
  let item: string | null = null // The mark of the list item that begins here.
  const lists: (number | null)[] = [] // How far each open list has counted; null where it does not count.
  let title: string | null = null
  let hidden = { tag: '', depth: 0 }

  const take = () => {
    const text = run
    run = ''
    spaced = true
    worded = false
    cellBegun = false
    return text
  }
  const flushLines = () => {
    const block = lines.join('\n')
    lines = []
    draft.add(lineKind, block)
  }
  const addLine = (kind: 'table' | 'text', line: string) => {
    if (kind !== lineKind) flushLines()
    lineKind = kind
    lines.push(line)
  }
  const flush = () => {
    if (!worded) return void take()
    const whole = take()
    const text = preformatted ? whole : trimLines(whole)
    if (item && !preformatted) addLine('text', `${item} ${text}`)
    else {
      flushLines()
      if (heading) draft.heading(heading, text)
      else draft.add(preformatted ? 'code' : 'text', text)
    }
    item = null
  }
  const endRow = () => {
    cellOpen = false
    if (worded) addLine('table', take().replace(/\s+/g, ' ').trim())
  }
  const flushRow = () => (cellOpen ? endRow() : flush())
  const write = (text: string) => {
    if (hidden.depth > 0) {
      if (title !== null) title += text
      return
    }
    const word = /\S/.test(text)
    if (cellBegun && word) {
      if (worded) run += ' | '
      spaced = true
      cellBegun = false
    }
    if (preformatted) run += text
    else {
      const collapsed = text.replace(/[ \t\n\r\f]+/g, ' ')
      run += spaced && collapsed.startsWith(' ') ? collapsed.slice(1) : collapsed
      if (collapsed !== '') spaced = collapsed.endsWith(' ')
    }
    worded ||= word
  }

  const openTag = (name: string) => {
    if (name === 'title' && (hidden.depth === 0 || hidden.tag === 'head')) title = ''
    if (endsUnsaid(hidden.tag, name)) hidden = { tag: '', depth: 0 }
    if (hidden.depth > 0) {
      if (name === hidden.tag) hidden.depth++
    } else if (HIDDEN.has(name) || READING.has(name) || name === 'title' || !(shown || VOID.has(name)))
      hidden = { tag: name, depth: 1 }
    else if (name === 'br') {
      run += '\n'
      spaced = true
    } else if (HEADING.test(name)) {
      flush()
      cellOpen = false
      heading = Number(name[1])
    } else if (name === 'tr') {
      flushRow() // Its end may be left out.
      cellOpen = true
    } else if (name === 'td' || name === 'th') {
      if (cellOpen) cellBegun = true
      else flush()
    } else if (BLOCKS.has(name)) {
      if (cellOpen && name === 'p' && (cellBegun || !worded)) return // One paragraph in a cell is still a cell.
      flush()
      cellOpen = false
      if (name === 'pre') preformatted++
      if (name === 'ol' || name === 'ul') lists.push(name === 'ol' ? 0 : null)
      if (name === 'li') {
        const count = lists.pop() ?? null
        lists.push(count === null ? null : count + 1)
        item = count === null ? '•' : `${count + 1}.`
      }
    }
  }
  const closeTag = (name: string) => {
    if (name === 'title' && title !== null) {
      draft.entitle(title)
      title = null
    }
    if (name === 'ruby' && READING.has(hidden.tag)) hidden = { tag: '', depth: 0 }
    if (hidden.depth > 0) {
      if (name === hidden.tag && --hidden.depth === 0) hidden = { tag: '', depth: 0 }
    } else if (HEADING.test(name)) {
      flush()
      heading = 0
    } else if (name === 'tr' || TABLE.has(name)) {
      flushRow()
      if (name === 'table') flushLines()
    } else if (BLOCKS.has(name) && !(name === 'p' && cellOpen)) {
      flush()
      if (name === 'pre') preformatted = Math.max(0, preformatted - 1)
      if (name === 'li') item = null
      if (name === 'ol' || name === 'ul') lists.pop()
    }
  }

  const named = (start: number, end: number) => html.slice(start, end).toLowerCase().replace(/^.*:/, '')
  const tokenizer = new Tokenizer(
    { xmlMode: options.xml ?? false, decodeEntities: true },
    {
      ontext: (start, end) => write(html.slice(start, end)),
      ontextentity: (codepoint) => write(String.fromCodePoint(codepoint)),
      onopentagname(start, end) {
        tag = named(start, end)
        shown = true
      },
      onopentagend: () => openTag(tag),
      onselfclosingtag() {
        openTag(tag)
        if (options.xml || tag === 'svg' || tag === 'math') closeTag(tag)
      },
      onclosetag(start, end) {
        closeTag(named(start, end))
      },
      oncdata: (start, end, endOffset) => options.xml && write(html.slice(start, end - endOffset)),
      onattribname(start, end) {
        attribute = named(start, end)
        if (attribute === 'hidden') shown = false
      },
      onattribdata(start, end) {
        if (attribute === 'style' && NOT_SHOWN.test(html.slice(start, end))) shown = false
      },
      onattribentity() {},
      onattribend() {},
      oncomment() {},
      ondeclaration() {},
      onprocessinginstruction() {},
      onend() {},
    },
  )
  tokenizer.write(html)
  tokenizer.end()
  flushRow()
  flushLines()
}

/** Whether an element that is hidden, and whose end may be left out, has ended where another begins. */
function endsUnsaid(hidden: string, next: string): boolean {
  if (hidden === 'head') return !HEAD.has(next)
  if (READING.has(hidden)) return READING.has(next) || next === 'rb'
  return ENDS_AT[hidden]?.has(next) ?? false
}

const ENDS_AT: Readonly<Record<string, ReadonlySet<string>>> = {
  p: BLOCKS,
  li: words('li'),
  dt: words('dt dd'),
  dd: words('dt dd'),
  tr: words('tr tbody tfoot'),
  td: words('td th tr'),
  th: words('td th tr'),
}

const trimLines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim()

export const readHtml = (html: string): Promise<Extraction> => Draft.compose((draft) => walkHtml(html, draft))
