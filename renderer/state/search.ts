import { createStore } from 'zustand/vanilla'
import type { Engine, Hit, SavedSearch, SearchAnswer, SearchMode, SearchOrder, WordWeight } from '../../core/contract/engine.ts'
import { EngineError } from '../../core/contract/errors.ts'

/** What came of the words in the field. What was found before stays on screen until there is something new to show. */
export type Outcome =
  | { readonly kind: 'idle' }
  | { readonly kind: 'searching'; readonly previous: SearchAnswer | null }
  | { readonly kind: 'found'; readonly answer: SearchAnswer }
  | { readonly kind: 'failed'; readonly error: EngineError; readonly previous: SearchAnswer | null }

export interface Selected {
  readonly path: string
  /** Index into the hit's passages. */
  readonly passage: number
  /** Another passage of the file, when it is read instead. */
  readonly elsewhere?: number
}

export interface SearchState {
  readonly query: string
  readonly mode: SearchMode
  readonly order: SearchOrder
  /** Words that count otherwise than once; kept while one types on. */
  readonly weights: readonly WordWeight[]
  readonly limit: number
  readonly outcome: Outcome
  /** The file that the keys act on, and which of its passages is read. */
  readonly selected: Selected | null
  /** Indices of query words: the one below the pointer, and the one that a click holds. */
  readonly hovered: number | null
  readonly pinned: number | null
}

/** A first screenful and several more: 50 files are about 10 screens. */
const PAGE = 50
/** The engine's own bound. */
const MOST = 10_000

export type Search = ReturnType<typeof createSearch>

/** The search field and its answers. Each change asks anew and cancels the question before it. */
export function createSearch(engine: Engine) {
  const store = createStore<SearchState>(() => ({
    query: '',
    mode: 'hybrid',
    order: 'relevance',
    weights: [],
    limit: PAGE,
    outcome: { kind: 'idle' },
    selected: null,
    hovered: null,
    pinned: null,
  }))
  let asking = new AbortController()
  let answered: Promise<void> = Promise.resolve()
  /** What was selected when the question was asked. */
  let before: Selected | null = null

  const ask = (): Promise<void> => {
    answered = answer()
    return answered
  }

  async function answer(): Promise<void> {
    asking.abort()
    asking = new AbortController()
    const { signal } = asking
    const { query, mode, order, weights, limit, outcome, selected } = store.getState()
    before = selected
    if (query.trim() === '') return store.setState({ outcome: { kind: 'idle' }, selected: null, weights: [] })
    const previous = answerOf(outcome)
    store.setState({ outcome: { kind: 'searching', previous } })
    try {
      const answer = await engine.search({ query, limit, mode, order, weights }, signal)
      if (signal.aborted) return
      const renewed = isTo(previous, { query, mode })
      store.setState((state) => ({
        outcome: { kind: 'found', answer },
        selected: (renewed && stillThere(state, answer)) || first(answer),
      }))
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof EngineError)) throw error
      store.setState({ outcome: { kind: 'failed', error, previous } })
    }
  }

  return {
    store,
    type(query: string) {
      if (query === store.getState().query) return
      store.setState({ query, limit: PAGE, hovered: null, pinned: null })
      return ask()
    },
    rankBy(mode: SearchMode) {
      if (mode === store.getState().mode) return
      store.setState({ mode, limit: PAGE })
      return ask()
    },
    orderBy(order: SearchOrder) {
      if (order === store.getState().order) return
      store.setState({ order })
      return ask()
    },
    /** Lets a word count not at all, once or twice, or demands it. What is as usual is forgotten. */
    weigh(word: string, change: Partial<Pick<WordWeight, 'weight' | 'required'>>) {
      const { weights } = store.getState()
      const next = { word, weight: 1 as const, ...weights.find((each) => each.word === word), ...change }
      const others = weights.filter((each) => each.word !== word)
      const usual = next.weight === 1 && !next.required
      store.setState({ weights: usual ? others : [...others, next] })
      return ask()
    },
    more() {
      store.setState(({ limit }) => ({ limit: Math.min(MOST, limit * 4) }))
      return ask()
    },
    /** Asks the same again: the files have changed, or the engine is back. */
    renew: ask,
    /**
     * Does something with what the words in the field found: at once, or as soon as they have found something. What was found by other
     * words is meant only by one who chose of it since; and nothing is by one who types on.
     */
    whenAnswered(act: (state: SearchState) => void): void {
      const state = store.getState()
      const { outcome, selected } = state
      const { signal } = asking
      if (outcome.kind !== 'searching' || isTo(outcome.previous, state) || selected !== before) act(state)
      else void answered.then(() => signal.aborted || act(store.getState()))
    },
    /** Moves the selection by `step` files, stopping at both ends. */
    move(step: number) {
      const { outcome, selected } = store.getState()
      const hits = answerOf(outcome)?.hits ?? []
      const at = hits.findIndex((hit) => hit.path === selected?.path)
      const hit = hits[Math.min(hits.length - 1, Math.max(0, at + step))]
      if (hit) store.setState({ selected: { path: hit.path, passage: 0 } })
    },
    select(path: string, passage = 0) {
      store.setState({ selected: { path, passage } })
    },
    /** Reads a passage of the selected file, by its id. */
    jump(id: number) {
      const state = store.getState()
      const hit = selectedHit(state)
      if (!hit || !state.selected) return
      const passage = hit.passages.findIndex((each) => each.id === id)
      const { path } = hit
      store.setState({
        selected: passage >= 0 ? { path, passage } : { path, passage: state.selected.passage, elsewhere: id },
      })
    },
    /** Reads the next of these passages, given in the order of the text, or the one before; begins again at the end. */
    turn(step: 1 | -1, ids: readonly number[] = inTextOrder(selectedHit(store.getState()))) {
      const at = ids.indexOf(readingId(store.getState()) ?? -1)
      const next = ids[(at + step + ids.length) % ids.length]
      if (next !== undefined) this.jump(next)
    },
    hover(word: number | null) {
      store.setState({ hovered: word })
    },
    /** Holds a word; holding it again lets it go. */
    pin(word: number) {
      store.setState(({ pinned }) => ({ pinned: pinned === word ? null : word, hovered: null }))
    },
    /** One step back: first the held word, then the query. Says whether there was one. */
    escape(): boolean {
      const { pinned, query } = store.getState()
      if (pinned !== null) store.setState({ pinned: null, hovered: null })
      else if (query !== '') void this.type('')
      else return false
      return true
    },
  }
}

/** What is on screen: the latest answer, or the one before while the next is on its way. */
export function answerOf(outcome: Outcome): SearchAnswer | null {
  if (outcome.kind === 'found') return outcome.answer
  return outcome.kind === 'idle' ? null : outcome.previous
}

/** Whether there may be more files than were asked for. */
export const hasMore = ({ outcome, limit }: Pick<SearchState, 'outcome' | 'limit'>): boolean =>
  outcome.kind === 'found' && outcome.answer.hits.length >= limit && limit < MOST

export function selectedHit({ outcome, selected }: Pick<SearchState, 'outcome' | 'selected'>): Hit | null {
  return answerOf(outcome)?.hits.find((hit) => hit.path === selected?.path) ?? null
}

/** The id of the passage that is read. */
export function readingId(state: Pick<SearchState, 'outcome' | 'selected'>): number | null {
  const hit = selectedHit(state)
  if (!hit || !state.selected) return null
  return state.selected.elsewhere ?? hit.passages[state.selected.passage]?.id ?? null
}

/** The passages of a hit as one reads; the list has them best first. */
export const inTextOrder = (hit: Hit | null): number[] =>
  [...(hit?.passages ?? [])].sort((a, b) => a.start - b.start).map(({ id }) => id)

/** The one query word to show, or null for all of them. */
export const onlyWord = ({ hovered, pinned }: Pick<SearchState, 'hovered' | 'pinned'>): number | null => hovered ?? pinned

/** Whether it answers this question, however ranked. */
const isTo = (answer: SearchAnswer | null, { query, mode }: SavedSearch): boolean =>
  answer?.query === query && answer.mode === mode

const first = ({ hits }: SearchAnswer): SearchState['selected'] => (hits[0] ? { path: hits[0].path, passage: 0 } : null)

/** Where one reads, in a new answer to the same question: its passages may come in another order. */
function stillThere(state: SearchState, { hits }: SearchAnswer): SearchState['selected'] {
  const { selected } = state
  const hit = hits.find(({ path }) => path === selected?.path)
  if (!selected || !hit) return null
  const { path, modified, passages } = hit
  const reading = readingId(state)
  const passage = passages.findIndex(({ id }) => id === reading)
  if (passage >= 0) return { path, passage }
  const nearest = { path, passage: Math.min(selected.passage, passages.length - 1) }
  // Of a file that was written since, no passage is where it was.
  const kept = selected.elsewhere !== undefined && selectedHit(state)?.modified === modified
  return kept ? { ...nearest, elsewhere: selected.elsewhere } : nearest
}
