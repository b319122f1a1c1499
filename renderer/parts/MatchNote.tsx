import type { CSSProperties } from 'react'
import { useText } from '../text/text.ts'
import { wordLook } from './Highlighted.tsx'
import styles from './MatchNote.module.css'
import type { LitWord } from './words.ts'

interface Props {
  readonly word: LitWord
  readonly weight: number
  /** Of what it speaks, on the screen. */
  readonly box: Pick<DOMRect, 'left' | 'top' | 'width' | 'height'>
  /** Where in the document it stands. */
  readonly place?: string
  /** Above it unless there is no room; or beside it, where a strip is pointed at. */
  readonly side?: 'above' | 'beside'
}

/** Pixels that a note needs above it, and beside it. */
const ROOM = { above: 44, beside: 350 }

/** A small note at a match: the query word it answers, and how strongly. For the eye; a screen reader hears the legend and the strip. */
export function MatchNote({ word, weight, box, place, side = 'above' }: Props) {
  const text = useText()
  const at =
    side === 'above'
      ? box.top < ROOM.above
        ? 'below'
        : 'above'
      : box.left < ROOM.beside
        ? ('right' as const)
        : ('left' as const)
  const x = { above: box.left + box.width / 2, below: box.left + box.width / 2, left: box.left, right: box.left + box.width }[at]
  const y = { above: box.top, below: box.top + box.height, left: box.top + box.height / 2, right: box.top + box.height / 2 }[at]
  return (
    <div
      className={styles.note}
      data-side={at}
      role="tooltip"
      aria-hidden
      style={{ '--x': `${x}px`, '--y': `${y}px`, '--weight': weight.toFixed(2) } as CSSProperties}
    >
      <bdi {...wordLook(word)}>{text.hit.answers(word.text)}</bdi>
      <span className={styles.strength}>
        <span className={styles.bar} />
        {text.format.similarity(weight)}
      </span>
      {place && <bdi className={styles.place}>{place}</bdi>}
    </div>
  )
}
