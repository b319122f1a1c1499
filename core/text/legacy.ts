import { read as readWorkbook } from '@e965/xlsx'
import WordExtractor from 'word-extractor'
import { isSound } from './compound.ts'
import { Draft } from './document.ts'
import type { Extraction } from './extraction.ts'
import { Unreadable } from './failure.ts'
import { SHEET_CELLS } from './limits.ts'
import { SheetWriter } from './sheets.ts'

/** Word 97 to 2003: every paragraph, then notes, comments and text boxes. The format has no headings that the reader could tell. */
export async function readDoc(bytes: Uint8Array): Promise<Extraction> {
  if (isEncrypted(bytes))
    throw new Unreadable('encrypted', 'The document needs a password. Save a copy without one to make it searchable.')
  const document = await new WordExtractor().extract(buffer(bytes)).catch((cause: unknown) => {
    throw damaged('document', cause)
  })
  const parts = [
    document.getBody(asWritten),
    document.getTextboxes(asWritten),
    document.getFootnotes(asWritten),
    document.getEndnotes(asWritten),
    document.getAnnotations(asWritten),
  ]
  return Draft.compose((draft) => {
    for (const part of parts) for (const { rows, text } of paragraphs(part)) draft.add(rows ? 'table' : 'text', text)
  })
}

/** The file information block begins a sector; its flags stand 10 bytes on ([MS-DOC] 2.5.2, `fEncrypted`). */
function isEncrypted(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 512; at + 12 <= bytes.length; at += 512)
    if (view.getUint16(at, true) === 0xa5ec) return (view.getUint16(at + 10, true) & 0x100) !== 0
  return false
}

const asWritten = { filterUnicode: false }

/** Lines with tabs are rows of one table; any other line is a paragraph. */
function* paragraphs(text: string): Generator<{ readonly rows: boolean; readonly text: string }> {
  let rows: string[] = []
  for (const line of [...text.split(/[\r\n\v\f]+/), '']) {
    if (/\S\t/.test(line))
      rows.push(
        line
          .split('\t')
          .map((cell) => cell.trim())
          .filter(Boolean)
          .join(' | '),
      )
    else {
      if (rows.length > 0) yield { rows: true, text: rows.join('\n') }
      rows = []
      if (line.trim() !== '') yield { rows: false, text: line.trim() }
    }
  }
}

/** Excel 97 to 2003. */
export function readXls(bytes: Uint8Array): Promise<Extraction> {
  if (!isSound(bytes)) throw damaged('spreadsheet', new Error('Its chains of sectors run in circles.'))
  return readXlsb(bytes)
}

/** A binary workbook, as a person sees it: dates and percentages are formatted, comments follow their sheet. */
export function readXlsb(bytes: Uint8Array): Promise<Extraction> {
  const workbook = open(bytes)
  return Draft.compose((draft) => {
    const writer = new SheetWriter(draft)
    for (const name of workbook.SheetNames) {
      const notes: string[] = []
      // Dense: rows of cells, empty ones missing; the range a sheet claims is not gone through.
      for (const row of (workbook.Sheets[name]?.['!data'] ?? []) as readonly (readonly Cell[] | undefined)[]) {
        if (writer.full) break
        // Holes and all: a sparse row iterates over what is missing too.
        for (const cell of row ?? []) {
          writer.cell(shown(cell))
          for (const { t: note } of cell?.c ?? []) notes.push(String(note ?? ''))
        }
        writer.endRow()
      }
      writer.endSheet(name, notes)
      if (writer.full) break
    }
  })
}

/** `w`: as formatted; `v`: the value; `c`: comments on it. */
type Cell = { readonly w?: string; readonly v?: unknown; readonly c?: readonly { readonly t?: unknown }[] } | undefined
const shown = (cell: Cell): string => cell?.w ?? (cell?.v === undefined || cell.v === null ? '' : String(cell.v))

function open(bytes: Uint8Array) {
  try {
    return readWorkbook(buffer(bytes), {
      type: 'buffer',
      dense: true,
      dateNF: 'yyyy-mm-dd',
      sheetRows: SHEET_CELLS,
      cellHTML: false,
    })
  } catch (cause) {
    if (/password|encrypt/i.test(String(cause)))
      throw new Unreadable('encrypted', 'The spreadsheet needs a password. Save a copy without one to make it searchable.')
    throw damaged('spreadsheet', cause)
  }
}

const buffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const damaged = (what: string, cause: unknown): Unreadable =>
  new Unreadable('damaged', `The ${what} is damaged. Open it in the program it was made with and save it again.`, { cause })
