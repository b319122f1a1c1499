/** What the page has to know before the engine has answered, so that it does not start in another language or another light. */
export type Remembered = 'language' | 'theme'

const keyOf = (name: Remembered): string => `kenning:${name}`

/** What was chosen last; null for nothing, and in a browser that keeps nothing for pages. */
export function remembered(name: Remembered): string | null {
  try {
    return localStorage.getItem(keyOf(name))
  } catch (error) {
    return whereForbidden(error)
  }
}

/** Keeps it for the next start where the browser allows it: the settings have it all the same. */
export function remember(name: Remembered, value: string): void {
  try {
    localStorage.setItem(keyOf(name), value)
  } catch (error) {
    whereForbidden(error)
  }
}

/** Storage that is switched off (`SecurityError`) or full (`QuotaExceededError`). */
function whereForbidden(error: unknown): null {
  if (error instanceof DOMException) return null
  throw error
}
