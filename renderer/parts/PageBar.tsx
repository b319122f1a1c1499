import { MoveHorizontal, ZoomIn, ZoomOut } from 'lucide-react'
import { useState } from 'react'
import { useText } from '../text/text.ts'
import styles from './PageBar.module.css'
import { type Zoom, zoomed } from './zoom.ts'

interface Props {
  readonly page: number
  readonly pages: number
  readonly zoom: Zoom
  /** The size that is shown, 1 for as printed. */
  readonly percent: number
  onPage(page: number): void
  onZoom(zoom: Zoom): void
}

/** Which page is in sight, and how large. */
export function PageBar({ page, pages, zoom, percent, onPage, onZoom }: Props) {
  const text = useText()
  /** What is typed, until it is a page. */
  const [typed, setTyped] = useState<string | null>(null)
  const go = () => {
    const number = numberIn(typed ?? '')
    if (number >= 1) onPage(Math.min(number, pages))
    setTyped(null)
  }
  const icon = { type: 'button', 'data-kind': 'plain', 'data-shape': 'icon' } as const
  return (
    <div className={styles.bar} role="toolbar" aria-label={text.pages.bar}>
      <label className={styles.page}>
        {text.pages.page}
        <input
          inputMode="numeric"
          value={typed ?? text.format.number(page)}
          onChange={(event) => setTyped(event.target.value)}
          onFocus={(event) => event.target.select()}
          onBlur={go}
          onKeyDown={(event) => {
            if (event.key === 'Enter') go()
            if (event.key === 'Escape') setTyped(null)
            // Arrows and letters are the field's own here.
            if (event.key !== 'F3') event.stopPropagation()
          }}
        />
        <span className={styles.of}>{text.pages.of(pages)}</span>
      </label>
      <span className={styles.zoom}>
        <button
          {...icon}
          title={`${text.pages.smaller} (−)`}
          aria-label={text.pages.smaller}
          onClick={() => onZoom(zoomed(percent, -1))}
        >
          <ZoomOut size={17} aria-hidden />
        </button>
        <span className={styles.percent} aria-live="polite">
          {text.format.percent(percent)}
        </span>
        <button
          {...icon}
          title={`${text.pages.larger} (+)`}
          aria-label={text.pages.larger}
          onClick={() => onZoom(zoomed(percent, 1))}
        >
          <ZoomIn size={17} aria-hidden />
        </button>
        <button
          {...icon}
          title={`${text.pages.fit} (0)`}
          aria-label={text.pages.fit}
          aria-pressed={zoom === 'width'}
          onClick={() => onZoom('width')}
        >
          <MoveHorizontal size={17} aria-hidden />
        </button>
      </span>
    </div>
  )
}

/** The number that the digits of a text make, whatever else is in it and in whichever script they are; 0 where there are none. */
const numberIn = (text: string): number => [...text.matchAll(/\p{Nd}/gu)].reduce((sum, [digit]) => sum * 10 + digitOf(digit), 0)

/** Unicode has the ten digits of a script one after the other, from zero on. */
function digitOf(digit: string): number {
  const code = digit.codePointAt(0)!
  let before = 0
  while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before++
  return before % 10
}
