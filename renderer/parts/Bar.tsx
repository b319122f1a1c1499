import styles from './Bar.module.css'

interface Props {
  /** 0 to 1; null while nobody knows. */
  readonly share: number | null
  /** What makes progress. */
  readonly label: string
}

export function Bar({ share, label }: Props) {
  const percent = share === null ? undefined : Math.round(Math.min(1, Math.max(0, share)) * 100)
  return (
    <div
      className={styles.bar}
      data-unknown={share === null || undefined}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <div style={{ inlineSize: percent === undefined ? '100%' : `${percent}%` }} />
    </div>
  )
}
