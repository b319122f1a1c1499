import { HISTORY, type SavedSearch } from '../../core/contract/engine.ts'

/** The history with one more query, latest first. What was only the beginning of it ("rent" of "rent flat") is left out. */
export function withQuery(history: readonly string[], typed: string): readonly string[] {
  const query = typed.trim()
  if (query === '') return history
  const others = history.filter((each, i) => each !== query && !(i === 0 && query.startsWith(each)))
  return [query, ...others].slice(0, HISTORY)
}

export const isSaved = (saved: readonly SavedSearch[], { query, mode }: SavedSearch): boolean =>
  saved.some((each) => each.query === query && each.mode === mode)

/** Saves a search, or takes it from the saved ones. */
export const toggled = (saved: readonly SavedSearch[], { query, mode }: SavedSearch): readonly SavedSearch[] =>
  isSaved(saved, { query, mode })
    ? saved.filter((each) => each.query !== query || each.mode !== mode)
    : [{ query, mode }, ...saved]
