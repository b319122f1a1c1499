import { Folder as FolderIcon, FolderSync, FolderX, Trash2 } from 'lucide-react'
import type { Folder } from '../../core/contract/engine.ts'
import { useText } from '../text/text.ts'
import styles from './FolderList.module.css'
import { nameOf } from './paths.ts'

interface Props {
  readonly folders: readonly Folder[]
  onRemove(folder: Folder): void
}

const icons = { waiting: FolderIcon, scanning: FolderSync, watching: FolderIcon, offline: FolderX }

export function FolderList({ folders, onRemove }: Props) {
  const text = useText()
  return (
    <ul className={styles.list} aria-label={text.library.folders}>
      {folders.map((folder) => {
        const Icon = icons[folder.state]
        const name = nameOf(folder.path)
        return (
          <li key={folder.path} className={styles.folder} data-state={folder.state}>
            <Icon size={20} strokeWidth={1.75} aria-hidden />
            <div className={styles.name}>
              <bdi>{name}</bdi>
              <bdi className={styles.path} title={folder.path}>
                {folder.path}
              </bdi>
              {folder.notice && (
                <p className={styles.notice} title={folder.notice}>
                  <bdi>{text.library.notice(folder.state, folder.notice)}</bdi>
                </p>
              )}
            </div>
            <span className={styles.state}>{text.library.states[folder.state]}</span>
            <span className={styles.count}>
              {text.library.files(folder.files)}
              {folder.failed > 0 && <span className={styles.failed}>{text.library.failed(folder.failed)}</span>}
            </span>
            <button
              type="button"
              data-kind="plain"
              data-shape="icon"
              aria-label={text.library.remove(name)}
              title={text.library.removeShort}
              onClick={() => onRemove(folder)}
            >
              <Trash2 size={17} strokeWidth={1.75} aria-hidden />
            </button>
          </li>
        )
      })}
    </ul>
  )
}
