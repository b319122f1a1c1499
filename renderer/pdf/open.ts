import {
  AnnotationMode,
  getDocument,
  OPS,
  PDFDataRangeTransport,
  type PDFDocumentProxy,
  type PDFPageProxy,
  PDFWorker,
} from 'pdfjs-dist/legacy/build/pdf.mjs'
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url'
import { type Font, glyphsOf } from './glyphs.ts'
import { lettersOf, type PageLetters } from './letters.ts'

export type { PDFPageProxy }
export { AnnotationMode }

/** An opened PDF; disposing of it ends its worker, whatever that is doing. */
export interface Pdf extends Disposable {
  readonly pages: number
  page(number: number): Promise<PDFPageProxy>
}

/** Gives bytes of a file: `range` as in the header of that name. */
export type Fetch = (range: string) => Promise<Response>

/** Most files come whole with the first request; of a larger one only what is looked at is read. Bytes. */
const FIRST = 1 << 20
const PART = 1 << 18

/** Pixels: an A3 page at 600 dpi has 70 million, which take 280 MB. What is larger is left out of its page. */
const LARGEST_IMAGE = 80_000_000

/** A thread of pdf.js. `lost` fails when its script cannot be loaded, or stops over something that it did not expect. */
interface Thread {
  readonly worker: Worker
  readonly lost: Promise<never>
}

/** Each PDF has a thread of its own, which ends with it. One waits for the next: 1.3 MB of script are not read while a person waits. */
let spare: Thread | null = null

function newThread(): Thread {
  const worker = new Worker(workerUrl, { type: 'module' })
  const lost = new Promise<never>((_, reject) => {
    worker.addEventListener('error', ({ message }) => reject(new Error(message || 'The script of pdf.js cannot be loaded.')))
  })
  // Whoever opens a PDF in it is told; the next one is opened in another.
  lost.catch(() => {
    if (spare?.worker === worker) spare = null
  })
  return { worker, lost }
}

/** Milliseconds after a PDF was opened; its first page is drawn before. */
const REST = 1_500

/** What lies beside the page: see `pdfAssets` in build/vite.renderer.ts. */
const asset = (folder: string) => new URL(`pdf/${folder}/`, document.baseURI).href

/** Fetched by us: pdf.js itself would not fetch over Electron's own scheme. */
class Assets {
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    const folder = { cMapUrl: 'cmaps', standardFontDataUrl: 'standard_fonts' }[kind]
    if (!folder || !/^[\w.-]+$/.test(filename)) throw new Error(`pdf.js asks for ${kind}, which is not here.`)
    const response = await fetch(asset(folder) + filename)
    if (!response.ok) throw new Error(`${filename} is missing.`)
    return new Uint8Array(await response.arrayBuffer())
  }
}

class Parts extends PDFDataRangeTransport {
  readonly #fetch: Fetch
  readonly #fail: (error: unknown) => void
  constructor(total: number, first: Uint8Array, fetch: Fetch, fail: (error: unknown) => void) {
    super(total, first)
    this.#fetch = fetch
    this.#fail = fail
  }
  override requestDataRange(begin: number, end: number): void {
    bytesOf(this.#fetch(`bytes=${begin}-${end - 1}`)).then(({ bytes }) => this.onDataRange(begin, bytes), this.#fail)
  }
}

async function bytesOf(fetching: Promise<Response>): Promise<{ readonly bytes: Uint8Array; readonly total: number }> {
  const response = await fetching
  if (!response.ok) throw new Error(`The file cannot be read (${response.status}).`)
  const bytes = new Uint8Array(await response.arrayBuffer())
  const total = Number(/\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1] ?? bytes.length)
  return { bytes, total }
}

/**
 * Opens a PDF to look at. It is not trusted: it is parsed in a worker of its own, runs no script, follows no link and fetches nothing
 * but its own bytes.
 * @param fail told when a part of the file cannot be read later on, or its thread is lost
 */
export async function openPdf(fetch: Fetch, fail: (error: unknown) => void): Promise<Pdf> {
  const { bytes, total } = await bytesOf(fetch(`bytes=0-${FIRST - 1}`))
  const thread = spare ?? newThread()
  spare = null
  const worker = PDFWorker.create({ port: thread.worker as never })
  const task = getDocument({
    ...(bytes.length === total ? { data: bytes } : { range: new Parts(total, bytes, fetch, fail), rangeChunkSize: PART }),
    worker,
    cMapUrl: asset('cmaps'),
    standardFontDataUrl: asset('standard_fonts'),
    // Only its decoders in plain JavaScript are here: WebAssembly would ask for a laxer policy of the page.
    wasmUrl: asset('decoders'),
    useWasm: false,
    useWorkerFetch: false,
    BinaryDataFactory: Assets,
    disableAutoFetch: true,
    disableStream: true,
    disableWorkerRendering: true,
    enableXfa: false,
    maxImageSize: LARGEST_IMAGE,
    verbosity: 0,
  } as Parameters<typeof getDocument>[0])
  const end = () => {
    // Nobody waits for it: whatever it was asked for ends with its thread.
    task.destroy().catch(() => {})
    worker.destroy()
    thread.worker.terminate()
  }
  try {
    const opened: PDFDocumentProxy = await Promise.race([task.promise, thread.lost])
    thread.lost.catch(fail)
    setTimeout(() => {
      spare ??= newThread()
    }, REST)
    return { pages: opened.numPages, page: (number) => opened.getPage(number), [Symbol.dispose]: end }
  } catch (error) {
    end()
    throw error
  }
}

/** Where the letters of a page stand. The page is gone over once more for it, without drawing. */
export async function readLetters(page: PDFPageProxy): Promise<PageLetters> {
  const [content, operators] = await Promise.all([
    page.getTextContent(),
    page.getOperatorList({ annotationMode: AnnotationMode.DISABLE }),
  ])
  const fonts = new Map<string, Font>()
  for (const name of fontNames(operators)) fonts.set(name, await new Promise((resolve) => page.commonObjs.get(name, resolve)))
  const glyphs = glyphsOf(operators, OPS, (name) => fonts.get(name) ?? null)
  return lettersOf(content.items as never, content.styles as never, glyphs)
}

function fontNames({ fnArray, argsArray }: { fnArray: number[]; argsArray: unknown[] }): Set<string> {
  const names = new Set<string>()
  for (const [i, operator] of fnArray.entries()) {
    if (operator === OPS.setFont) names.add((argsArray[i] as [string])[0])
    if (operator !== OPS.setGState) continue
    for (const [key, value] of (argsArray[i] as [readonly [string, unknown][]])[0])
      if (key === 'Font') names.add((value as [string])[0])
  }
  return names
}
