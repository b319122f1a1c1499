import { Keyboard, LibraryBig, Search, SlidersHorizontal } from 'lucide-react'
import type { Status } from '../../core/contract/engine.ts'
import { progressOf } from '../state/library.ts'
import { useText } from '../text/text.ts'
import styles from './Nav.module.css'

export const views = ['search', 'library', 'settings'] as const
export type View = (typeof views)[number]

const icons = { search: Search, library: LibraryBig, settings: SlidersHorizontal }

interface Props {
  readonly view: View
  readonly status: Status | null
  onGo(view: View): void
  onShortcuts(): void
}

export function Nav({ view, status, onGo, onShortcuts }: Props) {
  const text = useText()
  const progress = status && progressOf(status)
  return (
    <nav className={styles.nav} aria-label={text.nav.label}>
      <span className={styles.sign} aria-hidden>
        <svg viewBox="0 0 32 32" width="28" height="28" role="presentation">
          <path d="M10 7v18M22 7l-9 9 9 9" />
          <path d="M10 28.5h12" />
        </svg>
      </span>
      {views.map((each, i) => {
        const Icon = icons[each]
        return (
          <button
            key={each}
            type="button"
            className={styles.item}
            aria-current={view === each ? 'page' : undefined}
            aria-keyshortcuts={`Alt+${i + 1}`}
            title={`${text.nav[each]} (Alt+${i + 1})`}
            onClick={() => onGo(each)}
          >
            <Icon size={20} strokeWidth={1.75} aria-hidden />
            <span>{text.nav[each]}</span>
            {each === 'library' && progress !== null && (
              <progress className={styles.progress} value={progress} aria-label={text.library.progress} />
            )}
          </button>
        )
      })}
      <button
        type="button"
        className={styles.help}
        data-kind="plain"
        data-shape="icon"
        aria-label={text.nav.shortcuts}
        aria-keyshortcuts="? F1"
        title={`${text.nav.shortcuts} (?)`}
        onClick={onShortcuts}
      >
        <Keyboard size={20} strokeWidth={1.75} aria-hidden />
      </button>
    </nav>
  )
}
