import { Copy, ExternalLink, FolderOpen } from 'lucide-react'
import type { ReactNode } from 'react'
import { useText } from '../text/text.ts'
import { FileIcon } from './FileIcon.tsx'
import { FolderPath } from './FolderPath.tsx'
import styles from './Preview.module.css'
import { foldersOf } from './paths.ts'

/** What one can do with the file; a browser can only give its path away. */
export interface FileDoings {
  readonly onOpen: ((path: string) => void) | null
  readonly onReveal: ((path: string) => void) | null
  onCopyPath(path: string): void
}

interface Props extends FileDoings {
  readonly name: string
  readonly path: string
  readonly roots: readonly string[]
  /** Beside the name. */
  readonly aside?: ReactNode
  /** Before what one can do with every file. */
  readonly children?: ReactNode
}

/** Which file one looks at, and what one can do with it. */
export function FileHeader({ name, path, roots, aside, children, onOpen, onReveal, onCopyPath }: Props) {
  const text = useText()
  return (
    <header className={styles.header}>
      <FileIcon name={name} />
      <div className={styles.title}>
        <h2 title={name}>
          <bdi>{name}</bdi>
        </h2>
        <FolderPath folders={foldersOf(path, roots)} title={path} />
      </div>
      {aside}
      <div className={styles.actions}>
        {children}
        {onOpen && (
          <button type="button" onClick={() => onOpen(path)}>
            <ExternalLink size={16} aria-hidden />
            {text.preview.open}
          </button>
        )}
        {onReveal && (
          <button type="button" onClick={() => onReveal(path)}>
            <FolderOpen size={16} aria-hidden />
            {text.preview.reveal}
          </button>
        )}
        <button type="button" onClick={() => onCopyPath(path)}>
          <Copy size={16} aria-hidden />
          {text.preview.copyPath}
        </button>
      </div>
    </header>
  )
}
