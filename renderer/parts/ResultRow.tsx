import { memo } from 'react'
import type { Hit, PassageHit } from '../../core/contract/engine.ts'
import { useText } from '../text/text.ts'
import { crop } from './crop.ts'
import { FileIcon } from './FileIcon.tsx'
import { FolderPath } from './FolderPath.tsx'
import { Highlighted } from './Highlighted.tsx'
import { unmarked } from './inline.ts'
import { foldersOf } from './paths.ts'
import { placeText } from './place.ts'
import styles from './ResultRow.module.css'
import { isMarkdown } from './reading.ts'
import type { LitWord } from './words.ts'

/** Columns of a passage: three lines of the best, two of each further one, in a list 600 pixels wide. */
const BEST = 250
const FURTHER = 150

interface Props {
  readonly hit: Hit
  /** The passage that is read, or null when another file is selected. */
  readonly reading: number | null
  readonly words: readonly LitWord[]
  readonly only: number | null
  /** Paths of the indexed folders. */
  readonly roots: readonly string[]
  /** Its disk or folder is away: it can be read here, but not opened. */
  readonly offline: boolean
  onSelect(path: string, passage: number): void
  onOpen(path: string): void
  onDrag(path: string, event: DragEvent): void
}

/** One file and what in it answers. */
export const ResultRow = memo(function ResultRow({ hit, reading, words, only, roots, offline, onSelect, onOpen, onDrag }: Props) {
  const text = useText()
  const [best, ...further] = hit.passages
  const place = placeText(best.place, text)
  return (
    // Clicks are a shortcut for the pointer; the field's keys do the same.
    // biome-ignore lint/a11y/noStaticElementInteractions: the option around it is what is operated.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field and the list take the keys.
    <div
      className={styles.row}
      onClick={() => onSelect(hit.path, 0)}
      onDoubleClick={() => onOpen(hit.path)}
      draggable
      onDragStart={(event) => onDrag(hit.path, event.nativeEvent)}
    >
      <FileIcon name={hit.name} />
      <div className={styles.head}>
        <bdi className={styles.name}>{hit.name}</bdi>
        {place && (
          <span className={styles.place} title={place}>
            <bdi>{place}</bdi>
          </span>
        )}
        <time className={styles.date} dateTime={new Date(hit.modified).toISOString()} title={text.format.moment(hit.modified)}>
          {text.format.date(hit.modified)}
        </time>
      </div>
      <div className={styles.meta}>
        <FolderPath folders={foldersOf(hit.path, roots)} title={hit.path} />
        <span className={styles.size}>{text.format.bytes(hit.size)}</span>
        {offline && (
          <span className={styles.offline} title={text.hit.offlineHint}>
            {text.hit.offline}
          </span>
        )}
        <span className={styles.badge} data-evidence={hit.evidence} title={text.hit.evidenceHint[hit.evidence]}>
          {text.hit.evidence[hit.evidence]}
        </span>
        {best.place.ocr && (
          <span className={styles.badge} title={text.hit.recognizedHint}>
            {text.hit.recognized}
          </span>
        )}
      </div>
      <div className={styles.passages}>
        <Passage passage={best} markdown={isMarkdown(hit.name)} width={BEST} {...{ words, only }} reading={reading === 0} />
        {further.map((passage, i) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: as above.
          // biome-ignore lint/a11y/useKeyWithClickEvents: F3 does the same.
          <div
            key={passage.id}
            className={styles.further}
            onClick={(event) => {
              event.stopPropagation()
              onSelect(hit.path, i + 1)
            }}
          >
            <Passage
              passage={passage}
              markdown={isMarkdown(hit.name)}
              width={FURTHER}
              {...{ words, only }}
              reading={reading === i + 1}
              place={without(place, placeText(passage.place, text))}
            />
          </div>
        ))}
      </div>
    </div>
  )
})

interface PassageProps {
  readonly passage: PassageHit
  readonly markdown: boolean
  readonly width: number
  readonly words: readonly LitWord[]
  readonly only: number | null
  readonly reading: boolean
  readonly place?: string
}

function Passage({ passage, markdown, width, words, only, reading, place = '' }: PassageProps) {
  const read = markdown ? unmarked(passage.text, passage.highlights) : passage
  const { text, highlights, before, after } = crop(read.text, read.highlights, width)
  return (
    <div className={styles.bar} data-reading={reading || undefined}>
      <p className={styles.passage} dir="auto">
        {place && <bdi className={styles.where}>{place}</bdi>}
        {before && '… '}
        <Highlighted text={text} highlights={highlights} words={words} only={only} />
        {after && ' …'}
      </p>
    </div>
  )
}

/** What is the same as in the line above need not be said again. */
const without = (said: string, place: string) => (place === said ? '' : place)
