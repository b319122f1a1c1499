import { type KeyboardEvent, type MouseEvent, memo, type PointerEvent, useState } from 'react'
import { useText } from '../text/text.ts'
import styles from './HeatStrip.module.css'
import { CELLS, type Lane, type Stop } from './heat.ts'
import hues from './hues.module.css'
import { MatchNote } from './MatchNote.tsx'
import { positionText } from './place.ts'
import type { LitWord } from './words.ts'

interface Props {
  readonly lanes: readonly Lane[]
  /** The passages with a match, in the order of the text. */
  readonly stops: readonly Stop[]
  readonly words: readonly LitWord[]
  readonly only: number | null
  /** The passage that is read, and where it begins, 0 to 1. */
  readonly passage: number
  readonly place: number
  /** A place in the document was pointed at, 0 to 1. */
  onJump(place: number): void
  onGo(passage: number): void
  onHover(word: number | null): void
}

/** Pixels of a lane, and between two. */
const LANE = 7
const GAP = 2
/** How far from a match, in parts of the strip, the pointer still is at it. */
const NEAR = 0.015

interface Pointed {
  readonly stop: Stop
  readonly word: number
  readonly box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number }
}

/**
 * The whole document at a glance, a lane for each query word. A click jumps. By key: up and down from match to match, left and right
 * to the matches of one word alone.
 */
export const HeatStrip = memo(function HeatStrip(props: Props) {
  const { lanes, stops, words, only, passage, place, onJump, onGo, onHover } = props
  const text = useText()
  /** The word whose matches the keys walk; null for all. */
  const [lane, setLane] = useState<number | null>(null)
  const [pointed, setPointed] = useState<Pointed | null>(null)
  const shown = lanes.filter(({ word }) => words[word]?.slot !== null)
  const width = Math.max(1, shown.length) * (LANE + GAP) - GAP
  const walked = stops.filter((stop) => lane === null || stop.words.has(lane))
  const at = walked.findIndex(({ id }) => id === passage)

  const share = (event: MouseEvent) => {
    const { top, height } = event.currentTarget.getBoundingClientRect()
    return Math.min(1, Math.max(0, (event.clientY - top) / height))
  }
  const point = (event: PointerEvent) => {
    const lanes = event.currentTarget.querySelector('svg')!.getBoundingClientRect()
    const { top, height, left, width } = event.currentTarget.getBoundingClientRect()
    const word = shown[Math.floor((event.clientX - lanes.left) / (LANE + GAP))]?.word
    const y = share(event)
    const nearest = stops
      .filter((stop) => word !== undefined && stop.words.has(word))
      .reduce<Stop | null>((best, stop) => (best && Math.abs(best.at - y) <= Math.abs(stop.at - y) ? best : stop), null)
    const hit = nearest && word !== undefined && Math.abs(nearest.at - y) < NEAR
    setPointed(hit ? { stop: nearest, word, box: { left, top: top + nearest.at * height, width, height: 0 } } : null)
  }
  const walk = (word: number | null) => {
    setLane(word)
    onHover(word)
  }
  const onKey = (event: KeyboardEvent) => {
    const forward = getComputedStyle(event.currentTarget).direction === 'rtl' ? -1 : 1
    const go = (to: number) => walked.length > 0 && onGo(walked[Math.min(walked.length - 1, Math.max(0, to))]!.id)
    const turn = (step: number) => {
      const choices = [null, ...shown.map(({ word }) => word)]
      walk(choices[(choices.indexOf(lane) + step + choices.length) % choices.length]!)
    }
    /** Where the passage that is read is no stop of this word: those before and after it. */
    const before = walked.findLastIndex((stop) => stop.at < place)
    const after = walked.findIndex((stop) => stop.at > place)
    if (event.key === 'ArrowDown') go(at >= 0 ? at + 1 : after < 0 ? walked.length - 1 : after)
    else if (event.key === 'ArrowUp') go(at >= 0 ? at - 1 : Math.max(0, before))
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(walked.length - 1)
    else if (event.key === 'ArrowRight') turn(forward)
    else if (event.key === 'ArrowLeft') turn(-forward)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const strength = lane === null ? undefined : walked[at]?.words.get(lane)
  const spoken =
    lane === null
      ? text.preview.heatAll
      : strength === undefined
        ? (words[lane]?.text ?? '')
        : text.hit.match(words[lane]?.text ?? '', strength)
  const where = walked[at] ? positionText(walked[at].place, text) : ''
  const summary = shown.map(({ word, cells }) => text.preview.heatOf(words[word]?.text ?? '', cells.length)).join(', ')
  return (
    <div
      className={styles.strip}
      role="slider"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={`${text.preview.heat}: ${summary}`}
      aria-valuemin={Math.min(1, walked.length)}
      aria-valuemax={walked.length}
      aria-valuenow={Math.max(0, at) + Math.min(1, walked.length)}
      aria-valuetext={text.preview.heatAt(at + 1, walked.length, spoken, where)}
      title={pointed ? undefined : text.preview.heatHint}
      onClick={(event) => onJump(share(event))}
      onKeyDown={onKey}
      onBlur={() => lane !== null && walk(null)}
      onPointerMove={point}
      onPointerLeave={() => setPointed(null)}
    >
      <svg viewBox={`0 0 ${width} ${CELLS}`} preserveAspectRatio="none" style={{ inlineSize: width }} aria-hidden>
        {shown.map(({ word, cells }, lane) => (
          <g
            key={word}
            data-hue={(words[word]!.slot ?? 0) % 8}
            className={`${hues.hue} ${styles.lane}`}
            data-aside={(only !== null && only !== word) || undefined}
          >
            <rect x={lane * (LANE + GAP)} y={0} width={LANE} height={CELLS} className={styles.track} />
            {cells.map(({ at, weight }) => (
              <rect
                key={at}
                x={lane * (LANE + GAP)}
                y={at - 0.25}
                width={LANE}
                height={1.5}
                className={styles.cell}
                opacity={0.25 + 0.75 * weight}
              />
            ))}
          </g>
        ))}
      </svg>
      <span className={styles.here} style={{ insetBlockStart: `${place * 100}%` }} />
      {pointed && words[pointed.word] && (
        <MatchNote
          word={words[pointed.word]!}
          weight={pointed.stop.words.get(pointed.word)!}
          box={pointed.box}
          place={positionText(pointed.stop.place, text)}
          side="beside"
        />
      )}
    </div>
  )
})
