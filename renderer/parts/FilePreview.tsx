import { X } from 'lucide-react'
import { type Ref, useEffect, useState } from 'react'
import { type NameHit, type OriginalType, originalTypes } from '../../core/contract/engine.ts'
import type { Line } from '../engine.ts'
import { useText } from '../text/text.ts'
import { type FileDoings, FileHeader } from './FileHeader.tsx'
import { PdfView } from './PdfView.tsx'
import { Picture } from './Picture.tsx'
import styles from './Preview.module.css'
import type { Zoom } from './zoom.ts'

interface Props extends FileDoings {
  readonly file: NameHit
  readonly roots: readonly string[]
  readonly original: Line['original']
  onClose(): void
  readonly ref: Ref<HTMLElement>
}

type Shown = OriginalType | 'looking' | 'nothing'

/** A file found by its name, whose text is not known: its pages or its picture, or why there is nothing to see. */
export function FilePreview({ file, roots, original, onClose, ref, ...doings }: Props) {
  const { path, name, modified } = file
  const text = useText()
  const [shown, setShown] = useState<Shown>('looking')
  const [zoom, setZoom] = useState<Zoom>('width')
  useEffect(() => {
    if (HARMFUL.has(file.text)) return setShown('nothing')
    const leaving = new AbortController()
    const look = async () => {
      const response = await original(path, { range: 'bytes=0-0', signal: leaving.signal })
      const type = response.headers.get('content-type')
      await response.body?.cancel()
      setShown((response.ok && originalTypes.find((each) => each === type)) || 'nothing')
    }
    look().catch(() => !leaving.signal.aborted && setShown('nothing'))
    return () => {
      leaving.abort()
      setShown('looking')
    }
  }, [path, file.text, original])
  const state = file.text === 'waiting' ? text.names.waiting : file.text === 'indexed' ? '' : text.library.codes[file.text]
  return (
    <section className={styles.preview} aria-label={text.preview.label}>
      <FileHeader
        {...{ name, path, roots, ...doings }}
        aside={
          <button type="button" data-kind="plain" data-shape="icon" aria-label={text.close} title={text.close} onClick={onClose}>
            <X size={18} aria-hidden />
          </button>
        }
      />
      {shown !== 'looking' && state && <p className={styles.state}>{text.pages.noText(state)}</p>}
      <div className={styles.reading}>
        {shown === 'application/pdf' ? (
          <PdfView
            key={path}
            ref={ref}
            hit={{ path, modified, passages: [] }}
            document={nothing}
            lights={noLights}
            passage={-1}
            words={[]}
            only={null}
            {...{ zoom, original }}
            onZoom={setZoom}
            onFail={() => setShown('nothing')}
          />
        ) : shown === 'nothing' ? (
          <p className={styles.none}>{text.pages.nothing}</p>
        ) : (
          shown !== 'looking' && <Picture {...{ path, name, modified, original }} />
        )}
      </div>
    </section>
  )
}

/** What ended the process that read it would burden this one as well. */
const HARMFUL: ReadonlySet<NameHit['text']> = new Set(['timeout', 'out-of-memory', 'crashed'])

const nothing = { path: '', text: '', passages: [] }
const noLights = new Map<number, never>()
