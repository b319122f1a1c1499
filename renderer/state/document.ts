import { createStore } from 'zustand/vanilla'
import type { DocumentText, Engine, Evidence, Hit, OriginalType, PassageHit, SearchMode } from '../../core/contract/engine.ts'
import { EngineError } from '../../core/contract/errors.ts'

/** What was asked of the files; matches are looked for by it. */
export interface Question {
  readonly query: string
  readonly mode: SearchMode
}

/** Every match of a question in one document. */
export interface Found {
  readonly question: Question
  readonly evidence: Evidence
}

/** The document beside the list. */
export type Reading =
  | { readonly kind: 'none' }
  | { readonly kind: 'opening'; readonly path: string }
  | {
      readonly kind: 'open'
      readonly path: string
      readonly document: DocumentText
      /** What the file itself can be shown as; null for its text alone. */
      readonly type: OriginalType | null
      readonly found: Found | null
    }
  | { readonly kind: 'failed'; readonly path: string; readonly error: EngineError }

/** Milliseconds before a text is fetched: someone who types or holds ↓ passes by most files. */
const PAUSE = 80
/** Milliseconds of quiet before all of a document is looked through: a book of 6,000 passages takes about half a second. */
const QUIET = 250
/** Texts kept for going back and forth; a large one is 5 million characters, 10 MB. */
const KEPT = 6

interface Kept {
  readonly document: DocumentText
  /** Undefined where it could not be told. */
  readonly type: OriginalType | null | undefined
}

/** A file that was found, with what was found of it. */
type Wanted = Pick<Hit, 'path' | 'modified'> & { readonly passages: readonly Pick<PassageHit, 'id' | 'text'>[] }

export type Reader = ReturnType<typeof createReader>

export function createReader(engine: Engine) {
  const store = createStore<Reading>(() => ({ kind: 'none' }))
  /** By path and the time of its last change, oldest first. */
  const kept = new Map<string, Kept>()
  let opening = new AbortController()

  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
  /** What a call comes to; null when it was overtaken. A failure that can be told is told. */
  async function attempt<T>(signal: AbortSignal, call: () => Promise<T>, tell: (error: EngineError) => void): Promise<T | null> {
    try {
      const value = await call()
      return signal.aborted ? null : value
    } catch (error) {
      if (signal.aborted) return null
      if (!(error instanceof EngineError)) throw error
      tell(error)
      return null
    }
  }

  async function textOf({ path, modified, passages }: Wanted, signal: AbortSignal): Promise<Kept | null> {
    const key = `${modified} ${path}`
    const before = store.getState()
    const had = kept.get(key)
    const known = had && passages.every((passage) => holds(had.document, passage)) ? had : null
    // What it can be shown as is asked again each time it is shown anew, until it is told.
    if (known && (known.type !== undefined || (before.kind === 'open' && before.document === known.document))) return known
    store.setState({ kind: 'opening', path }, true)
    await pause(PAUSE)
    if (signal.aborted) return null
    const [document, original] = await Promise.all([
      known?.document ??
        attempt(
          signal,
          () => engine.document({ path }, signal),
          (error) => store.setState({ kind: 'failed', path, error }, true),
        ),
      // A file that is away (a disk that is not plugged in) is read all the same: its text is known.
      attempt(
        signal,
        () => engine.original({ path }, signal),
        () => {},
      ),
    ])
    if (!document || signal.aborted) return null
    const read = { document, type: original?.type }
    kept.set(key, read)
    for (const oldest of [...kept.keys()].slice(0, -KEPT)) kept.delete(oldest)
    return read
  }

  async function lookThrough(path: string, question: Question, signal: AbortSignal): Promise<void> {
    await pause(QUIET)
    if (signal.aborted) return
    // A file that is gone from the index keeps the text that is on screen; its matches are not known.
    const evidence = await attempt(
      signal,
      () => engine.evidence({ path, ...question }, signal),
      () => {},
    )
    if (evidence) store.setState((state) => (state.kind === 'open' ? { ...state, found: { question, evidence } } : state), true)
  }

  return {
    store,
    /**
     * Shows a file, or nothing; then every match of the question in it. Resolves when it is on screen, failed, or overtaken by
     * another.
     */
    async read(file: Wanted | null, question: Question | null = null): Promise<void> {
      opening.abort()
      opening = new AbortController()
      const { signal } = opening
      if (!file) return store.setState({ kind: 'none' }, true)
      const { path } = file
      const before = store.getState()
      const read = await textOf(file, signal)
      if (!read || signal.aborted) return
      // The matches of another question stay until those of this one are there; the page shows none that do not fit. Those of a
      // text that was replaced are of other passages.
      const found = before.kind === 'open' && before.document === read.document ? before.found : null
      store.setState({ kind: 'open', path, document: read.document, type: read.type ?? null, found }, true)
      if (question && !(found && same(found.question, question))) await lookThrough(path, question, signal)
    },
  }
}

/**
 * Whether the text is the one that the passage was found in: pictures may have been recognised since, or another encoder may have
 * made other passages of it, and the file itself is as old as before.
 */
const holds = ({ text, passages }: DocumentText, found: Pick<PassageHit, 'id' | 'text'>): boolean => {
  const own = passages.find(({ id }) => id === found.id)
  return own !== undefined && text.slice(own.start, own.end) === found.text
}

const same = (a: Question, b: Question): boolean => a.query === b.query && a.mode === b.mode
