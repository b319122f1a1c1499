import {
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useEffectEvent,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useStore } from 'zustand'
import type { Desktop } from '../../core/contract/desktop.ts'
import type { NameHit, SearchAnswer, Status } from '../../core/contract/engine.ts'
import type { Line } from '../engine.ts'
import { AnswerLine } from '../parts/AnswerLine.tsx'
import { isComposing } from '../parts/composing.ts'
import { FilePreview } from '../parts/FilePreview.tsx'
import { complete, likeThis, unfiltered, withoutFilter } from '../parts/filters.ts'
import { MatchNote } from '../parts/MatchNote.tsx'
import { ModeSwitch } from '../parts/ModeSwitch.tsx'
import { Names } from '../parts/Names.tsx'
import { Preview } from '../parts/Preview.tsx'
import { foldersOf, nameOf } from '../parts/paths.ts'
import { optionId, ResultList } from '../parts/ResultList.tsx'
import { Searches } from '../parts/Searches.tsx'
import { SearchField } from '../parts/SearchField.tsx'
import { useMatchNote } from '../parts/useMatchNote.ts'
import { isUnanswered, litWords } from '../parts/words.ts'
import type { Reader } from '../state/document.ts'
import { answerOf, hasMore, onlyWord, readingId, type Search, selectedHit } from '../state/search.ts'
import type { Preferences } from '../state/settings.ts'
import { useText } from '../text/text.ts'
import { NoAnswer } from './NoAnswer.tsx'
import styles from './SearchView.module.css'
import { type FileActions, isTabType } from './useFileActions.ts'
import { useHistory } from './useHistory.ts'
import { useMatches } from './useMatches.ts'

/** Files that Page Down passes: about a screenful. */
const PAGE = 5

interface Props {
  readonly search: Search
  readonly preferences: Preferences
  readonly reader: Reader
  readonly original: Line['original']
  readonly status: Status | null
  readonly desktop: Desktop | undefined
  readonly actions: FileActions
  /** A word about what was done. */
  onDone(message: string): void
  readonly field: RefObject<HTMLInputElement | null>
}

export function SearchView({ search, preferences, reader, original, status, desktop, actions, field, onDone }: Props) {
  const text = useText()
  const state = useStore(search.store)
  const reading = useStore(reader.store)
  const past = useHistory(search, preferences, onDone)
  const { keep } = past
  const list = useRef<HTMLElement>(null)
  const page = useRef<HTMLElement>(null)
  const listId = useId()
  const [telling, setTelling] = useState(false)
  /** The query whose nearest files are shown although nothing speaks of any of its words. */
  const [anyway, setAnyway] = useState<string | null>(null)

  const { outcome, selected } = state
  const answer = answerOf(outcome)
  const hits = answer?.hits ?? []
  /** Files that merely lie nearest are shown when one asks for them. */
  const isShown = (answer: SearchAnswer) => answer.hits.length > 0 && (anyway === answer.query || !isUnanswered(answer))
  const shown = answer !== null && isShown(answer)
  const hit = shown ? selectedHit(state) : null
  /** Offered where nothing was found. */
  const wider = outcome.kind === 'found' && !shown ? unfiltered(outcome.answer) : null
  const names = answer?.names ?? []
  /** A file without text that one looks at instead; it goes with the answer that named it. */
  const [looked, setLooked] = useState<NameHit | null>(null)
  const file = names.find(({ path }) => path === looked?.path) ?? null
  const only = onlyWord(state)
  const at = hits.findIndex(({ path }) => path === selected?.path)
  const words = useMemo(() => (answer ? litWords(answer) : []), [answer])
  const { note, ...pointing } = useMatchNote(state.query, search.hover)
  const { evidence, matches } = useMatches(reader, state, answer, words)
  const folders = status?.folders
  const roots = useMemo(() => folders?.map(({ path }) => path) ?? [], [folders])
  const away = useMemo(() => folders?.flatMap(({ path, state }) => (state === 'offline' ? [path] : [])) ?? [], [folders])

  const path = hit?.path
  const modified = hit?.modified
  const passages = hit?.passages
  const asked = answer?.query
  const mode = answer?.mode
  useEffect(() => {
    const question = asked !== undefined && mode !== undefined ? { query: asked, mode } : null
    void reader.read(path === undefined || modified === undefined || !passages ? null : { path, modified, passages }, question)
  }, [reader, path, modified, passages, asked, mode])

  useEffect(() => field.current?.focus(), [field])

  const suggest = (query: string, caret: number) =>
    complete(query, caret, {
      folders: [...new Set([...roots.map(nameOf), ...hits.flatMap(({ path }) => foldersOf(path, roots))])],
      languageName: text.format.language,
      typeName: (type) => text.filters.types[type as keyof typeof text.filters.types],
      now: Date.now(),
    })

  const onCopy = useEffectEvent((event: ClipboardEvent) => {
    const read = file ?? hit
    if (read && !hasSelection()) actions.copy(read.path, event)
  })
  useEffect(() => {
    const listener = (event: ClipboardEvent) => onCopy(event)
    document.addEventListener('copy', listener)
    return () => document.removeEventListener('copy', listener)
  }, [])

  const select = useCallback(
    (path: string, passage: number) => {
      setLooked(null)
      search.select(path, passage)
      keep()
    },
    [search, keep],
  )
  const openOrRead = useCallback(
    (path: string) => {
      keep()
      const reading = reader.store.getState()
      const type = reading.kind === 'open' && reading.path === path ? reading.type : null
      if (actions.open) actions.open(path)
      else if (!isTabType(type) || !actions.show(path, type)) page.current?.focus()
    },
    [actions, keep, reader],
  )

  /** Keys of the field and of the list. */
  const onKey = (event: KeyboardEvent) => {
    const { key, shiftKey, altKey } = event
    const command = event.ctrlKey || event.metaKey
    const inList = event.currentTarget === list.current
    // In the field, Home and End are the caret's.
    const steps: Record<string, number> = {
      ...{ ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE },
      ...(inList && { Home: -Infinity, End: Infinity }),
    }
    if (key in steps && !shiftKey && !command && !altKey) {
      setLooked(null)
      search.move(steps[key]!)
    } else if (key === 'Enter' && wider) toField(wider.query)
    else if (key === 'Enter') {
      search.whenAnswered((state) => {
        const answer = answerOf(state.outcome)
        const hit = answer && isShown(answer) ? selectedHit(state) : null
        if (hit && command) actions.reveal?.(hit.path)
        else if (hit) openOrRead(hit.path)
      })
    } else if (key === ' ' && inList && hit) page.current?.focus()
    else return
    event.preventDefault()
  }

  /** Keys of the whole view, wherever the focus is in it. */
  const onViewKey = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return
    if (event.key === 'F3') search.turn(event.shiftKey ? -1 : 1, matches)
    // `code` and not `key`: on a Mac, Option+W types "∑".
    else if (event.code === 'KeyW' && event.altKey && hit) setTelling(!telling)
    else if (event.key === 'Escape') {
      if (field.current !== document.activeElement) field.current?.focus()
      else if (!search.escape()) return
    } else return
    event.preventDefault()
  }

  /** A file found by its name: selected among the results, found by its path, or looked at as it is. */
  const choose = (name: NameHit) => {
    const { path, text } = name
    if (hits.some((hit) => hit.path === path)) select(path, 0)
    else if (text === 'indexed') void search.type(`path:"${path}"`)
    else setLooked(name)
  }
  const doings = {
    onOpen: desktop ? actions.open : null,
    onReveal: desktop ? actions.reveal : null,
    onCopyPath: actions.copyPath,
  }
  const toField = (query: string) => {
    void search.type(query)
    field.current?.focus()
  }
  const before = (
    <Searches
      saved={past.saved}
      history={past.history}
      onSearch={({ query, mode }) => {
        if (mode) void search.rankBy(mode)
        toField(query)
      }}
      onUnsave={(each) => void past.toggle(each)}
      onForget={(query) => {
        past.forget(query)
        field.current?.focus()
      }}
    />
  )

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: catches keys on their way up from the field, the list and the text.
    <div className={styles.view} onKeyDown={onViewKey} {...pointing}>
      <h1 className="unseen">{text.search.title}</h1>
      {/* biome-ignore lint/a11y/useSemanticElements: <search> is newer than some of the browsers we serve. */}
      <div className={styles.top} role="search">
        <div className={styles.line}>
          <SearchField
            ref={field}
            query={state.query}
            busy={outcome.kind === 'searching'}
            controls={listId}
            expanded={shown}
            active={shown && at >= 0 ? optionId(listId, at) : undefined}
            complete={suggest}
            onType={(query) => void search.type(query)}
            onKey={onKey}
          />
          <ModeSwitch mode={state.mode} onChange={(mode) => void search.rankBy(mode)} />
        </div>
        <AnswerLine
          {...{ state, search, answer, words, shown }}
          saved={past.isSaved(state)}
          onSave={() => void past.toggle(state)}
          onRemove={(filter) => toField(withoutFilter(state.query, filter))}
          onExported={(files) => onDone(text.exporting.done(files))}
        />
      </div>
      {shown || file ? (
        <div className={styles.both} data-query={answer?.query}>
          <div className={styles.results}>
            {(outcome.kind === 'failed' || !shown) && (
              <NoAnswer {...{ outcome, state, status, search, before }} onAnyway={setAnyway} onWithout={toField} />
            )}
            <ResultList
              ref={list}
              id={listId}
              {...{ only, selected, roots, away, onKey }}
              hits={shown ? hits : []}
              words={words}
              onSelect={select}
              onOpen={openOrRead}
              onDrag={actions.drag}
              onEnd={() => hasMore(state) && void search.more()}
            />
            <Names names={names} words={words} onChoose={choose} />
          </div>
          {file ? (
            <FilePreview ref={page} {...{ file, roots, original, ...doings }} onClose={() => setLooked(null)} />
          ) : (
            <Preview
              ref={page}
              {...{ hit, reading, evidence, matches, only, roots, original, ...doings }}
              passage={readingId(state) ?? -1}
              words={words}
              weights={state.weights}
              telling={telling}
              onTell={setTelling}
              onWeigh={(word, change) => void search.weigh(word, change)}
              onTurn={(step) => search.turn(step, matches)}
              onJump={search.jump}
              onHover={search.hover}
              onLike={(selected) => toField(likeThis(selected))}
            />
          )}
        </div>
      ) : (
        <div className={styles.empty} data-query={answer?.query}>
          <NoAnswer {...{ outcome, state, status, search, before }} onAnyway={setAnyway} onWithout={toField} />
          <Names names={names} words={words} onChoose={choose} />
          {/* What the field commands exists even when it is empty. */}
          <div id={listId} role="listbox" aria-label={text.search.results} tabIndex={-1} />
        </div>
      )}
      {note && words[note.word] && <MatchNote word={words[note.word]!} weight={note.weight} box={note.box} />}
    </div>
  )
}

/** Whether something is selected on the page or in the field, which then is what is copied. */
function hasSelection(): boolean {
  const { activeElement } = document
  if (activeElement instanceof HTMLInputElement) return activeElement.selectionStart !== activeElement.selectionEnd
  return !(document.getSelection()?.isCollapsed ?? true)
}
