import type { ReactNode } from 'react'
import type { Status } from '../../core/contract/engine.ts'
import { Banner } from '../parts/Banner.tsx'
import { unfiltered } from '../parts/filters.ts'
import { Problem } from '../parts/Problem.tsx'
import { progressOf } from '../state/library.ts'
import type { Outcome, Search, SearchState } from '../state/search.ts'
import { type Text, useText } from '../text/text.ts'
import styles from './SearchView.module.css'

interface Props {
  readonly outcome: Outcome
  readonly state: SearchState
  readonly status: Status | null
  readonly search: Search
  /** What one searched for before. */
  readonly before: ReactNode
  /** Shows the nearest files although nothing in them answers. */
  onAnyway(query: string): void
  onWithout(query: string): void
}

/** What stands where no files are: the invitation, the honest "nothing", or what went wrong. */
export function NoAnswer({ outcome, state, status, search, before, onAnyway, onWithout }: Props) {
  const text = useText()
  const unfinished = status !== null && progressOf(status) !== null
  if (outcome.kind === 'failed') {
    return (
      <Banner
        tone="danger"
        action={
          <button type="button" onClick={() => void search.renew()}>
            {text.search.again}
          </button>
        }
      >
        {text.search.failed} <Problem of={outcome.error} />
      </Banner>
    )
  }
  if (outcome.kind === 'idle') {
    return (
      <>
        <div className={styles.words}>
          <p className={styles.lead}>{text.search.idle}</p>
          <p>{text.search.idleHint}</p>
          {status && <p className={styles.quiet}>{ready(status, text)}</p>}
        </div>
        {before}
      </>
    )
  }
  if (outcome.kind === 'searching') return null
  const wider = unfiltered(outcome.answer)
  return (
    <div className={styles.words}>
      <p className={styles.lead} dir="auto">
        {text.search.nothing(outcome.answer.query)}
      </p>
      {outcome.answer.hits.length > 0 && (
        <p>
          <button type="button" onClick={() => onAnyway(outcome.answer.query)}>
            {text.search.anyway}
          </button>
        </p>
      )}
      {wider && (
        <>
          <p>{text.search.nothingWith(text.format.all(wider.filters))}</p>
          <p>
            <button type="button" aria-keyshortcuts="Enter" onClick={() => onWithout(wider.query)}>
              {text.search.without(text.format.all(wider.filters))}
              <kbd aria-hidden>Enter</kbd>
            </button>
          </p>
        </>
      )}
      {(state.mode === 'exact' || !wider) && <p>{state.mode === 'exact' ? text.search.nothingExact : text.search.nothingHint}</p>}
      {state.mode === 'exact' && (
        <p>
          <button type="button" onClick={() => void search.rankBy('hybrid')}>
            {text.search.tryBoth}
          </button>
        </p>
      )}
      {unfinished && <p className={styles.quiet}>{text.search.stillIndexing}</p>}
    </div>
  )
}

function ready({ files, activity }: Status, text: Text): string {
  if (activity.kind === 'indexing') return text.search.readyWhile(files.indexed, activity.done, activity.total)
  if (activity.kind === 'encoding') return text.search.readyWords(files.indexed, activity.filesLeft)
  return text.search.ready(files.indexed)
}
