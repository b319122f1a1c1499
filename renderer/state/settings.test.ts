import { describe, expect, it } from 'vitest'
import { EngineError } from '../../core/contract/errors.ts'
import { fakeEngine } from '../testing/fake-engine.ts'
import { createPreferences, exclusionsOf, modelName } from './settings.ts'

describe('preferences', () => {
  it('reads the settings and the models together', async () => {
    const preferences = createPreferences(fakeEngine())
    await preferences.read()
    expect(preferences.store.getState()).toMatchObject({ kind: 'read', settings: { dim: 96 }, problem: null })
    expect(modelName(preferences.store.getState(), 'starter')).toBe('Kenning Starter')
    expect(modelName(preferences.store.getState(), 'unknown')).toBe('unknown')
  })

  it('shows what the engine made of a change', async () => {
    const preferences = createPreferences(fakeEngine())
    await preferences.read()
    expect(await preferences.change({ theme: 'dark' })).toBe(true)
    expect(preferences.store.getState()).toMatchObject({ settings: { theme: 'dark', dim: 96 } })
  })

  it('shows a choice at once, before the engine has answered', async () => {
    const preferences = createPreferences(fakeEngine({ delay: 10 }))
    await preferences.read()
    const changing = preferences.change({ theme: 'dark' })
    expect(preferences.store.getState()).toMatchObject({ settings: { theme: 'dark' } })
    await changing
  })

  it('keeps a later choice on screen when the answer to an earlier one comes', async () => {
    const preferences = createPreferences(fakeEngine())
    await preferences.read()
    const changes = [preferences.change({ theme: 'dark' }), preferences.change({ keepHistory: false })]
    const seen: boolean[] = []
    preferences.store.subscribe((state) => state.kind === 'read' && seen.push(state.settings.keepHistory))
    await Promise.all(changes)
    expect(seen).toEqual([false, false])
  })

  it('does not go back behind a later choice when an earlier one is refused', async () => {
    const engine = fakeEngine()
    const changeSettings: typeof engine.changeSettings = async (change) => {
      if (change.theme === 'dark') throw new EngineError('data-unreadable', 'The disk is full.')
      return engine.changeSettings(change)
    }
    const preferences = createPreferences({ ...engine, changeSettings })
    await preferences.read()
    const refused = preferences.change({ theme: 'dark' })
    const later = preferences.change({ theme: 'light' })
    expect(await refused).toBe(false)
    expect(preferences.store.getState()).toMatchObject({
      settings: { theme: 'light' },
      problem: { message: 'The disk is full.' },
    })
    await later
  })

  it('goes back to the old choice and says why when the engine refuses', async () => {
    const broken = { changeSettings: new EngineError('model-missing', 'This encoder is not on this computer.') }
    const preferences = createPreferences(fakeEngine({ broken }))
    await preferences.read()
    expect(await preferences.change({ model: 'jina-colbert-v2' })).toBe(false)
    expect(preferences.store.getState()).toMatchObject({
      kind: 'read',
      settings: { model: 'starter' },
      problem: { code: 'model-missing', message: 'This encoder is not on this computer.' },
    })
  })

  it('says why the settings could not be read', async () => {
    const broken = { settings: new EngineError('data-unreadable', 'The settings file cannot be read.') }
    const preferences = createPreferences(fakeEngine({ broken }))
    await preferences.read()
    expect(preferences.store.getState()).toMatchObject({
      kind: 'failed',
      error: { message: 'The settings file cannot be read.' },
    })
  })
})

it('takes one rule a line and leaves blank lines out', () => {
  expect(exclusionsOf('*.log\n\n  private/  \n')).toEqual(['*.log', 'private/'])
})
