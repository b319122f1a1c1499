import { ListFilter, Search, X } from 'lucide-react'
import { type KeyboardEvent, type RefObject, useId, useLayoutEffect, useState } from 'react'
import { useText } from '../text/text.ts'
import { isComposing } from './composing.ts'
import { FilterMenu } from './FilterMenu.tsx'
import { begin, type Suggestion } from './filters.ts'
import styles from './SearchField.module.css'

interface Props {
  readonly query: string
  readonly busy: boolean
  /** The list that the field commands, and the option it points at. */
  readonly controls: string
  readonly active: string | undefined
  readonly expanded: boolean
  readonly ref: RefObject<HTMLInputElement | null>
  /** How the operator at the caret may go on. */
  complete(query: string, caret: number): readonly Suggestion[]
  onType(query: string): void
  /** Keys that are not for typing; never one that an input method is using. */
  onKey(event: KeyboardEvent): void
}

/** The longest query the engine takes. */
const LONGEST = 4096

export function SearchField({ query, busy, controls, active, expanded, ref, complete, onType, onKey }: Props) {
  const text = useText()
  const id = useId()
  // What an input method is still composing is not yet a query.
  const [composing, setComposing] = useState<string | null>(null)
  /** Null where the caret was not moved by a person. */
  const [caret, setCaret] = useState<number | null>(null)
  const [chosen, setChosen] = useState(-1)
  /** The query whose suggestions were sent away. */
  const [declined, setDeclined] = useState<string | null>(null)
  const [listing, setListing] = useState(false)
  const [jump, setJump] = useState<{ readonly caret: number } | null>(null)

  const suggestions = composing === null && caret !== null && declined !== query ? complete(query, caret) : []
  const offering = suggestions.length > 0

  useLayoutEffect(() => {
    if (!jump) return
    ref.current?.focus()
    ref.current?.setSelectionRange(jump.caret, jump.caret)
    setCaret(jump.caret)
  }, [jump, ref])

  const put = ({ query, caret }: Pick<Suggestion, 'query' | 'caret'>) => {
    onType(query)
    setChosen(-1)
    setJump({ caret })
  }
  const onSuggestionKey = ({ key, shiftKey }: KeyboardEvent): boolean => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[key]
    if (step) setChosen((chosen + step + suggestions.length + (chosen < 0 && step < 0 ? 1 : 0)) % suggestions.length)
    else if (key === 'Enter' && chosen >= 0) put(suggestions[chosen]!)
    else if (key === 'Tab' && !shiftKey) put(suggestions[Math.max(0, chosen)]!)
    else if (key === 'Escape') setDeclined(query)
    else return false
    return true
  }

  return (
    <div className={styles.whole}>
      <div className={styles.field} data-busy={busy || undefined}>
        <Search className={styles.glass} size={20} aria-hidden />
        <input
          ref={ref}
          type="text"
          role="combobox"
          aria-label={text.search.label}
          aria-autocomplete="list"
          aria-expanded={offering || expanded}
          aria-controls={offering ? id : controls}
          aria-activedescendant={offering ? (chosen >= 0 ? `${id}-${chosen}` : undefined) : active}
          placeholder={text.search.placeholder}
          inputMode="search"
          enterKeyHint="search"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={LONGEST}
          // Empty, it reads as the page does: what it says then is the page's.
          dir={(composing ?? query) === '' ? undefined : 'auto'}
          value={composing ?? query}
          onChange={({ currentTarget, nativeEvent }) => {
            setCaret(currentTarget.selectionStart)
            setChosen(-1)
            if ((nativeEvent as InputEvent).isComposing) setComposing(currentTarget.value)
            else onType(currentTarget.value)
          }}
          onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
          onBlur={() => setCaret(null)}
          onCompositionStart={({ currentTarget }) => setComposing(currentTarget.value)}
          onCompositionEnd={({ currentTarget }) => {
            setComposing(null)
            onType(currentTarget.value)
          }}
          onKeyDown={(event) => {
            if (isComposing(event.nativeEvent)) return
            if (offering && onSuggestionKey(event)) {
              event.preventDefault()
              event.stopPropagation()
            } else onKey(event)
          }}
        />
        {query !== '' && (
          <button type="button" data-kind="plain" data-shape="icon" aria-label={text.search.clear} onClick={() => onType('')}>
            <X size={18} aria-hidden />
          </button>
        )}
        <button
          type="button"
          data-kind="plain"
          data-shape="icon"
          aria-label={text.filters.add}
          title={text.filters.add}
          aria-haspopup="menu"
          aria-expanded={listing}
          onClick={() => setListing(!listing)}
        >
          <ListFilter size={18} aria-hidden />
        </button>
      </div>
      {listing && (
        <FilterMenu
          onChoose={(name) => put(begin(query, ref.current?.selectionStart ?? query.length, name))}
          onClose={() => setListing(false)}
        />
      )}
      {offering && (
        <div id={id} role="listbox" className={styles.suggestions} aria-label={text.filters.suggestions} tabIndex={-1}>
          {suggestions.map((suggestion, i) => (
            // The keys of the field choose.
            // biome-ignore lint/a11y/useKeyWithClickEvents: as above.
            <div
              key={suggestion.label}
              id={`${id}-${i}`}
              role="option"
              tabIndex={-1}
              aria-selected={i === chosen}
              className={styles.suggestion}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => put(suggestion)}
            >
              <bdi>{suggestion.label}</bdi>
              {suggestion.detail && <span className={styles.detail}>{suggestion.detail}</span>}
            </div>
          ))}
        </div>
      )}
    </div>
  )
}
