import { type KeyboardEvent, useRef } from 'react'
import type { WordWeight } from '../../core/contract/engine.ts'
import { useText } from '../text/text.ts'
import { wordLook } from './Highlighted.tsx'
import styles from './Legend.module.css'
import { type LitWord, wordState } from './words.ts'

interface Props {
  readonly words: readonly LitWord[]
  readonly only: number | null
  readonly pinned: number | null
  readonly weights: readonly WordWeight[]
  onHover(word: number | null): void
  onPin(word: number): void
}

/** The query, word by word: pointing at one shows only its matches, a click holds it. */
export function Legend({ words, only, pinned, weights, onHover, onPin }: Props) {
  const text = useText()
  const group = useRef<HTMLDivElement>(null)
  const step = (event: KeyboardEvent) => {
    const rtl = getComputedStyle(event.currentTarget).direction === 'rtl'
    const forward = { ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1 }[event.key]
    if (forward === undefined) return
    event.preventDefault()
    const buttons = [...(group.current?.querySelectorAll('button') ?? [])]
    buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + forward]?.focus()
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form fields; these are toggles.
    <div ref={group} className={styles.legend} role="group" aria-label={text.search.words} onKeyDown={step}>
      {words.map((word, index) => {
        const state = wordState(word, weights)
        const note = text.search.wordStates[state](word.text)
        const chosen = weights.find((each) => each.word === word.text)
        const marks = [chosen?.weight === 2 && text.search.twice, chosen?.required && text.search.demanded].filter(Boolean)
        return (
          <button
            key={word.start}
            type="button"
            className={styles.chip}
            // One stop for Tab; the arrows go on from there.
            tabIndex={index === (pinned ?? 0) ? 0 : -1}
            aria-pressed={pinned === index}
            data-state={state}
            data-aside={(only !== null && only !== index) || undefined}
            title={[note || text.search.wordHint(word.text), ...marks].join(' · ')}
            onClick={() => onPin(index)}
            onPointerEnter={() => onHover(index)}
            onPointerLeave={() => onHover(null)}
            onFocus={(event) => event.currentTarget.matches(':focus-visible') && onHover(index)}
            onBlur={() => onHover(null)}
          >
            {chosen?.required && <span aria-hidden>+</span>}
            <bdi {...wordLook(word)}>{word.text}</bdi>
            {chosen?.weight === 2 && <span aria-hidden>×2</span>}
            {(note !== '' || marks.length > 0) && <span className="unseen">({[note, ...marks].filter(Boolean).join(', ')})</span>}
          </button>
        )
      })}
    </div>
  )
}
