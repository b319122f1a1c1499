import { TriangleAlert, X } from 'lucide-react'
import type { QueryFilter } from '../../core/contract/engine.ts'
import { useText } from '../text/text.ts'
import styles from './FilterChips.module.css'

interface Props {
  readonly filters: readonly QueryFilter[]
  onRemove(filter: QueryFilter): void
}

/** The operators of the query; pressing one takes it away. */
export function FilterChips({ filters, onRemove }: Props) {
  const say = useText().filters
  if (filters.length === 0) return null
  return (
    <ul className={styles.chips} aria-label={say.label}>
      {filters.map((filter) => {
        const problem = filter.problem === null ? '' : say.problems[filter.problem](filter.name)
        return (
          <li key={filter.start}>
            {filter.either && <span className={styles.or}>{say.or}</span>}
            <button
              type="button"
              className={styles.chip}
              data-problem={filter.problem ?? undefined}
              title={problem || say.remove(filter.text)}
              onClick={() => onRemove(filter)}
            >
              {filter.problem !== null && <TriangleAlert size={13} aria-hidden />}
              <bdi>{filter.text}</bdi>
              <span className="unseen">
                {problem && `: ${problem}`}. {say.removeShort}
              </span>
              <X size={13} aria-hidden />
            </button>
          </li>
        )
      })}
    </ul>
  )
}
