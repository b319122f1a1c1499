import { createStore } from 'zustand/vanilla'
import type { Engine, Explanation, Settings, Status } from '../../core/contract/engine.ts'
import { EngineError } from '../../core/contract/errors.ts'

export interface LibraryState {
  /** Null until the engine has said it once. */
  readonly status: Status | null
  /** What went wrong with the last action. */
  readonly problem: EngineError | null
}

export type Library = ReturnType<typeof createLibrary>

/** The folders and what is known of them. */
export function createLibrary(engine: Engine) {
  const store = createStore<LibraryState>(() => ({ status: null, problem: null }))

  /** Does `action`; a failure a person can act on becomes the problem on screen. Says whether it went well. */
  async function attempt(action: () => Promise<unknown>): Promise<boolean> {
    try {
      await action()
      store.setState({ problem: null })
      return true
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      if (error.code !== 'cancelled') store.setState({ problem: error })
      return false
    }
  }

  return {
    store,
    /** Follows the engine's status until `signal` aborts or the engine goes away. */
    async follow(signal: AbortSignal): Promise<void> {
      try {
        for await (const status of engine.status({}, signal)) {
          if (signal.aborted) return
          store.setState({ status })
        }
      } catch (error) {
        // The connection says by itself that the engine went away.
        if (!(error instanceof EngineError)) throw error
        if (error.code !== 'cancelled' && error.code !== 'disconnected') store.setState({ problem: error })
      }
    },
    add: (path: string) => attempt(() => engine.addFolder({ path })),
    remove: (path: string) => attempt(() => engine.removeFolder({ path })),
    /** One file, or all that failed. */
    retry: (path?: string) => attempt(() => engine.retry(path === undefined ? {} : { path })),
    /** Tries search on so many passages; told as it goes. */
    recall: (passages: number, signal: AbortSignal) => engine.recall({ passages }, signal),
    /** Why a path is found, or why not; null when the engine could not say. */
    async explain(path: string): Promise<Explanation | null> {
      let explanation: Explanation | null = null
      await attempt(async () => {
        explanation = await engine.explain({ path })
      })
      return explanation
    },
    report(problem: EngineError | null) {
      store.setState({ problem })
    },
  }
}

/** 0 to 1, or null where there is nothing to count. */
export function progressOf({ activity }: Pick<Status, 'activity'>): number | null {
  if (activity.kind !== 'indexing' && activity.kind !== 'encoding' && activity.kind !== 'rebuilding') return null
  return activity.total > 0 ? Math.min(1, activity.done / activity.total) : 0
}

/** Of the index, the part that does not shrink with shared vectors: text, and where each token stands in it. Measured. */
const SHARE_OF_TEXT = 0.35

/** Bytes of the index made otherwise: what is kept for a token grows with its numbers, and is less where tokens share. */
export function indexBytesAt(made: Pick<Settings, 'dim' | 'pooling'>, status: Pick<Status, 'bytes' | 'dim' | 'pooling'>): number {
  if (status.dim === 0) return 0
  const kept = (dim: number, pooling: number) => dim * (SHARE_OF_TEXT + (1 - SHARE_OF_TEXT) / pooling)
  return Math.round((status.bytes.index * kept(made.dim, made.pooling)) / kept(status.dim, status.pooling))
}
