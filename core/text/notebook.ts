import { Draft } from './document.ts'
import type { Extraction } from './extraction.ts'
import { readMarkdown, withoutData } from './markdown.ts'
import { readPlain } from './plain.ts'

/** Reads a Jupyter notebook (nbformat 3 and 4): prose as Markdown, cells of code, and what they printed. Pictures are left out. */
export function readNotebook(source: string): Extraction | Promise<Extraction> {
  const cells = cellsOf(source)
  if (!cells) return readPlain(withoutData(source), 'code') // Not a notebook after all; then it is the text that it is.
  return Draft.compose((draft) => {
    for (const cell of cells) {
      const text = textOf(cell.source ?? cell.input)
      if (cell.cell_type === 'markdown') writeMarkdown(text, draft)
      else if (cell.cell_type === 'heading') draft.heading(typeof cell.level === 'number' ? cell.level : 1, text)
      else draft.add('code', text)
      for (const output of asList(cell.outputs)) draft.add('code', printed(output))
    }
  })
}

type Json = Readonly<Record<string, unknown>>

function cellsOf(source: string): readonly Json[] | null {
  try {
    const notebook = JSON.parse(source) as Json | null
    const [sheet] = asList(notebook?.worksheets) // Of nbformat 3; there is one.
    const cells = notebook?.cells ?? sheet?.cells
    return Array.isArray(cells) ? asList(cells) : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

const asList = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : []

/** Text is a string, or a list of its lines. */
const textOf = (value: unknown): string =>
  withoutData(Array.isArray(value) ? value.join('') : typeof value === 'string' ? value : '')

/** What a cell printed, or the error that it ended with, without the colours of a terminal. */
function printed({ text, data, ename, evalue }: Json): string {
  const said =
    typeof ename === 'string' ? `${ename}: ${textOf(evalue)}` : textOf(text ?? (data as Json | undefined)?.['text/plain'])
  return said.replace(COLOURS, '')
}

/** ECMA-48 8.3.117: the escape character, a bracket, numbers, and m. */
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g')

function writeMarkdown(source: string, draft: Draft): void {
  const { text, blocks } = readMarkdown(source)
  for (const { kind, start, end, place } of blocks) {
    const block = text.slice(start, end)
    if (kind === 'heading') draft.heading(place.headings.length, block, place.headings.at(-1))
    else draft.add(kind, block)
  }
}
