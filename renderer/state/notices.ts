import { createStore } from 'zustand/vanilla'

/** One short word about what was just done, shown for a moment and read out. */
export interface Notice {
  readonly id: number
  readonly message: string
}

/** Milliseconds: long enough to read a short line twice. */
const SHOWN = 3_500

export type Notices = ReturnType<typeof createNotices>

export function createNotices() {
  const store = createStore<{ readonly notice: Notice | null }>(() => ({ notice: null }))
  let lastId = 0
  return {
    store,
    say(message: string) {
      const notice = { id: ++lastId, message }
      store.setState({ notice })
      setTimeout(() => store.setState((state) => (state.notice === notice ? { notice: null } : state)), SHOWN)
    },
  }
}
