import { Star } from 'lucide-react'
import type { QueryFilter, SearchAnswer, SearchOrder } from '../../core/contract/engine.ts'
import { type ExportFormat, exported } from '../state/export.ts'
import { hasMore, onlyWord, type Search, type SearchState } from '../state/search.ts'
import { useText } from '../text/text.ts'
import styles from './AnswerLine.module.css'
import { download, ExportButton } from './ExportButton.tsx'
import { FilterChips } from './FilterChips.tsx'
import { Legend } from './Legend.tsx'
import { OrderSwitch } from './OrderSwitch.tsx'
import { type LitWord, wordState } from './words.ts'

interface Props {
  readonly state: SearchState
  readonly search: Search
  readonly answer: SearchAnswer | null
  readonly words: readonly LitWord[]
  /** Whether files are shown. */
  readonly shown: boolean
  readonly saved: boolean
  onSave(): void
  onRemove(filter: QueryFilter): void
  onExported(files: number): void
}

/** Then everything answers a little, and only the best files are put in another order. */
const rankedByMeaning = ({ mode, words }: SearchAnswer): boolean => mode !== 'exact' && words.length > 0

/** Below the field: the query in its parts, what became of it, and what can be done with the answer. */
export function AnswerLine({ state, search, answer, words, shown, saved, onSave, onRemove, onExported }: Props) {
  const text = useText()
  const { outcome, weights } = state
  const nowhere = words.filter((word) => wordState(word, weights) === 'nowhere').map(({ text }) => text)
  const save = (format: ExportFormat) => {
    if (!answer) return
    const { name, content } = exported(answer, format)
    download(name, content)
    onExported(answer.hits.length)
  }
  return (
    <div className={styles.line}>
      {answer && <FilterChips filters={answer.filters} onRemove={onRemove} />}
      {answer && (
        <Legend
          words={words}
          only={onlyWord(state)}
          pinned={state.pinned}
          weights={weights}
          onHover={search.hover}
          onPin={search.pin}
        />
      )}
      {shown && nowhere.length > 0 && (
        <span className={styles.nowhere} title={text.search.nowhere(nowhere)}>
          {text.search.nowhere(nowhere)}
        </span>
      )}
      <span className={styles.count}>
        {outcome.kind === 'found' &&
          text.search.found(shown ? outcome.answer.hits.length : 0, hasMore(state) && shown, outcome.answer.ms)}
        {outcome.kind === 'searching' && !shown && text.search.searching}
      </span>
      {shown && (
        <span className={styles.order}>
          <OrderSwitch order={state.order} onChange={(order: SearchOrder) => void search.orderBy(order)} />
          {state.order !== 'relevance' &&
            answer &&
            rankedByMeaning(answer) &&
            hasMore(state) &&
            text.search.ofBest(answer.hits.length)}
        </span>
      )}
      {shown && <ExportButton onExport={save} />}
      {answer && (
        <button
          type="button"
          data-kind="plain"
          className={styles.save}
          aria-pressed={saved}
          aria-label={text.searches.save}
          title={text.searches.save}
          onClick={onSave}
        >
          <Star size={16} aria-hidden />
        </button>
      )}
    </div>
  )
}
