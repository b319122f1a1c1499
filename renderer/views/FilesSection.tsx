import { Download, RotateCw, X } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { useStore } from 'zustand'
import type { Status } from '../../core/contract/engine.ts'
import { fileStates, type LedgerOrder } from '../../core/contract/ledger.ts'
import { Banner } from '../parts/Banner.tsx'
import { CoverageList } from '../parts/CoverageList.tsx'
import { download } from '../parts/ExportButton.tsx'
import { LedgerTable } from '../parts/LedgerTable.tsx'
import { Menu } from '../parts/Menu.tsx'
import { Problem } from '../parts/Problem.tsx'
import { nameOf } from '../parts/paths.ts'
import { useKeptFocus } from '../parts/useKeptFocus.ts'
import { type Ledger, type LedgerFormat, ledgerFormats } from '../state/ledger.ts'
import { useText } from '../text/text.ts'
import styles from './FilesSection.module.css'

/** Milliseconds between two readings while files come and go: the list may be 100,000 long. */
const REFRESH_MS = 2_000

interface Props {
  readonly ledger: Ledger
  readonly status: Status
  /** One file, or all that failed. */
  onRetry(path?: string): void
  onDone(message: string): void
}

/** Every file that is known of: how much of them can be found, and each by itself. */
export function FilesSection({ ledger, status, onRetry, onDone }: Props) {
  const text = useText()
  const say = text.ledger
  const { chosen, total, states, rows, coverage, problem } = useStore(ledger.store)
  const kept = useKeptFocus<HTMLFieldSetElement>()
  const [exporting, setExporting] = useState(false)
  useRefresh(ledger, status)

  const all = states === null ? 0 : fileStates.reduce((sum, state) => sum + states[state], 0)
  const sort = (order: LedgerOrder) =>
    void ledger.choose({
      order,
      descending: chosen.order === order ? !chosen.descending : order === 'size' || order === 'modified',
    })
  const save = async (format: LedgerFormat) => {
    const list = await ledger.exported(format)
    if (!list) return
    download(list.name, list.content)
    onDone(say.exported(list.files))
  }

  return (
    <>
      {coverage && (coverage.folders.length > 0 || coverage.types.length > 0) && (
        <CoverageList
          coverage={coverage}
          folder={chosen.folder}
          type={chosen.type}
          roots={status.folders.map(({ path }) => path)}
          onFolder={(folder) => void ledger.choose({ folder })}
          onType={(type) => void ledger.choose({ type })}
        />
      )}
      <section className={styles.files} aria-labelledby="files">
        <h2 id="files">{say.title}</h2>
        <p className={styles.lead}>{say.lead}</p>
        {problem !== null && (
          <Banner tone="danger">
            <Problem of={problem} />
          </Banner>
        )}
        <div className={styles.tools}>
          <input
            type="search"
            aria-label={say.filter}
            placeholder={say.filter}
            value={chosen.filter}
            onChange={({ currentTarget }) => void ledger.choose({ filter: currentTarget.value })}
          />
          {states !== null && states.failed + states['no-text'] > 0 && (
            <button type="button" onClick={() => onRetry()}>
              <RotateCw size={16} aria-hidden />
              {text.library.retryAll}
            </button>
          )}
          <div className={styles.export}>
            <button
              type="button"
              aria-label={say.export}
              title={say.export}
              aria-haspopup="menu"
              aria-expanded={exporting}
              onClick={() => setExporting(!exporting)}
            >
              <Download size={16} aria-hidden />
            </button>
            {exporting && (
              <Menu
                label={say.export}
                items={ledgerFormats.map((format) => ({
                  key: format,
                  title: say.formats[format],
                  onChoose: () => void save(format),
                }))}
                onClose={() => setExporting(false)}
              />
            )}
          </div>
        </div>
        <fieldset className={styles.chips} aria-label={say.stateOf} {...kept}>
          <button type="button" aria-pressed={chosen.state === null} onClick={() => void ledger.choose({ state: null })}>
            {say.all} <span>{text.format.number(all)}</span>
          </button>
          {fileStates.map(
            (state) =>
              ((states !== null && states[state] > 0) || chosen.state === state) && (
                <button
                  key={state}
                  type="button"
                  data-state={state}
                  title={say.stateHints[state]}
                  aria-pressed={chosen.state === state}
                  onClick={() => void ledger.choose({ state: chosen.state === state ? null : state })}
                >
                  {say.states[state]} <span>{text.format.number(states?.[state] ?? 0)}</span>
                </button>
              ),
          )}
          {chosen.folder !== null && (
            <Chip title={say.below(nameOf(chosen.folder))} onClear={() => void ledger.choose({ folder: null })} />
          )}
          {chosen.type !== null && (
            <Chip
              title={say.ofType(chosen.type === '' ? say.noEnding : `.${chosen.type}`)}
              onClear={() => void ledger.choose({ type: null })}
            />
          )}
        </fieldset>
        {total === 0 ? (
          <p className={styles.lead}>{all === 0 && chosen.filter === '' ? say.empty : say.nothing}</p>
        ) : (
          total !== null && (
            <LedgerTable
              rows={rows}
              total={total}
              chosen={chosen}
              onSort={sort}
              onRetry={onRetry}
              onNeed={(first, last) => void ledger.need(first, last)}
            />
          )
        )}
      </section>
    </>
  )
}

function Chip({ title, onClear }: { readonly title: string; onClear(): void }) {
  const { ledger: say } = useText()
  return (
    <button type="button" data-chosen aria-label={say.clear(title)} onClick={onClear}>
      <bdi>{title}</bdi>
      <X size={14} aria-hidden />
    </button>
  )
}

/** Reads at once, and again as files come and go, not more often than the list can be read. */
function useRefresh(ledger: Ledger, { files, passages, folders, activity }: Status): void {
  const refresh = useEffectEvent(() => void ledger.refresh())
  const state = [files.indexed, files.failed, files.skipped, passages, folders.map(({ state }) => state), activity.kind].join()
  const [read, setRead] = useState('')
  useEffect(() => {
    if (state === read) return
    const later = setTimeout(
      () => {
        setRead(state)
        refresh()
      },
      read === '' ? 0 : REFRESH_MS,
    )
    return () => clearTimeout(later)
  }, [state, read])
}
