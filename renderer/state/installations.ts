import { createStore } from 'zustand/vanilla'
import type { Engine, Installation, Model } from '../../core/contract/engine.ts'
import { EngineError } from '../../core/contract/errors.ts'

/** How far the installation of an encoder is; `failed` says why it stopped. */
export type Installing =
  | { readonly kind: 'starting' }
  | Exclude<Installation, { readonly kind: 'installed' }>
  | { readonly kind: 'failed'; readonly error: EngineError }

/** What an installation was begun with, so that it can go on. */
export interface Begun {
  readonly acceptedLicence?: string
  readonly from?: string
}

export interface InstallationsState {
  /** By the encoder's id. */
  readonly installing: Readonly<Record<string, Installing>>
}

export type Installations = ReturnType<typeof createInstallations>

/**
 * Encoders on their way to this computer. They go on while other views are looked at; a page that is closed pauses them.
 * @param changed reads the list of encoders anew
 */
export function createInstallations(engine: Engine, changed: () => Promise<void>) {
  const store = createStore<InstallationsState>(() => ({ installing: {} }))
  const running = new Map<string, { readonly abort: AbortController; readonly ended: Promise<unknown> }>()
  const begun = new Map<string, Begun>()

  const set = (id: string, step: Installing | null) =>
    store.setState(({ installing: { [id]: _, ...others } }) => ({ installing: step ? { ...others, [id]: step } : others }))

  async function follow(id: string, input: Begun, signal: AbortSignal): Promise<Model | null> {
    try {
      for await (const step of engine.installModel({ id, ...input }, signal)) {
        if (step.kind === 'installed') return step.model
        if (!signal.aborted) set(id, step)
      }
      return null
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      if (signal.aborted || error.code === 'cancelled') return null
      set(id, { kind: 'failed', error })
      return null
    }
  }

  return {
    store,
    /** What it was begun with, if it was in this session: a licence is accepted once. */
    begunWith: (id: string): Begun | undefined => begun.get(id),
    /** Answers with the encoder once it is installed; with null when it was paused or failed. */
    async install(id: string, input: Begun): Promise<Model | null> {
      if (running.has(id)) return null
      const abort = new AbortController()
      begun.set(id, input)
      set(id, { kind: 'starting' })
      const ended = follow(id, input, abort.signal)
      running.set(id, { abort, ended })
      try {
        const model = await ended
        if (model) begun.delete(id)
        return model
      } finally {
        running.delete(id)
        if (store.getState().installing[id]?.kind !== 'failed') set(id, null)
        await changed()
      }
    },
    /** What has arrived is kept for the next time. */
    async pause(id: string): Promise<void> {
      const run = running.get(id)
      run?.abort.abort()
      await run?.ended
    },
    /** Removes an encoder, or what came of one whose installation was not finished. Throws what the engine says. */
    async remove(id: string): Promise<void> {
      const run = running.get(id)
      run?.abort.abort()
      await run?.ended
      await engine.removeModel({ id })
      begun.delete(id)
      set(id, null)
      await changed()
    },
  }
}
