import { ChartBar, ChevronDown, ChevronUp, FileText, ScanSearch } from 'lucide-react'
import { type Ref, useId, useMemo, useState } from 'react'
import type { Evidence, Hit, WordWeight } from '../../core/contract/engine.ts'
import type { Line } from '../engine.ts'
import type { Reading } from '../state/document.ts'
import { useText } from '../text/text.ts'
import { DocumentView } from './DocumentView.tsx'
import { type FileDoings, FileHeader } from './FileHeader.tsx'
import { HeatStrip } from './HeatStrip.tsx'
import { lanes, nearestMatch, stopsOf } from './heat.ts'
import { PdfView } from './PdfView.tsx'
import { Picture } from './Picture.tsx'
import styles from './Preview.module.css'
import { Problem } from './Problem.tsx'
import { useSelectedText } from './useSelectedText.ts'
import { Why } from './Why.tsx'
import type { LitWord } from './words.ts'
import type { Zoom } from './zoom.ts'

interface Props extends FileDoings {
  readonly hit: Hit | null
  readonly reading: Reading
  /** The id of the passage that is read. */
  readonly passage: number
  /** Every match in the document, once it is known. */
  readonly evidence: Evidence | null
  /** Ids of the passages with a match, in the order of the text. */
  readonly matches: readonly number[]
  readonly words: readonly LitWord[]
  readonly only: number | null
  readonly roots: readonly string[]
  readonly original: Line['original']
  readonly weights: readonly WordWeight[]
  /** Whether it is told why the file matched. */
  readonly telling: boolean
  onTell(telling: boolean): void
  onWeigh(word: string, change: Partial<Pick<WordWeight, 'weight' | 'required'>>): void
  onTurn(step: 1 | -1): void
  onJump(id: number): void
  /** One word alone is to be lit, or all again. */
  onHover(word: number | null): void
  /** Searches for what is selected. */
  onLike(text: string): void
  readonly ref: Ref<HTMLElement>
}

/** With fewer passages than this the whole document is in sight anyway. */
const LONG = 4

/** The document beside the list, at the passage that answers. */
export function Preview(props: Props) {
  const { hit, reading, passage, evidence, matches, words, only, roots, original, weights, telling } = props
  const { onTell, onWeigh, onOpen, onReveal, onCopyPath, onTurn, onJump, onHover, onLike, ref } = props
  const text = useText()
  const whyId = useId()
  const selected = useSelectedText(`.${styles.reading}`)
  const [asText, setAsText] = useState(false)
  const [zoom, setZoom] = useState<Zoom>('width')
  /** The file whose pages could not be shown, as it was written then. */
  const [broken, setBroken] = useState<string | null>(null)
  const document = reading.kind === 'open' && reading.path === hit?.path ? reading.document : null
  const lights = useMemo(() => new Map(evidence?.passages.map(({ id, highlights }) => [id, highlights])), [evidence])
  const strip = useMemo(() => (document && evidence ? lanes(document, evidence) : []), [document, evidence])
  const stops = useMemo(() => (document && evidence ? stopsOf(document, evidence) : []), [document, evidence])
  if (!hit) {
    return (
      <section className={styles.preview} aria-label={text.preview.label}>
        <p className={styles.none}>{text.preview.none}</p>
      </section>
    )
  }
  const paged = document !== null && reading.kind === 'open' && reading.type === 'application/pdf'
  const pictured = document !== null && reading.kind === 'open' && (reading.type?.startsWith('image/') ?? false)
  const version = `${hit.modified} ${hit.path}`
  const failed = paged && broken === version
  const position = matches.indexOf(passage)
  const start = document?.passages.find(({ id }) => id === passage)?.start ?? 0
  return (
    <section className={styles.preview} aria-label={text.preview.label}>
      <FileHeader
        name={hit.name}
        path={hit.path}
        {...{ roots, onOpen, onReveal, onCopyPath }}
        aside={
          <div className={styles.turn}>
            <span className={styles.position}>{text.preview.matchOf(position + 1, matches.length)}</span>
            <button
              type="button"
              data-kind="plain"
              data-shape="icon"
              disabled={matches.length < 2}
              aria-label={text.preview.previous}
              aria-keyshortcuts="Shift+F3"
              title={`${text.preview.previous} (Shift+F3)`}
              onClick={() => onTurn(-1)}
            >
              <ChevronUp size={18} aria-hidden />
            </button>
            <button
              type="button"
              data-kind="plain"
              data-shape="icon"
              disabled={matches.length < 2}
              aria-label={text.preview.next}
              aria-keyshortcuts="F3"
              title={`${text.preview.next} (F3)`}
              onClick={() => onTurn(1)}
            >
              <ChevronDown size={18} aria-hidden />
            </button>
          </div>
        }
      >
        <button
          type="button"
          aria-expanded={telling}
          aria-controls={telling ? whyId : undefined}
          data-on={telling || undefined}
          onClick={() => onTell(!telling)}
        >
          <ChartBar size={16} aria-hidden />
          {text.why.show}
        </button>
        {paged && !failed && (
          <button
            type="button"
            aria-pressed={asText}
            data-on={asText || undefined}
            title={text.pages.asTextHint}
            onClick={() => setAsText(!asText)}
          >
            <FileText size={16} aria-hidden />
            {text.pages.asText}
          </button>
        )}
      </FileHeader>
      {telling && <Why id={whyId} {...{ hit, words, weights, onWeigh }} />}
      {reading.kind === 'failed' && (
        <p className={styles.failed}>
          {text.preview.failed} <Problem of={reading.error} />
        </p>
      )}
      {failed && <p className={styles.failed}>{text.pages.failed}</p>}
      <div className={styles.reading} data-pictured={pictured || undefined}>
        {paged && !asText && !failed ? (
          <PdfView
            key={hit.path}
            ref={ref}
            {...{ hit, document, lights, passage, words, only, zoom, original }}
            onZoom={setZoom}
            onFail={() => setBroken(version)}
          />
        ) : (
          <>
            {pictured && <Picture path={hit.path} name={hit.name} modified={hit.modified} original={original} />}
            <DocumentView key={hit.path} ref={ref} {...{ hit, document, lights, passage, words, only }} />
          </>
        )}
        {selected !== '' && (
          <button
            type="button"
            className={styles.like}
            // A press would take the selection away before the click.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onLike(selected)}
          >
            <ScanSearch size={16} aria-hidden />
            {text.preview.like}
          </button>
        )}
        {document && document.passages.length >= LONG && strip.length > 0 && (
          <HeatStrip
            lanes={strip}
            {...{ stops, words, only, passage, onHover }}
            onGo={onJump}
            place={start / Math.max(1, document.text.length)}
            onJump={(place) => {
              const id = nearestMatch(document, matches, place)
              if (id !== null) onJump(id)
            }}
          />
        )}
      </div>
    </section>
  )
}
