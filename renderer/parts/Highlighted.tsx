import { type CSSProperties, memo } from 'react'
import type { Highlight } from '../../core/contract/engine.ts'
import styles from './Highlighted.module.css'
import { runs } from './runs.ts'
import { answering, type LitWord } from './words.ts'

const HUES = 8
const LINES = 4

interface Props {
  readonly text: string
  readonly highlights: readonly Highlight[]
  readonly words: readonly LitWord[]
  /** Show only what matches this query word. */
  readonly only: number | null
  /** The strongest match of what this is a part of. */
  readonly strongest?: number
}

/** Text lit where it answers the query: the colour tells the word, the strength how near it is. */
export const Highlighted = memo(function Highlighted({ text, highlights, words, only, strongest: whole }: Props) {
  const shown = only === null ? highlights : highlights.filter(({ word }) => word === only)
  const strongest = whole ?? Math.max(...shown.map(({ weight }) => weight))
  return runs(text, shown).map(({ text, start, mark }) =>
    mark ? (
      <mark
        key={start}
        className={styles.mark}
        {...look(words[mark.word]?.slot ?? 0)}
        data-strongest={mark.weight === strongest || undefined}
        style={{ '--weight': mark.weight.toFixed(2) } as CSSProperties}
        {...answering(words, mark)}
      >
        {text}
      </mark>
    ) : (
      text
    ),
  )
})

/** A query word in the legend wears what its matches wear. */
export const wordLook = ({ slot }: LitWord) => (slot === null ? {} : { className: styles.word, ...look(slot) })

/** The ninth word has the first colour again, on another line than the first. */
const look = (slot: number) => ({ 'data-hue': slot % HUES, 'data-line': (slot + Math.floor(slot / HUES)) % LINES })
