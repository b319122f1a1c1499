import type { Draft } from './document.ts'
import type { Row } from './extraction.ts'
import { SHEET_CELLS } from './limits.ts'

/** Collects a workbook's cells into lines, sheet by sheet: a row is a line, empty cells leave nothing behind. */
export class SheetWriter {
  readonly #draft: Draft
  #lines: string[] = []
  #rows: Row[] = []
  #cells: string[] = []
  #count = 0
  /** Where the next cell stands, from 1. */
  #row = 1
  #column = 1
  #first = 0
  #last = 0

  constructor(draft: Draft) {
    this.#draft = draft
  }

  /** True once no further cell is wanted. */
  get full(): boolean {
    return this.#count >= SHEET_CELLS
  }

  /** What follows stands in this row, or from this column on; for formats that leave out what is empty. */
  at(place: { readonly row?: number | undefined; readonly column?: number | undefined }): void {
    this.#row = place.row ?? this.#row
    this.#column = place.column ?? this.#column
  }

  /** @param repeated how many cells in a row hold the same */
  cell(value: string, repeated = 1): void {
    const column = this.#column
    this.#column += repeated
    const text = value.replace(/\s+/g, ' ').trim()
    if (text === '') return
    if (++this.#count === SHEET_CELLS) this.#draft.cut()
    if (this.#cells.length === 0) this.#first = column
    this.#last = column + repeated - 1
    this.#cells.push(text)
  }

  /** @param repeated how many rows hold the same */
  endRow(repeated = 1): void {
    if (this.#cells.length > 0) {
      this.#lines.push(this.#cells.join(' | '))
      this.#rows.push({ row: this.#row, first: this.#first, last: this.#last })
    }
    this.#cells = []
    this.#row += repeated
    this.#column = 1
  }

  endSheet(name: string, notes: readonly string[] = []): void {
    this.endRow()
    this.#draft.at({ sheet: name })
    const [lines, rows] = [this.#lines, this.#rows]
    this.#lines = []
    this.#rows = []
    this.#row = 1
    this.#draft.add('table', lines.join('\n'), rows)
    for (const note of notes) this.#draft.add('text', note)
  }
}

/** The cells that some rows cover, as one writes them: `A12:F30`. */
export function rangeOf(rows: readonly Row[]): string {
  const [first, last] = [Math.min(...rows.map(({ first }) => first)), Math.max(...rows.map(({ last }) => last))]
  const [top, bottom] = [rows[0]!.row, rows.at(-1)!.row]
  const [from, to] = [`${columnName(first)}${top}`, `${columnName(last)}${bottom}`]
  return from === to ? from : `${from}:${to}`
}

/** 1 is A, 26 Z, 27 AA. */
const columnName = (column: number): string =>
  column > 26 ? columnName(Math.floor((column - 1) / 26)) + columnName(((column - 1) % 26) + 1) : String.fromCharCode(64 + column)

/** The column of a cell's reference: 3 of `C7`. */
export const columnOf = (reference: string): number =>
  [...(/^[A-Z]{1,3}/.exec(reference)?.[0] ?? '')].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)
