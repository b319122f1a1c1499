import { type PointerEvent, useCallback, useEffect, useRef, useState } from 'react'

/** The mark that is pointed at. */
export interface PointedMatch {
  readonly word: number
  readonly weight: number
  /** Where it stands on the screen. */
  readonly box: DOMRect
}

/** Milliseconds until a mark that is passed over counts as pointed at, and until it does no more. */
const SETTLE = 130
const LEAVE = 90

/**
 * Follows the pointer over marks. While one is pointed at its word alone is lit, as when one points at the word itself.
 * On pages marks lie below the letters, which take the pointer: all that lies under it is looked at.
 */
export function useMatchNote(query: string, onHover: (word: number | null) => void) {
  const [note, setNote] = useState<PointedMatch | null>(null)
  const under = useRef<Element | null>(null)
  const timer = useRef(0)
  // Another query has other words, and other marks under the pointer.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the query is the occasion.
  useEffect(() => {
    under.current = null
    setNote(null)
    return () => clearTimeout(timer.current)
  }, [query])
  const point = useCallback(
    (mark: HTMLElement | null) => {
      if (mark === under.current) return
      under.current = mark
      clearTimeout(timer.current)
      timer.current = window.setTimeout(
        () => {
          const word = Number(mark?.dataset.word)
          setNote(mark ? { word, weight: Number(mark.dataset.weight), box: mark.getBoundingClientRect() } : null)
          onHover(mark ? word : null)
        },
        mark ? SETTLE : LEAVE,
      )
    },
    [onHover],
  )
  return {
    note,
    onPointerMove: (event: PointerEvent) => {
      // A touch moves to scroll; a press moves to select.
      if (event.pointerType === 'touch' || event.buttons > 0) return
      if (!event.currentTarget.querySelector('[data-word]')) return
      const found = document.elementsFromPoint(event.clientX, event.clientY).find((element) => element.matches('[data-word]'))
      // What was lit alone may be drawn anew under the pointer; it is still the same mark.
      point((found as HTMLElement | undefined) ?? null)
    },
    onPointerLeave: () => point(null),
    /** What is on the screen has moved away under the pointer. */
    onScrollCapture: () => point(null),
  }
}
