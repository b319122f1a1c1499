import { useCallback, useEffect } from 'react'
import { useStore } from 'zustand'
import type { SavedSearch } from '../../core/contract/engine.ts'
import { isSaved, toggled, withQuery } from '../state/history.ts'
import { answerOf, type Search } from '../state/search.ts'
import type { Preferences } from '../state/settings.ts'
import { useText } from '../text/text.ts'

/** Milliseconds that an answer is looked at before its query counts as one that led somewhere. */
const REST = 4_000

/** Past and saved searches, as the settings keep them. */
export function useHistory(search: Search, preferences: Preferences, onDone: (message: string) => void) {
  const say = useText().searches
  const settings = useStore(preferences.store, (state) => (state.kind === 'read' ? state.settings : null))
  const rested = useStore(search.store, ({ outcome }) => (outcome.kind === 'found' ? outcome.answer.query : null))

  const keep = useCallback(() => {
    const answer = answerOf(search.store.getState().outcome)
    const known = preferences.store.getState()
    if (known.kind !== 'read' || !known.settings.keepHistory || !answer || answer.hits.length === 0) return
    const history = withQuery(known.settings.history, answer.query)
    if (history[0] !== known.settings.history[0]) void preferences.change({ history })
  }, [search, preferences])
  useEffect(() => {
    if (rested === null) return
    const timer = setTimeout(keep, REST)
    return () => clearTimeout(timer)
  }, [rested, keep])

  return {
    history: settings?.history ?? [],
    saved: settings?.saved ?? [],
    /** The query that is on screen led somewhere: it is worth keeping. */
    keep,
    isSaved: (each: SavedSearch) => settings !== null && isSaved(settings.saved, each),
    /** Saves a search, or no longer. */
    async toggle(each: SavedSearch): Promise<void> {
      if (!settings) return
      const had = isSaved(settings.saved, each)
      if (await preferences.change({ saved: toggled(settings.saved, each) })) onDone(had ? say.wasRemoved : say.wasSaved)
    },
    forget: (query: string) => void preferences.change({ history: (settings?.history ?? []).filter((each) => each !== query) }),
  }
}
