import { createStore } from 'zustand/vanilla'
import type { Devices, Engine, Model, Pause, Settings } from '../../core/contract/engine.ts'
import { EngineError } from '../../core/contract/errors.ts'

export type SettingsState = (
  | { readonly kind: 'reading' }
  | { readonly kind: 'failed'; readonly error: EngineError }
  | { readonly kind: 'read'; readonly settings: Settings; readonly models: readonly Model[] }
) & {
  /** What went wrong with the last change. */
  readonly problem: EngineError | null
}

/** From now on, as a clock says it: it holds when Kenning is closed and opened again. */
export const pauseForAnHour = (now = Date.now()): Pause => ({ until: now + 3_600_000 })

export type Preferences = ReturnType<typeof createPreferences>

/** What the person chose, as the engine keeps it. */
export function createPreferences(engine: Engine) {
  const store = createStore<SettingsState>(() => ({ kind: 'reading', problem: null }))

  return {
    store,
    async read(): Promise<void> {
      try {
        const [settings, models] = await Promise.all([engine.settings({}), engine.models({})])
        store.setState({ kind: 'read', settings, models, problem: null }, true)
      } catch (error) {
        if (!(error instanceof EngineError)) throw error
        // What is on screen stays right while the engine is away.
        if (store.getState().kind !== 'read') store.setState({ kind: 'failed', error, problem: null }, true)
      }
    },
    /** Which encoders there are, anew. */
    async readModels(): Promise<void> {
      const models = await engine.models({})
      store.setState((state) => (state.kind === 'read' ? { ...state, models } : state), true)
    },
    /** What encoders can run on here. */
    devices: (again: boolean): Promise<Devices> => engine.devices({ ...(again && { again }) }),
    report(problem: EngineError | null) {
      store.setState({ problem })
    },
    /** On screen at once; taken back when the engine refuses. Says whether it took the change. */
    async change(change: Partial<Settings>): Promise<boolean> {
      const before = store.getState()
      if (before.kind === 'read') store.setState(withSettings(before, change), true)
      try {
        const settings = await engine.changeSettings(change)
        store.setState((state) => ({ ...withSettings(state, settings), problem: null }), true)
        return true
      } catch (error) {
        if (!(error instanceof EngineError)) throw error
        const old = before.kind === 'read' ? pick(before.settings, change) : {}
        store.setState((state) => ({ ...withSettings(state, old), problem: error }), true)
        return false
      }
    },
  }
}

/** Rules as typed, one a line; blank lines mean nothing. */
export const exclusionsOf = (typed: string): string[] =>
  typed
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** What a model is called; its id where the catalogue does not have it. */
export const modelNameIn = (models: readonly Model[], id: string): string => models.find((model) => model.id === id)?.name ?? id

/** As `modelNameIn`, of the models that were read. */
export const modelName = (state: SettingsState, id: string): string => modelNameIn(state.kind === 'read' ? state.models : [], id)

const withSettings = (state: SettingsState, change: Partial<Settings>): SettingsState =>
  state.kind === 'read' ? { ...state, settings: { ...state.settings, ...change } } : state

/** Of `settings`, those that `change` names: another change may have come between. */
const pick = (settings: Settings, change: Partial<Settings>): Partial<Settings> =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => name in change))
