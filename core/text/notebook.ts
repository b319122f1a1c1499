import { Draft } from './document.ts'
import type { Extraction } from './extraction.ts'
import { readMarkdown, withoutData } from './markdown.ts'
import { readPlain } from './plain.ts'

/** Reads a Jupyter notebook (nbformat 4): prose as Markdown, cells of code, and what they printed as text. Pictures are left out. */
export function readNotebook(source: string): Extraction | Promise<Extraction> {
  const cells = cellsOf(source)
  if (!cells) return readPlain(withoutData(source), 'code') // Not a notebook after all; then it is the text that it is.
  return Draft.compose((draft) => {
    for (const cell of cells) {
      const text = textOf(cell.source)
      if (cell.cell_type === 'markdown') writeMarkdown(text, draft)
      else draft.add('code', text)
      for (const output of asList(cell.outputs))
        draft.add('code', textOf(output.text ?? (output.data as Json | undefined)?.['text/plain']))
    }
  })
}

type Json = Readonly<Record<string, unknown>>

function cellsOf(source: string): readonly Json[] | null {
  try {
    const notebook = JSON.parse(source) as Json | null
    return Array.isArray(notebook?.cells) ? asList(notebook.cells) : null
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

function writeMarkdown(source: string, draft: Draft): void {
  const { text, blocks } = readMarkdown(source)
  for (const { kind, start, end, place } of blocks) {
    const block = text.slice(start, end)
    if (kind === 'heading') draft.heading(place.headings.length, block, place.headings.at(-1))
    else draft.add(kind, block)
  }
}
