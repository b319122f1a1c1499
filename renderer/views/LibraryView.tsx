import { FolderPlus } from 'lucide-react'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { Folder, Pause } from '../../core/contract/engine.ts'
import { Banner } from '../parts/Banner.tsx'
import { ConfirmDialog } from '../parts/ConfirmDialog.tsx'
import { FolderList } from '../parts/FolderList.tsx'
import { IndexProgress } from '../parts/IndexProgress.tsx'
import { Problem } from '../parts/Problem.tsx'
import { nameOf } from '../parts/paths.ts'
import { SelfTest } from '../parts/SelfTest.tsx'
import { Totals } from '../parts/Totals.tsx'
import { WhyNot } from '../parts/WhyNot.tsx'
import type { Ledger } from '../state/ledger.ts'
import type { Library } from '../state/library.ts'
import { useText } from '../text/text.ts'
import { FilesSection } from './FilesSection.tsx'
import styles from './Page.module.css'
import { focusTitle, Title } from './Title.tsx'

interface Props {
  readonly library: Library
  readonly ledger: Ledger
  /** The name of a model, for its id. */
  modelName(id: string): string
  onAdd(): void
  onPause(paused: Pause): void
  /** A word about what was done. */
  onDone(message: string): void
}

export function LibraryView({ library, ledger, modelName, onAdd, onPause, onDone }: Props) {
  const text = useText()
  const { status, problem } = useStore(library.store)
  const [leaving, setLeaving] = useState<Folder | null>(null)

  const remove = async ({ path }: Folder) => {
    if (!(await library.remove(path))) return
    onDone(text.library.removed(nameOf(path)))
    focusTitle()
  }
  const retry = async (path?: string) => {
    if (!(await library.retry(path))) return
    onDone(text.library.retrying)
    focusTitle()
    await ledger.refresh()
  }

  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <div>
          <Title>{text.library.title}</Title>
          <p>{text.library.lead}</p>
        </div>
        <button type="button" data-kind="primary" onClick={onAdd}>
          <FolderPlus size={17} aria-hidden />
          {text.library.add}
        </button>
      </header>
      {problem !== null && (
        <Banner tone="danger" onDismiss={() => library.report(null)}>
          <Problem of={problem} />
        </Banner>
      )}
      {status && (
        <>
          <IndexProgress status={status} modelName={modelName} onPause={onPause} />
          <section aria-labelledby="folders">
            <h2 id="folders">{text.library.folders}</h2>
            {status.folders.length === 0 ? (
              <p className={styles.quiet}>{text.library.noFolders}</p>
            ) : (
              <FolderList folders={status.folders} onRemove={setLeaving} />
            )}
          </section>
          <Totals status={status} modelName={modelName} />
          <FilesSection ledger={ledger} status={status} onRetry={(path) => void retry(path)} onDone={onDone} />
          <WhyNot explain={library.explain} />
          {status.passages > 0 && <SelfTest recall={library.recall} model={modelName(status.model)} dim={status.dim} />}
        </>
      )}
      {leaving && (
        <ConfirmDialog
          kind="danger"
          title={text.library.removeTitle(nameOf(leaving.path))}
          body={text.library.removeBody}
          confirm={text.library.removeShort}
          onConfirm={() => void remove(leaving)}
          onClose={() => setLeaving(null)}
        />
      )}
    </div>
  )
}
