import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.min.mjs'
import { PDF_OUTLINE } from './limits.ts'

/** An entry of the table of contents that a PDF carries beside its pages. */
export interface OutlineEntry {
  readonly title: string
  /** 1 for a part of the whole, at most 6. */
  readonly level: number
}

/** Entries by the page they point at, in their order. */
export type Outline = ReadonlyMap<number, readonly OutlineEntry[]>

interface Item {
  readonly title: string
  readonly dest: string | readonly unknown[] | null
  readonly items: readonly Item[]
}

/** What the document's maker calls its sections, and the pages they begin on. Entries that point nowhere are left out. */
export async function readOutline(document: PDFDocumentProxy): Promise<Outline> {
  const outline = new Map<number, OutlineEntry[]>()
  let left = PDF_OUTLINE
  const walk = async (items: readonly Item[], level: number): Promise<void> => {
    for (const { title, dest, items: below } of items) {
      if (left-- <= 0) return
      const page = await pageOf(document, dest)
      if (page !== null) outline.set(page, [...(outline.get(page) ?? []), { title, level: Math.min(6, level) }])
      await walk(below, level + 1)
    }
  }
  // pdfjs has no types for what is wrong with an outline; the pages are read all the same.
  const items = await document.getOutline().catch(() => null)
  await walk((items ?? []) as unknown as readonly Item[], 1)
  return outline
}

async function pageOf(document: PDFDocumentProxy, dest: Item['dest']): Promise<number | null> {
  try {
    const target = typeof dest === 'string' ? await document.getDestination(dest) : dest
    const page: unknown = target?.[0]
    if (typeof page === 'number') return page + 1
    return page && typeof page === 'object' ? (await document.getPageIndex(page as never)) + 1 : null
  } catch {
    return null // A name or a page that does not exist.
  }
}

/** The entry of its page that a paragraph is the heading of: alike but for number, spaces and signs. */
export function entryOf(text: string, entries: readonly OutlineEntry[]): OutlineEntry | null {
  const own = letters(text)
  return entries.find(({ title }) => letters(title) === own && own !== '') ?? null
}

/** "2.1 The rent:", "§ 2.1. The  Rent" → "therent" */
const letters = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/^[^\p{L}\p{N}]*(?:(?:[\p{N}.]+|[a-z](?=[.\s])|[ivxlc]+(?=\.))[.):\s]+)?/u, '')
    .replace(/[^\p{L}\p{N}]+/gu, '')
