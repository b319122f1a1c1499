import { dirname, join, normalize } from 'node:path/posix'
import { Draft } from './document.ts'
import type { Extraction } from './extraction.ts'
import { TEXT_CHARS } from './limits.ts'
import { columnOf, SheetWriter } from './sheets.ts'
import { type CellFormat, cellFormat, formatNumber } from './xlsx-format.ts'
import { walkXml } from './xml.ts'
import { entryText, type ZipEntry } from './zip.ts'

interface Sheet {
  readonly name: string
  readonly part: string
}

/** Reads a workbook as a stream, sheet by sheet (ECMA-376 part 1, 18): dates and percentages as such, comments and
 * text in shapes after their sheet. */
export function readXlsx(bytes: Uint8Array, entries: readonly ZipEntry[]): Promise<Extraction> {
  const byName = new Map(entries.map((entry) => [entry.name.toLowerCase(), entry]))
  const part = (name: string) => {
    const entry = byName.get(name.toLowerCase())
    return entry && entryText(bytes, entry)
  }
  return Draft.compose(async (draft) => {
    const { sheets, date1904 } = await readWorkbook(part)
    const strings = await readStrings(part('xl/sharedStrings.xml'))
    const formats = await readFormats(part('xl/styles.xml'))
    const writer = new SheetWriter(draft)
    for (const sheet of sheets) {
      await walkXml(part(sheet.part), cells(writer, strings, formats, date1904))
      writer.endSheet(sheet.name, await readNotes(sheet, part))
      if (writer.full) break
    }
  })
}

type Part = (name: string) => AsyncIterable<string> | undefined

/** Cells of a sheet: `t` says what `v` means, `s` how a number is shown. */
function cells(writer: SheetWriter, strings: readonly string[], formats: readonly CellFormat[], date1904: boolean) {
  let type = 'n'
  let style = 0
  let value: string | null = null
  let reading = false
  let phonetic = false
  return {
    open(name: string, attributes: Readonly<Record<string, string>>) {
      if (name === 'row') writer.at({ row: /^\d{1,7}$/.test(attributes.r ?? '') ? Number(attributes.r) : undefined })
      else if (name === 'c') {
        writer.at({ column: columnOf(attributes.r ?? '') || undefined })
        type = attributes.t ?? 'n'
        style = Number(attributes.s ?? 0)
        value = ''
      } else if (name === 'v' || name === 't') reading = value !== null && !phonetic
      else if (name === 'rPh') phonetic = true
    },
    text(text: string) {
      if (reading) value += text
    },
    close(name: string) {
      if (name === 'v' || name === 't') reading = false
      else if (name === 'rPh') phonetic = false
      else if (name === 'c') {
        writer.cell(shown(value ?? ''))
        value = null
      } else if (name === 'row') writer.endRow()
    },
    done: () => writer.full,
  }

  function shown(raw: string): string {
    if (raw === '' || type === 'e') return ''
    if (type === 's') return strings[Number(raw)] ?? ''
    if (type === 'b') return raw === '1' ? 'TRUE' : 'FALSE'
    if (type === 'd') return raw.replace('T', ' ')
    return type === 'n' ? formatNumber(Number(raw), formats[style] ?? 'number', date1904) : unescaped(raw)
  }
}

async function readWorkbook(part: Part): Promise<{ readonly sheets: readonly Sheet[]; readonly date1904: boolean }> {
  const targets = await readRelations('xl/workbook.xml', part)
  const sheets: Sheet[] = []
  let date1904 = false
  await walkXml(part('xl/workbook.xml'), {
    open(name, attributes) {
      if (name === 'workbookPr') date1904 = /^(?:1|true)$/.test(attributes.date1904 ?? '')
      const target = name === 'sheet' ? targets.get(attributes['r:id'] ?? '') : undefined
      if (target) sheets.push({ name: attributes.name ?? '', part: target.part })
    },
  })
  return { sheets, date1904 }
}

/** What a part refers to: id → the other part's name, and what it is. */
async function readRelations(
  of: string,
  part: Part,
): Promise<ReadonlyMap<string, { readonly part: string; readonly type: string }>> {
  const found = new Map<string, { part: string; type: string }>()
  const relations = of.replace(/([^/]+)$/, '_rels/$1.rels')
  await walkXml(part(relations), {
    open(name, { Id: id, Target: target, Type: type }) {
      if (name !== 'Relationship' || !id || !target) return
      const path = normalize(target.startsWith('/') ? target : join('/', dirname(of), target))
      found.set(id, { part: path.slice(1), type: type ?? '' })
    },
  })
  return found
}

/** The workbook's strings, which cells refer to by number. Phonetic guides (rPh) stand beside the text, not in it. */
async function readStrings(pieces: AsyncIterable<string> | undefined): Promise<readonly string[]> {
  const strings: string[] = []
  let open = ''
  let reading = false
  let phonetic = false
  let chars = 0
  await walkXml(pieces, {
    open(name) {
      if (name === 'si') open = ''
      else if (name === 'rPh') phonetic = true
      else if (name === 't') reading = !phonetic
    },
    text(text) {
      if (reading) open += text
    },
    close(name) {
      if (name === 't') reading = false
      else if (name === 'rPh') phonetic = false
      else if (name === 'si') {
        strings.push(unescaped(open))
        chars += open.length
      }
    },
    done: () => chars > TEXT_CHARS * 4,
  })
  return strings
}

/** Characters that XML has no room for are written `_x000D_` (22.9.2.19), and an underscore that would begin such a one `_x005F_`. */
const unescaped = (text: string): string =>
  text.replace(/_x([0-9A-F]{4})_/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

/** How the numbers of each cell style are shown. */
async function readFormats(pieces: AsyncIterable<string> | undefined): Promise<readonly CellFormat[]> {
  const codes = new Map<number, string>()
  const formats: CellFormat[] = []
  let inCells = false
  await walkXml(pieces, {
    open(name, attributes) {
      if (name === 'numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '')
      else if (name === 'cellXfs') inCells = true
      else if (name === 'xf' && inCells) {
        const id = Number(attributes.numFmtId ?? 0)
        formats.push(cellFormat(id, codes.get(id)))
      }
    },
    close(name) {
      if (name === 'cellXfs') inCells = false
    },
  })
  return formats
}

/** What stands over the cells of a sheet: comments, with the answers to them, and text in shapes. */
async function readNotes(sheet: Sheet, part: Part): Promise<readonly string[]> {
  const found: Record<keyof typeof NOTES, readonly Note[]> = { threadedComment: [], comments: [], drawing: [] }
  for (const { part: name, type } of (await readRelations(sheet.part, part)).values()) {
    const kind = type.slice(type.lastIndexOf('/') + 1)
    if (isNotes(kind)) found[kind] = [...found[kind], ...(await readTexts(part(name), NOTES[kind]))]
  }
  // For programs that know no threads, each stands among the comments once more, with a sentence that says so.
  const threads = new Set(found.threadedComment.map(({ cell }) => cell))
  const comments = found.comments.filter(({ cell }) => !threads.has(cell))
  return [...comments, ...found.threadedComment, ...found.drawing].map(({ text }) => text)
}

interface Note {
  /** The cell it is on; '' where it is on none. */
  readonly cell: string
  text: string
}

/** The parts that a sheet refers to by these types: the element of each note, that of its text, and that of its lines. */
const NOTES = {
  comments: { note: 'comment', text: 't', line: '' },
  threadedComment: { note: 'threadedComment', text: 'text', line: '' },
  drawing: { note: 'txBody', text: 't', line: 'p' },
} as const
const isNotes = (kind: string): kind is keyof typeof NOTES => Object.hasOwn(NOTES, kind)

async function readTexts(
  pieces: AsyncIterable<string> | undefined,
  names: { readonly note: string; readonly text: string; readonly line: string },
): Promise<readonly Note[]> {
  const found: Note[] = []
  let reading = false
  await walkXml(pieces, {
    open(name, attributes) {
      if (name === names.note) found.push({ cell: attributes.ref ?? '', text: '' })
      else if (name === names.text) reading = true
    },
    text(text) {
      const note = found.at(-1)
      if (reading && note) note.text += unescaped(text)
    },
    close(name) {
      const note = found.at(-1)
      if (name === names.text) reading = false
      else if (name === names.line && note) note.text += '\n'
    },
  })
  return found
}
