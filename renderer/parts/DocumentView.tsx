import { useVirtualizer } from '@tanstack/react-virtual'
import { type Ref, useCallback, useImperativeHandle, useLayoutEffect, useMemo, useRef } from 'react'
import type { DocumentText, Highlight, Hit, PassageHit, Place } from '../../core/contract/engine.ts'
import { type Text, useText } from '../text/text.ts'
import styles from './DocumentView.module.css'
import { PassageText } from './PassageText.tsx'
import { ownHeadings, positionText } from './place.ts'
import { settingOf } from './reading.ts'
import type { LitWord } from './words.ts'

interface Props {
  readonly hit: Hit
  /** Null while it is on its way: until then the hit's own passages stand in for it. */
  readonly document: DocumentText | null
  /** Matches of passages that are not among the hit's own, by id; empty until they are known. */
  readonly lights: ReadonlyMap<number, readonly Highlight[]>
  /** The id of the passage that is read. */
  readonly passage: number
  readonly words: readonly LitWord[]
  readonly only: number | null
  readonly ref: Ref<HTMLElement>
}

interface Leaf {
  readonly id: number
  readonly text: string
  readonly place: Place
  readonly match: PassageHit | null
  /** Whether the text breaks off before it: a blank line, or the start of a page. */
  readonly apart: boolean
}

/** Pixels of one line, and of the column at its widest (44rem); an average Latin letter at 15 px is 7.3 px wide. */
const LINE = 25
const COLUMN = 704
const LETTER = 7.3
/** How much of the pane stands above the passage that was jumped to. */
const ABOVE = 0.15
const none: readonly Highlight[] = []
/** Frames until the passages around a jump are measured and in their place. */
const SETTLE = 12

/** A document, passage by passage; only those near the screen are in the page, so its length does not matter. */
export function DocumentView({ hit, document, lights, passage, words, only, ref }: Props) {
  const text = useText()
  const scroller = useRef<HTMLDivElement>(null)
  useImperativeHandle(ref, () => scroller.current!)
  const leaves = useMemo(() => (document ? leavesOf(document, hit) : hit.passages.map(alone)), [document, hit])
  const setting = useMemo(
    () =>
      settingOf(
        hit.name,
        leaves.map(({ place }) => place),
      ),
    [hit.name, leaves],
  )
  const at = Math.max(
    0,
    leaves.findIndex(({ id }) => id === passage),
  )

  const virtual = useVirtualizer({
    count: leaves.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => {
      const column = Math.min(COLUMN, (scroller.current?.clientWidth ?? COLUMN) - 48)
      return Math.ceil((leaves[index]!.text.length * LETTER) / column + 1) * LINE
    },
    getItemKey: useCallback((index: number) => leaves[index]!.id, [leaves]),
    overscan: 3,
  })

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text that takes the stand-ins' place has other heights.
  useLayoutEffect(() => {
    let frame = 0
    let frames = 0
    const settle = () => {
      virtual.scrollToIndex(at, { align: 'start' })
      const leaf = scroller.current?.querySelector<HTMLElement>(`[data-index="${at}"]`)
      if (scroller.current && leaf) scroller.current.scrollTop += distance(scroller.current, leaf)
      if (++frames < SETTLE) frame = requestAnimationFrame(settle)
    }
    settle()
    return () => cancelAnimationFrame(frame)
  }, [at, leaves, virtual])

  return (
    // biome-ignore lint/a11y/useSemanticElements: a region inside the preview's own section.
    <div
      ref={scroller}
      className={styles.scroller}
      role="region"
      aria-label={text.preview.text}
      aria-busy={document === null}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key.
      tabIndex={0}
    >
      <div className={styles.document} style={{ blockSize: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const leaf = leaves[index]!
          const highlights = leaf.match?.highlights ?? lights.get(leaf.id)
          const caption = captionOf(leaf, leaves[index - 1], text)
          return (
            <div
              key={leaf.id}
              ref={virtual.measureElement}
              data-index={index}
              className={styles.leaf}
              data-match={highlights ? true : undefined}
              data-apart={leaf.apart || undefined}
              data-moved={(index > 0 && moved(leaf, leaves[index - 1], text)) || undefined}
              aria-current={index === at ? 'location' : undefined}
              style={{ transform: `translateY(${start}px)` }}
            >
              {caption && (
                <p className={styles.caption} dir="auto">
                  {caption}
                </p>
              )}
              <PassageText text={leaf.text} place={leaf.place} {...{ setting, words, only }} highlights={highlights ?? none} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

/**
 * Pixels to scroll so that the passage begins below a little of what comes before it; or, when its strongest word would
 * then lie below the pane, so that this word is in the middle.
 */
function distance(pane: HTMLElement, leaf: HTMLElement): number {
  const { top, height } = pane.getBoundingClientRect()
  const begin = leaf.getBoundingClientRect().top - top - height * ABOVE
  const mark = leaf.querySelector('mark[data-strongest]')?.getBoundingClientRect()
  return mark && mark.bottom - top - begin > height ? mark.top - top - height / 2 : begin
}

function leavesOf({ text, passages }: DocumentText, hit: Hit): Leaf[] {
  const matches = new Map(hit.passages.map((passage) => [passage.id, passage]))
  return passages.map((passage, index) => {
    const own = text.slice(passage.start, passage.end)
    const match = matches.get(passage.id)
    return {
      id: passage.id,
      text: own,
      place: passage.place,
      // Written anew since the search: then the offsets of the highlights are not of this text.
      match: match && match.text === own ? match : null,
      apart: index > 0 && text.slice(passages[index - 1]!.end, passage.start).includes('\n'),
    }
  })
}

const alone = (match: PassageHit): Leaf => ({ id: match.id, text: match.text, place: match.place, match, apart: true })

/** Whether the text goes on to another page, slide or sheet. */
const moved = (leaf: Leaf, before: Leaf | undefined, text: Text): boolean =>
  !before || positionText(before.place, text) !== positionText(leaf.place, text)

/** Where the text goes on to another page, slide or sheet; or to another heading that it does not itself begin with. */
function captionOf(leaf: Leaf, before: Leaf | undefined, text: Text): string {
  const own = ownHeadings(leaf.place)
  const heading = own.join(' › ')
  const under = (!before || ownHeadings(before.place).join(' › ') !== heading) && !firstLine(leaf.text).includes(own.at(-1) ?? '')
  return [moved(leaf, before, text) ? positionText(leaf.place, text) : '', under ? heading : ''].filter(Boolean).join(' · ')
}

const firstLine = (text: string): string => text.slice(0, Math.max(0, text.indexOf('\n'))) || text
