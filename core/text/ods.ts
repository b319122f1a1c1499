import { Draft } from './document.ts'
import type { Extraction } from './extraction.ts'
import { Unreadable } from './failure.ts'
import { SheetWriter } from './sheets.ts'
import { walkXml } from './xml.ts'
import { entryText, type ZipEntry } from './zip.ts'

/** Reads an OpenDocument spreadsheet: each cell as it is displayed, which the file says beside its value. */
export function readOds(bytes: Uint8Array, entries: readonly ZipEntry[]): Promise<Extraction> {
  const part = (wanted: string) => {
    const entry = entries.find(({ name }) => name === wanted)
    return entry && entryText(bytes, entry)
  }
  return Draft.compose(async (draft) => {
    const writer = new SheetWriter(draft)
    let sheet = ''
    let cell: string | null = null
    let columns = 1
    let rows = 1
    let paragraph = 0
    let notes: string[] = []
    let note: string | null = null
    let shapes = false // They lie over the cells; what is written in them follows the sheet as notes do.
    const space = () => {
      if (note) note += ' '
      else if (note === null && cell) cell += ' '
    }
    await walkXml(part('META-INF/manifest.xml'), {
      open(name) {
        if (name !== 'encryption-data') return
        throw new Unreadable('encrypted', 'The spreadsheet needs a password. Save a copy without one to make it searchable.')
      },
    })
    await walkXml(part('content.xml'), {
      open(name, attributes) {
        if (name === 'table') sheet = attributes['table:name'] ?? ''
        else if (name === 'table-row') rows = repeated(attributes['table:number-rows-repeated'])
        else if (name === 'table-cell' || name === 'covered-table-cell') {
          cell = ''
          columns = repeated(attributes['table:number-columns-repeated'])
        } else if (name === 'annotation') note = ''
        else if (name === 'shapes') shapes = true
        else if (name === 'p') {
          if (shapes) note ??= ''
          paragraph++
          space()
        } else if (SPACES.has(name)) space()
      },
      text(text) {
        if (paragraph === 0) return
        if (note !== null) note += text
        else if (cell !== null) cell += text
      },
      close(name) {
        if (name === 'p') paragraph--
        if (name === 'annotation' || (name === 'p' && shapes)) {
          if (note) notes.push(note)
          note = null
        } else if (name === 'shapes') shapes = false
        else if (name === 'table-cell' || name === 'covered-table-cell') {
          writer.cell(cell ?? '', columns)
          cell = null
        } else if (name === 'table-row') writer.endRow(rows)
        else if (name === 'table') {
          writer.endSheet(sheet, notes)
          notes = []
        }
      },
      done: () => writer.full,
    })
    if (writer.full) writer.endSheet(sheet, notes)
  })
}

/** Elements that stand for white space: a space, a tab, a line's end. */
const SPACES: ReadonlySet<string> = new Set(['s', 'tab', 'line-break'])

/** No sheet has more rows or columns than a million (2²⁰). */
const repeated = (attribute: string | undefined): number => Math.min(1 << 20, Math.max(1, Math.trunc(Number(attribute)) || 1))
