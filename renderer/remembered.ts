/**
 * What the page has to know before the engine has answered: its language and light, so that it does not start in another; and the
 * engine's key, in a browser, for as long as the tab is open.
 */
export type Remembered = 'language' | 'theme' | 'token'

const keyOf = (name: Remembered): string => `kenning:${name}`
const storageOf = (name: Remembered): Storage => (name === 'token' ? sessionStorage : localStorage)

/** What was chosen or given last; null for nothing, and in a browser that keeps nothing for pages. */
export function remembered(name: Remembered): string | null {
  try {
    return storageOf(name).getItem(keyOf(name))
  } catch (error) {
    return whereForbidden(error)
  }
}

/** Keeps it for the next start, and says whether the browser allows it. */
export function remember(name: Remembered, value: string): boolean {
  try {
    storageOf(name).setItem(keyOf(name), value)
    return true
  } catch (error) {
    whereForbidden(error)
    return false
  }
}

/** Storage that is switched off (`SecurityError`) or full (`QuotaExceededError`). */
function whereForbidden(error: unknown): null {
  if (error instanceof DOMException) return null
  throw error
}
