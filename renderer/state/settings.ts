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
  /** Changes that the engine has not answered yet, in their order: on screen they lie over what it said last. */
  let asked: readonly Partial<Settings>[] = []
  let said: Partial<Settings> = {}

  const shown = (): Partial<Settings> => Object.assign({}, said, ...asked)
  const answered = (change: Partial<Settings>, problem: EngineError | null) => {
    asked = asked.filter((each) => each !== change)
    store.setState((state) => ({ ...withSettings(state, shown()), problem }), true)
  }

  return {
    store,
    async read(): Promise<void> {
      try {
        const [settings, models] = await Promise.all([engine.settings({}), engine.models({})])
        said = settings
        store.setState({ kind: 'read', settings: { ...settings, ...shown() }, models, problem: null }, true)
      } catch (error) {
        if (!(error instanceof EngineError)) throw error
        // What is on screen stays right while the engine is away.
        if (store.getState().kind !== 'read') store.setState({ kind: 'failed', error, problem: null }, true)
      }
    },
    /** Which encoders there are, anew. */
    async readModels(): Promise<void> {
      try {
        const models = await engine.models({})
        store.setState((state) => (state.kind === 'read' ? { ...state, models } : state), true)
      } catch (error) {
        if (!(error instanceof EngineError)) throw error
        // An engine that went away is asked for everything when it is back.
        if (error.code !== 'disconnected') store.setState({ problem: error })
      }
    },
    /** What encoders can run on here. */
    devices: (again: boolean): Promise<Devices> => engine.devices({ ...(again && { again }) }),
    report(problem: EngineError | null) {
      store.setState({ problem })
    },
    /** On screen at once; taken back when the engine refuses. Says whether it took the change. */
    async change(wanted: Partial<Settings>): Promise<boolean> {
      const change = { ...wanted }
      asked = [...asked, change]
      store.setState((state) => withSettings(state, change), true)
      try {
        said = await engine.changeSettings(change)
        answered(change, null)
        return true
      } catch (error) {
        if (error instanceof EngineError) answered(change, error)
        else throw error
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
