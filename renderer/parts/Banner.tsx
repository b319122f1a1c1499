import { TriangleAlert, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useText } from '../text/text.ts'
import styles from './Banner.module.css'

interface Props {
  readonly tone: 'warn' | 'danger' | 'plain'
  readonly children: ReactNode
  readonly action?: ReactNode
  readonly onDismiss?: () => void
}

/** A line that stays until what it says is over. */
export function Banner({ tone, children, action, onDismiss }: Props) {
  const text = useText()
  return (
    <div className={styles.banner} data-tone={tone} role={tone === 'danger' ? 'alert' : undefined}>
      {tone !== 'plain' && <TriangleAlert size={18} aria-hidden />}
      <div className={styles.words}>{children}</div>
      {action}
      {onDismiss && (
        <button type="button" data-kind="plain" data-shape="icon" aria-label={text.dismiss} onClick={onDismiss}>
          <X size={16} aria-hidden />
        </button>
      )}
    </div>
  )
}
