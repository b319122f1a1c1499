import styles from './FolderPath.module.css'

/** Folders from the outermost in. Where room is short the middle gives way first: the last two stay. */
export function FolderPath({ folders, title }: { readonly folders: readonly string[]; readonly title: string }) {
  const head = folders.slice(0, -2)
  const tail = folders.slice(-2)
  return (
    <span className={styles.place} title={title}>
      <span className={styles.path} dir="ltr">
        {head.length > 0 && <span className={styles.head}>{steps(head)}</span>}
        {head.length > 0 && <span className={styles.slash}>/</span>}
        <span className={styles.tail}>{steps(tail)}</span>
      </span>
    </span>
  )
}

/** Each name is isolated: an Arabic folder must not turn the order of its neighbours round. */
const steps = (folders: readonly string[]) =>
  folders.map((folder, depth) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a folder is its depth; names repeat.
    <span key={depth}>
      {depth > 0 && <span className={styles.slash}>/</span>}
      <bdi>{folder}</bdi>
    </span>
  ))
