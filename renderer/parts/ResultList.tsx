import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type Ref, useCallback, useEffect, useEffectEvent, useImperativeHandle, useRef } from 'react'
import type { Hit } from '../../core/contract/engine.ts'
import { useText } from '../text/text.ts'
import { isBelow } from './paths.ts'
import styles from './ResultList.module.css'
import { ResultRow } from './ResultRow.tsx'
import type { LitWord } from './words.ts'

/** Pixels: a name, its folders and three lines of a passage, before the row has been measured. */
const ROW = 150
/** Rows beyond the edge of the screen, so that a fast scroll meets no gap. */
const OVERSCAN = 6

interface Props {
  readonly id: string
  readonly hits: readonly Hit[]
  readonly words: readonly LitWord[]
  readonly only: number | null
  readonly selected: { readonly path: string; readonly passage: number } | null
  readonly roots: readonly string[]
  /** Those of them that cannot be reached now. */
  readonly away: readonly string[]
  readonly ref: Ref<HTMLElement>
  onSelect(path: string, passage: number): void
  onOpen(path: string): void
  onDrag(path: string, event: DragEvent): void
  /** The last of them has come near the screen. */
  onEnd(): void
  onKey(event: KeyboardEvent): void
}

/** The id of the option at `index` in the list `id`: what `aria-activedescendant` names. */
export const optionId = (id: string, index: number): string => `${id}-${index}`

/** The files, best first; only those near the screen are in the page. */
export function ResultList({ id, hits, words, only, selected, roots, away, ref, onSelect, onOpen, onDrag, onEnd, onKey }: Props) {
  const text = useText()
  const list = useRef<HTMLDivElement>(null)
  /** Where the focus was before a row was pressed. */
  const before = useRef<Element | null>(null)
  const giveBack = () => {
    if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true })
  }
  useImperativeHandle(ref, () => list.current!)
  const at = hits.findIndex((hit) => hit.path === selected?.path)

  const virtual = useVirtualizer({
    count: hits.length,
    getScrollElement: () => list.current,
    estimateSize: () => ROW,
    // A row keeps its measure when the list is ranked anew.
    getItemKey: useCallback((index: number) => hits[index]!.path, [hits]),
    overscan: OVERSCAN,
    // The row that the keys stand on exists wherever the list is scrolled to.
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const from = Math.max(0, startIndex - overscan)
      const to = Math.min(count - 1, endIndex + overscan)
      const range = Array.from({ length: to - from + 1 }, (_, i) => from + i)
      if (at >= 0 && (at < from || at > to)) range.push(at)
      return range.sort((a, b) => a - b)
    },
  })

  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' })
  }, [at, virtual])

  const rows = virtual.getVirtualItems()
  const atEnd = hits.length > 0 && rows.at(-1)?.index === hits.length - 1
  const end = useEffectEvent(onEnd)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a longer list has another end.
  useEffect(() => {
    if (atEnd) end()
  }, [atEnd, hits.length])

  return (
    <div
      ref={list}
      id={id}
      className={styles.list}
      role="listbox"
      aria-label={text.search.results}
      aria-activedescendant={at >= 0 ? optionId(id, at) : undefined}
      tabIndex={0}
      onKeyDown={onKey}
      // A click chooses, a drag takes a file along; the focus is then again where one was typing. (A press whose default is
      // prevented, or during which the focus moves, drags nothing.)
      onPointerDown={() => {
        before.current = document.activeElement
      }}
      onPointerUp={giveBack}
      onPointerCancel={giveBack}
    >
      <div role="presentation" className={styles.all} style={{ blockSize: virtual.getTotalSize() }}>
        {rows.map(({ index, start }) => {
          const hit = hits[index]!
          return (
            <div
              key={hit.path}
              ref={virtual.measureElement}
              id={optionId(id, index)}
              data-index={index}
              className={styles.option}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              aria-posinset={index + 1}
              aria-setsize={hits.length}
              style={{ transform: `translateY(${start}px)` }}
            >
              <ResultRow
                {...{ hit, words, only, roots, onSelect, onOpen, onDrag }}
                offline={away.some((folder) => isBelow(folder, hit.path))}
                reading={index === at ? selected!.passage : null}
              />
            </div>
          )
        })}
      </div>
    </div>
  )
}
