import { type Box, boxesOf, type LettersIn, type View } from '../pdf/boxes.ts'
import type { PageText } from './pages.ts'
import { runs } from './runs.ts'

/** A word on a page that answers a query word; two boxes where it is broken between lines. */
export interface PageMark {
  readonly key: string
  readonly passage: number
  readonly text: string
  readonly word: number
  readonly weight: number
  readonly boxes: readonly Box[]
}

export interface PlacedPage {
  readonly marks: readonly PageMark[]
  /** Where a passage stands: around all of it; null when its words are not on the page. */
  around(passage: number): Box | null
}

/** Brings the marks of a page's text to where its words stand on the page. */
export function placePage(page: PageText, lettersIn: LettersIn, view: View, only: number | null): PlacedPage {
  const marks = page.passages.flatMap(({ id, start, end, highlights }) => {
    const shown = only === null ? highlights : highlights.filter(({ word }) => word === only)
    if (shown.length === 0) return []
    return runs(page.text.slice(start, end), shown).flatMap((run) => {
      if (!run.mark || !/\S/.test(run.text)) return []
      const from = start + run.start
      const boxes = boxesOf(lettersIn(from, from + run.text.length, 'whole'), view)
      return boxes.length === 0 ? [] : [{ key: `${id}/${run.start}`, passage: id, text: run.text, boxes, ...run.mark }]
    })
  })
  return {
    marks,
    around(passage) {
      const found = page.passages.find(({ id }) => id === passage)
      return found ? union(boxesOf(lettersIn(found.start, found.end, 'found'), view)) : null
    },
  }
}

function union(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null
  const left = Math.min(...boxes.map((box) => box.left))
  const top = Math.min(...boxes.map((box) => box.top))
  const right = Math.max(...boxes.map((box) => box.left + box.width))
  const bottom = Math.max(...boxes.map((box) => box.top + box.height))
  return { left, top, width: right - left, height: bottom - top }
}

/** Where to look first on a page when a passage is read: at its strongest mark, else where it begins; 0 at the top, 1 at the bottom. */
export function lookAt(page: PlacedPage, passage: number): number {
  const own = page.marks.filter((mark) => mark.passage === passage)
  const strongest = own.reduce<PageMark | null>((best, mark) => (best && best.weight >= mark.weight ? best : mark), null)
  return strongest?.boxes[0]?.top ?? page.around(passage)?.top ?? 0
}
