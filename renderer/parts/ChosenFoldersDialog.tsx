import { FolderPlus } from 'lucide-react'
import { useText } from '../text/text.ts'
import styles from './ChosenFoldersDialog.module.css'
import { Dialog } from './Dialog.tsx'
import { EstimateLines } from './EstimateLines.tsx'
import { nameOf } from './paths.ts'
import { type EstimateFolder, useEstimate } from './useEstimate.ts'

interface Props {
  /** Chosen in the system's own dialog, or dropped on the window. */
  readonly paths: readonly string[]
  readonly estimate: EstimateFolder
  onAdd(): void
  onClose(): void
}

/** What the chosen folders are likely to take, before they are read. */
export function ChosenFoldersDialog({ paths, estimate, onAdd, onClose }: Props) {
  const text = useText()
  return (
    <Dialog
      title={text.addFolder.title}
      wide
      onClose={onClose}
      actions={
        <>
          <button type="button" onClick={onClose}>
            {text.cancel}
          </button>
          <button type="button" data-kind="primary" data-first onClick={onAdd}>
            <FolderPlus size={17} aria-hidden />
            {paths.length === 1 ? text.addFolder.confirm(nameOf(paths[0]!)) : text.estimate.begin(paths.length)}
          </button>
        </>
      }
    >
      <ul className={styles.folders}>
        {paths.map((path) => (
          <Chosen key={path} path={path} estimate={estimate} />
        ))}
      </ul>
      <p className={styles.quiet}>{text.estimate.meanwhile}</p>
    </Dialog>
  )
}

function Chosen({ path, estimate }: { readonly path: string; readonly estimate: EstimateFolder }) {
  const text = useText()
  const expected = useEstimate(estimate, path)
  return (
    <li>
      <b>
        <bdi>{nameOf(path)}</bdi>
      </b>
      <bdi dir="ltr" className={styles.path}>
        {path}
      </bdi>
      <div className={styles.expected} role="status" aria-label={text.estimate.label}>
        {expected && <EstimateLines estimate={expected} />}
      </div>
    </li>
  )
}
