import { type CSSProperties, memo, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { placeText, type View } from '../pdf/boxes.ts'
import type { Matrix } from '../pdf/glyphs.ts'
import type { PageLetters } from '../pdf/letters.ts'
import type { PDFPageProxy, Pdf } from '../pdf/open.ts'
import { useText } from '../text/text.ts'
import hues from './hues.module.css'
import styles from './PdfPage.module.css'
import { lookAt, placePage } from './pageMarks.ts'
import type { PageText } from './pages.ts'
import { answering, type LitWord } from './words.ts'

export interface PageSize {
  readonly width: number
  readonly height: number
}

interface Props {
  readonly pdf: Pdf
  readonly number: number
  /** CSS pixels for a point. */
  readonly scale: number
  /** Until the page itself is there. */
  readonly size: PageSize
  /** What the index knows of the page; nothing where it has no text. */
  readonly text: PageText | undefined
  readonly passage: number
  readonly words: readonly LitWord[]
  readonly only: number | null
  onSize(number: number, size: PageSize): void
  /** The marks of the passage that is read stand; `top`: where to look, 0 to 1. */
  onPlaced(number: number, passage: number, top: number): void
  onFail(error: unknown): void
}

/** Milliseconds until the file is given up over a page; a dense page of a newspaper takes about one second. */
const PATIENCE = 20_000
/** Pixels of one canvas; twice a 4K screen. */
const MOST_PIXELS = 16_000_000

/** A page as it is printed: its heat, its print, and above them its letters, to be selected. */
export const PdfPage = memo(function PdfPage(props: Props) {
  const { pdf, number, scale, size, text, passage, words, only, onSize, onPlaced, onFail } = props
  const say = useText()
  const [page, setPage] = useState<PDFPageProxy | null>(null)
  const [letters, setLetters] = useState<PageLetters | null>(null)
  const failed = useEffectEvent((error: unknown) => onFail(error))
  const placed = useEffectEvent((passage: number, top: number) => onPlaced(number, passage, top))
  const sized = useEffectEvent((size: PageSize) => onSize(number, size))

  useEffect(() => {
    let here = true
    let shown: PDFPageProxy | null = null
    pdf.page(number).then((page) => {
      if (!here) return
      shown = page
      const { width, height } = page.getViewport({ scale: 1 })
      sized({ width, height })
      setPage(page)
    }, failed)
    return () => {
      here = false
      // pdf.js keeps the pictures of every page that was drawn, 35 MB for a scanned one, until it is told.
      shown?.cleanup()
    }
  }, [pdf, number])

  const reads = text?.passages.some(({ id }) => id === passage) ?? false
  const answers = reads || (text !== undefined && answered(text))
  useEffect(() => {
    if (!page || !answers) return
    let here = true
    import('../pdf/open.ts')
      .then(({ readLetters }) => readLetters(page))
      // A page whose letters cannot be told apart is shown without heat.
      .then(
        (letters) => here && setLetters(letters),
        () => here && setLetters({ lines: [], letters: [] }),
      )
    return () => {
      here = false
    }
  }, [page, answers])

  const content = text?.text
  const lettersIn = useMemo(() => (letters && content !== undefined ? placeText(content, letters) : null), [letters, content])
  const heat = useMemo(() => {
    if (!page || !lettersIn || !text) return null
    const { width, height, transform } = page.getViewport({ scale: 1 })
    return placePage(text, lettersIn, { width, height, transform: transform as unknown as Matrix } satisfies View, only)
  }, [page, lettersIn, text, only])
  useEffect(() => {
    if (heat && reads) placed(passage, lookAt(heat, passage))
  }, [heat, reads, passage])

  /** Words that were recognised in the page's picture: it is not known where they stand. */
  const unplaced =
    heat !== null &&
    heat.marks.length === 0 &&
    only === null &&
    text !== undefined &&
    answered(text) &&
    heat.around(passage) === null
  const around = heat && reads ? heat.around(passage) : null
  return (
    // biome-ignore lint/a11y/useSemanticElements: a page of a document is no fieldset.
    <div
      className={styles.page}
      role="group"
      aria-label={say.place.page(number)}
      data-page={number}
      data-placed={heat ? true : undefined}
      style={{ inlineSize: size.width * scale, blockSize: size.height * scale, '--total-scale-factor': scale } as CSSProperties}
    >
      {around && <span className={styles.here} style={{ insetBlockStart: part(around.top), blockSize: part(around.height) }} />}
      <div className={styles.heat} aria-hidden>
        {heat?.marks.flatMap(({ key, text, word, weight, boxes, passage: of }) =>
          boxes.map((box, i) => (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: the lines that one word stands on, in their order.
              key={`${key}/${i}`}
              className={`${hues.hue} ${styles.mark}`}
              data-hue={(words[word]?.slot ?? 0) % 8}
              data-line={((words[word]?.slot ?? 0) + Math.floor((words[word]?.slot ?? 0) / 8)) % 4}
              {...answering(words, { word, weight })}
              data-text={text}
              data-reading={of === passage || undefined}
              style={
                {
                  '--weight': weight.toFixed(2),
                  left: part(box.left),
                  top: part(box.top),
                  inlineSize: part(box.width),
                  blockSize: part(box.height),
                } as CSSProperties
              }
            />
          )),
        )}
      </div>
      {page && <Drawing page={page} scale={scale} onFail={failed} />}
      {page && <Letters page={page} />}
      {unplaced && <p className={styles.unplaced}>{say.pages.unplaced}</p>}
    </div>
  )
})

const answered = ({ passages }: PageText): boolean => passages.some(({ highlights }) => highlights.length > 0)

const part = (share: number): string => `${(share * 100).toFixed(3)}%`

/** The page, drawn for the pixels of the screen. What was drawn before stays until it is drawn anew. */
function Drawing({ page, scale, onFail }: { page: PDFPageProxy; scale: number; onFail(error: unknown): void }) {
  const frame = useRef<HTMLDivElement>(null)
  const failed = useEffectEvent(onFail)
  useEffect(() => {
    const natural = page.getViewport({ scale })
    const ratio = Math.min(devicePixelRatio, Math.sqrt(MOST_PIXELS / (natural.width * natural.height)))
    const viewport = page.getViewport({ scale: scale * ratio })
    const canvas = document.createElement('canvas')
    canvas.width = Math.max(1, Math.round(viewport.width))
    canvas.height = Math.max(1, Math.round(viewport.height))
    canvas.className = styles.canvas ?? ''
    // 0: no annotations; neither forms nor links are part of what was indexed.
    const task = page.render({ canvas, viewport, annotationMode: 0 })
    const stop = whenSeenFor(PATIENCE, () => failed(new Error('A page takes too long.')))
    task.promise.then(
      () => {
        stop()
        frame.current?.replaceChildren(canvas)
      },
      (error: unknown) => {
        stop()
        if (!(error instanceof Error && error.name === 'RenderingCancelledException')) failed(error)
      },
    )
    return () => {
      stop()
      task.cancel()
    }
  }, [page, scale])
  return <div ref={frame} className={styles.drawing} aria-hidden />
}

/** Calls `late` once the page has been in sight for so many milliseconds: a window that is hidden is drawn no frame. */
function whenSeenFor(milliseconds: number, late: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const wait = () => {
    clearTimeout(timer)
    if (!document.hidden) timer = setTimeout(late, milliseconds)
  }
  wait()
  document.addEventListener('visibilitychange', wait)
  return () => {
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', wait)
  }
}

/** The letters of a page, transparent above their picture. */
function Letters({ page }: { page: PDFPageProxy }) {
  const layer = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const container = layer.current!
    let cancel = () => {}
    let here = true
    const start = async () => {
      const { TextLayer } = await import('pdfjs-dist/legacy/build/pdf.mjs')
      if (!here) return
      const viewport = page.getViewport({ scale: 1 })
      const text = new TextLayer({ textContentSource: page.streamTextContent(), container, viewport })
      cancel = () => text.cancel()
      await text.render()
      if (!here) return
      // While one selects it lies behind the letters: between them nothing else is selected.
      const end = document.createElement('div')
      end.className = styles.end ?? ''
      container.append(end)
    }
    // Without it the page is still there to be seen.
    start().catch(() => {})
    return () => {
      here = false
      cancel()
      container.replaceChildren()
    }
  }, [page])
  return <div ref={layer} className={styles.letters} />
}
