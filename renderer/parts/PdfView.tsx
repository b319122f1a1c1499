import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type KeyboardEvent,
  type Ref,
  useCallback,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { DocumentText, Highlight, Hit, PassageHit } from '../../core/contract/engine.ts'
import type { Line } from '../engine.ts'
import { useText } from '../text/text.ts'
import { PageBar } from './PageBar.tsx'
import { type PageSize, PdfPage } from './PdfPage.tsx'
import styles from './PdfView.module.css'
import { pageTexts } from './pages.ts'
import { type OpenPdf, usePdf } from './usePdf.ts'
import type { LitWord } from './words.ts'
import { type Zoom, zoomed } from './zoom.ts'

interface Props {
  readonly hit: Pick<Hit, 'path' | 'modified'> & { readonly passages: readonly PassageHit[] }
  readonly document: DocumentText
  /** Matches of passages that are not among the hit's own, by id; empty until they are known. */
  readonly lights: ReadonlyMap<number, readonly Highlight[]>
  readonly passage: number
  readonly words: readonly LitWord[]
  readonly only: number | null
  readonly zoom: Zoom
  readonly original: Line['original']
  onZoom(zoom: Zoom): void
  /** The pages cannot be shown. */
  onFail(): void
  readonly ref: Ref<HTMLElement>
}

/** A PDF's pages as they are printed, at the page of the passage that is read. */
export function PdfView(props: Props) {
  const { hit, original, onFail } = props
  const text = useText()
  const open = usePdf(hit.path, hit.modified, original, onFail)
  if (!open) {
    return (
      <div className={styles.opening} role="status">
        {text.pages.opening}
      </div>
    )
  }
  return <Pages {...props} open={open} />
}

/** CSS pixels for a point at 100 %; around a page, and between two. */
const POINT = 96 / 72
const AROUND = 16
const GAP = 12
/** How much of the pane stands above what one looks for. */
const ABOVE = 0.3
/** Keys by which one scrolls. */
const SCROLLING: ReadonlySet<string> = new Set([' ', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'])
/** Pages beside those in sight that are drawn already. */
const AHEAD = 1

function Pages(props: Props & { readonly open: OpenPdf }) {
  const { open, hit, document, lights, passage, words, only, zoom, onZoom, onFail, ref } = props
  const { pdf, first } = open
  const text = useText()
  const scroller = useRef<HTMLDivElement>(null)
  useImperativeHandle(ref, () => scroller.current!)
  const [pane, setPane] = useState(0)
  const [sizes, setSizes] = useState<ReadonlyMap<number, PageSize>>(new Map())
  const usual = useMemo(() => {
    const { width, height } = first.getViewport({ scale: 1 })
    return { width, height }
  }, [first])
  const sizeOf = (number: number) => sizes.get(number) ?? usual
  const scale = zoom === 'width' ? Math.max(0.1, (pane - 2 * AROUND) / usual.width) : zoom * POINT
  const texts = useMemo(() => pageTexts(document, hit, lights), [document, hit, lights])
  const page = document.passages.find(({ id }) => id === passage)?.place.page ?? 1

  useLayoutEffect(() => {
    const element = scroller.current!
    const measure = () => setPane(element.clientWidth)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  const virtual = useVirtualizer({
    count: pane > 0 ? pdf.pages : 0,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => sizeOf(index + 1).height * scale + GAP,
    paddingStart: AROUND,
    overscan: AHEAD,
  })
  const before = useRef(scale)
  useLayoutEffect(() => {
    virtual.measure()
    // What was in sight stays in sight.
    if (before.current !== scale && scroller.current) scroller.current.scrollTop *= scale / before.current
    before.current = scale
  }, [scale, virtual])
  // biome-ignore lint/correctness/useExhaustiveDependencies: pages turned out to have other sizes.
  useLayoutEffect(() => virtual.measure(), [sizes, virtual])

  /** The passage to go to, until its words are found on its page, or the reader goes elsewhere. */
  const wanted = useRef<number | null>(null)
  const leave = () => {
    wanted.current = null
  }
  const ready = pane > 0
  useLayoutEffect(() => {
    if (!ready) return
    wanted.current = passage
    virtual.scrollToIndex(page - 1, { align: 'start' })
  }, [ready, passage, page, virtual])
  const onPlaced = useCallback(
    (number: number, of: number, top: number) => {
      const element = scroller.current
      const start = virtual.getOffsetForIndex(number - 1, 'start')?.[0]
      if (wanted.current !== of || !element || start === undefined) return
      wanted.current = null
      const height = virtual.measurementsCache[number - 1]?.size ?? 0
      element.scrollTop = Math.max(start - AROUND, start + top * (height - GAP) - element.clientHeight * ABOVE)
    },
    [virtual],
  )
  const onSize = useCallback((number: number, size: PageSize) => {
    setSizes((sizes) => {
      const known = sizes.get(number)
      return known?.width === size.width && known.height === size.height ? sizes : new Map(sizes).set(number, size)
    })
  }, [])

  const step = useEffectEvent((direction: 1 | -1) => onZoom(zoomed(scale / POINT, direction)))
  useEffect(() => {
    const element = scroller.current!
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey) return
      event.preventDefault()
      step(event.deltaY < 0 ? 1 : -1)
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [])
  const onKey = (event: KeyboardEvent) => {
    if (SCROLLING.has(event.key)) leave()
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === '+' || event.key === '=') step(1)
    else if (event.key === '-') step(-1)
    else if (event.key === '0') onZoom('width')
    else return
    event.preventDefault()
  }

  const items = virtual.getVirtualItems()
  const middle = (virtual.scrollOffset ?? 0) + (scroller.current?.clientHeight ?? 0) / 2
  const current = (items.findLast(({ start }) => start <= middle)?.index ?? page - 1) + 1
  return (
    <div className={styles.view}>
      <PageBar
        page={current}
        pages={pdf.pages}
        zoom={zoom}
        percent={scale / POINT}
        onPage={(number) => {
          leave()
          virtual.scrollToIndex(number - 1, { align: 'start' })
        }}
        onZoom={onZoom}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: a region inside the preview's own section. */}
      <div
        ref={scroller}
        className={styles.scroller}
        role="region"
        aria-label={text.pages.label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key.
        tabIndex={0}
        onKeyDown={onKey}
        // The page is also scrolled to where one reads: what a person does to scroll is told apart by what they do it with.
        onWheel={(event) => !event.ctrlKey && leave()}
        onTouchMove={leave}
        onPointerDown={leave}
      >
        <div className={styles.pages} style={{ blockSize: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const number = index + 1
            return (
              <div key={number} className={styles.place} style={{ transform: `translateY(${start}px)` }}>
                <PdfPage
                  size={sizeOf(number)}
                  text={texts.get(number)}
                  {...{ pdf, number, scale, passage, words, only, onSize, onPlaced, onFail }}
                />
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}
