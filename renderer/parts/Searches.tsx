import { Clock, type LucideIcon, Star, X } from 'lucide-react'
import type { SavedSearch } from '../../core/contract/engine.ts'
import { useText } from '../text/text.ts'
import styles from './Searches.module.css'

interface Props {
  readonly saved: readonly SavedSearch[]
  readonly history: readonly string[]
  onSearch(search: Partial<SavedSearch> & Pick<SavedSearch, 'query'>): void
  onUnsave(search: SavedSearch): void
  onForget(query: string): void
}

/** More than these are no longer looked through. */
const SHOWN = 8

/** What one searched for before, to search for again. */
export function Searches({ saved, history, onSearch, onUnsave, onForget }: Props) {
  const { searches, search } = useText()
  if (saved.length + history.length === 0) return null
  return (
    <div className={styles.searches}>
      {saved.length > 0 && (
        <List
          icon={Star}
          title={searches.saved}
          items={saved.map((each) => ({
            key: `${each.mode} ${each.query}`,
            query: each.query,
            note: each.mode === 'hybrid' ? '' : search.modes[each.mode],
            remove: searches.unsave(each.query),
            onChoose: () => onSearch(each),
            onRemove: () => onUnsave(each),
          }))}
        />
      )}
      {history.length > 0 && (
        <List
          icon={Clock}
          title={searches.recent}
          items={history.slice(0, SHOWN).map((query) => ({
            key: query,
            query,
            note: '',
            remove: searches.forget(query),
            onChoose: () => onSearch({ query }),
            onRemove: () => onForget(query),
          }))}
        />
      )}
    </div>
  )
}

interface Item {
  readonly key: string
  readonly query: string
  readonly note: string
  readonly remove: string
  onChoose(): void
  onRemove(): void
}

function List({ icon: Icon, title, items }: { icon: LucideIcon; title: string; items: readonly Item[] }) {
  return (
    <section aria-label={title}>
      <h2 className={styles.title}>{title}</h2>
      <ul>
        {items.map(({ key, query, note, remove, onChoose, onRemove }) => (
          <li key={key} className={styles.item}>
            <button type="button" data-kind="plain" className={styles.again} onClick={onChoose}>
              <Icon size={15} aria-hidden />
              <bdi>{query}</bdi>
              {note && <span className={styles.note}>{note}</span>}
            </button>
            <button type="button" data-kind="plain" data-shape="icon" aria-label={remove} title={remove} onClick={onRemove}>
              <X size={15} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
