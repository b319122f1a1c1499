import { useMemo } from 'react'
import { useStore } from 'zustand'
import type { Evidence, SearchAnswer } from '../../core/contract/engine.ts'
import { type LitWord, wordState } from '../parts/words.ts'
import type { Reader } from '../state/document.ts'
import { inTextOrder, type SearchState, selectedHit } from '../state/search.ts'

interface Matches {
  /** Every match in the document that is read, by words that count; null until it is known. */
  readonly evidence: Evidence | null
  /** Ids of passages, in the order of the text: where F3 stops. */
  readonly matches: readonly number[]
}

export function useMatches(reader: Reader, state: SearchState, answer: SearchAnswer | null, words: readonly LitWord[]): Matches {
  const reading = useStore(reader.store)
  const hit = selectedHit(state)
  const { weights, pinned } = state
  const found = reading.kind === 'open' && reading.path === hit?.path ? reading.found : null
  const fits = found?.question.query === answer?.query && found?.question.mode === answer?.mode
  const evidence = useMemo(() => {
    if (!found || !fits) return null
    const muted = new Set(words.flatMap((word, i) => (wordState(word, weights) === 'muted' ? i : [])))
    const passages = found.evidence.passages
      .map(({ id, highlights }) => ({ id, highlights: highlights.filter(({ word }) => !muted.has(word)) }))
      .filter(({ highlights }) => highlights.length > 0)
    return { ...found.evidence, passages }
  }, [found, fits, words, weights])
  const matches = useMemo(() => {
    const holding = evidence?.passages.filter(({ highlights }) =>
      highlights.some(({ word }) => pinned === null || word === pinned),
    )
    return holding && holding.length > 0 ? holding.map(({ id }) => id) : inTextOrder(hit)
  }, [evidence, hit, pinned])
  return { evidence, matches }
}
