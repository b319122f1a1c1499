import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.min.mjs'
import { Draft } from './document.ts'
import type { Extraction } from './extraction.ts'
import { Unreadable } from './failure.ts'
import { isMistaken, isUnsaid } from './jumbled.ts'
import { PDF_PAGE_ITEMS, PDF_PAGES, SCAN_CHARS, TEXT_CHARS } from './limits.ts'
import { type Line, type Page, writePages } from './pdf-layout.ts'
import { readOutline } from './pdf-outline.ts'
import type { RecognizedPage } from './recognized.ts'

// pdfjs warns on stderr, as it loads, when it may not draw. It only reads text here, so its canvas package is left out, and these
// names stand in for what it looks for.
class Undrawable {}
Object.assign(globalThis, { DOMMatrix: Undrawable, Path2D: Undrawable, ImageData: Undrawable })
const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.min.mjs')

/** The character maps that PDFs in East Asian languages refer to, and the metrics of the 14 fonts PDFs may leave out. */
const assets = (folder: string) => `${join(dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json')), folder)}/`

/** An open PDF; whoever opens it disposes of it. */
export async function openPdf(bytes: Uint8Array): Promise<{ readonly document: PDFDocumentProxy } & AsyncDisposable> {
  const task = getDocument({
    data: new Uint8Array(bytes), // A copy: pdfjs takes the buffer away.
    cMapUrl: assets('cmaps'),
    cMapPacked: true,
    standardFontDataUrl: assets('standard_fonts'),
    wasmUrl: assets('wasm'), // Decoders of JPEG 2000, JBIG2 and fax, for scanned pages.
    disableFontFace: true,
    useSystemFonts: false,
    stopAtErrors: false,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    verbosity: 0,
  })
  const close = () => task.destroy()
  try {
    return { document: await open(task.promise), [Symbol.asyncDispose]: close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Reads a PDF page by page: lines from where their letters stand, paragraphs and headings from the lines.
 * @param recognized what scanned pages were found to say
 */
export async function readPdf(bytes: Uint8Array, recognized: readonly RecognizedPage[] = []): Promise<Extraction> {
  await using pdf = await openPdf(bytes)
  const { pages, partial, scans } = await gather(pdf.document, recognized)
  const title = titleOf(await pdf.document.getMetadata().catch(() => null))
  const outline = await readOutline(pdf.document)
  const extraction = await Draft.compose((draft) => {
    draft.entitle(title)
    if (partial) draft.cut()
    writePages(pages, draft, outline)
  })
  return scans.length > 0 ? { ...extraction, scans } : extraction
}

async function open(opening: Promise<PDFDocumentProxy>): Promise<PDFDocumentProxy> {
  try {
    return await opening
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException')
      throw new Unreadable('encrypted', 'This PDF needs a password. Save a copy without one to make it searchable.')
    throw damaged(error)
  }
}

const damaged = (cause?: unknown) =>
  new Unreadable('damaged', 'This PDF is damaged. Fetch it again from where it came from, or restore it from a copy.', { cause })

interface Gathered {
  readonly pages: readonly Page[]
  readonly partial: boolean
  /** Pages without text of their own, or with text that cannot be read, recognised or not. */
  readonly scans: readonly number[]
}

/** A page of which more than this cannot be read is better read as it is seen. */
const UNSAID_SHARE = 0.1

/** Every page's lines, up to the limits. A page that is broken is left out. */
async function gather(document: PDFDocumentProxy, recognized: readonly RecognizedPage[]): Promise<Gathered> {
  const read = new Map(recognized.map((page) => [page.page, page]))
  const pages: Page[] = []
  const scans: number[] = []
  let partial = document.numPages > PDF_PAGES
  let broken = 0
  let unsaid = 0
  let chars = 0
  for (let number = 1; number <= Math.min(document.numPages, PDF_PAGES) && chars < TEXT_CHARS; number++) {
    try {
      const page = await document.getPage(number)
      const { lines: drawn, cut } = await linesOf(page)
      page.cleanup()
      const lines = legible(drawn)
      const [own, lost] = [charsOf(lines), charsOf(drawn) - charsOf(lines)]
      const isScan = own < SCAN_CHARS || lost > own * UNSAID_SHARE
      if (isScan) scans.push(number)
      if (lost > 0) unsaid++
      const scan = isScan ? read.get(number) : undefined
      const shown = scan && scan.lines.length > 0 ? { number, lines: scan.lines, recognized: true } : { number, lines }
      pages.push(shown)
      partial ||= cut
      chars += charsOf(shown.lines)
    } catch {
      broken++ // pdfjs has no types for these: whatever is wrong with a page, the others are still worth having.
    }
  }
  if (broken > 0 && chars === 0) throw damaged()
  if (chars === 0) {
    const many = scans.length === 1 ? 'one page' : `${scans.length.toLocaleString('en')} pages`
    const nothing = scans.every((page) => read.has(page)) ? ', and nothing could be read on them' : ''
    const drawn = unsaid > 0 ? 'of letters that the file draws without saying which they are' : 'of pictures'
    throw new Unreadable('no-text', `No text: ${many} ${drawn}${nothing}.`, { scans })
  }
  return { pages, partial: partial || broken > 0 || chars >= TEXT_CHARS, scans }
}

/** The lines of a page but for those that cannot be read; text recognition sees what they show. */
function legible(lines: readonly Line[]): readonly Line[] {
  const said = lines.filter(({ text }) => !isUnsaid(text))
  return isMistaken(said.map(({ text }) => text).join('\n')) ? [] : said
}

const charsOf = (lines: readonly Line[]): number => lines.reduce((sum, { text }) => sum + text.length, 0)

/** The text items of a page, joined to lines where pdfjs sees a line end or the baseline moves. */
async function linesOf(page: PDFPageProxy): Promise<{ readonly lines: Line[]; readonly cut: boolean }> {
  const lines: Line[] = []
  let open: { text: string; left: number; right: number; y: number; size: number; chars: number } | null = null
  const close = () => {
    if (open && open.text.trim() !== '')
      lines.push({ ...open, text: open.text.trim(), size: open.size / Math.max(1, open.chars) })
    open = null
  }
  const reader = page.streamTextContent().getReader()
  for (let count = 0; ; ) {
    const { value, done } = await reader.read()
    if (done) break
    for (const item of value.items) {
      if (!('str' in item)) continue
      const [, , , , x, y] = item.transform as number[]
      const size = item.height || Math.hypot(item.transform[2], item.transform[3])
      if (open && item.str !== '' && Math.abs(open.y - y!) > Math.max(open.size / Math.max(1, open.chars), size) * 0.6) close()
      if (item.str !== '') {
        open ??= { text: '', left: x!, right: x!, y: y!, size: 0, chars: 0 }
        open.text += item.str
        open.left = Math.min(open.left, x!)
        open.right = Math.max(open.right, x! + item.width)
        open.size += size * item.str.length
        open.chars += item.str.length
      }
      if (item.hasEOL) close()
    }
    count += value.items.length
    if (count > PDF_PAGE_ITEMS) {
      await reader.cancel(new Error('More items than a page of text has.'))
      close()
      return { lines, cut: true }
    }
  }
  close()
  return { lines, cut: false }
}

/** The title the document's maker gave it; a file name left there by a program is none. */
function titleOf(metadata: { readonly info: object } | null): string | undefined {
  const title = (metadata?.info as { Title?: unknown } | undefined)?.Title
  return typeof title === 'string' && !/\.\w{2,5}$|^untitled|^microsoft word/i.test(title) ? title : undefined
}
