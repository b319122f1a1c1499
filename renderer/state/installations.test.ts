import { expect, it } from 'vitest'
import { EngineError } from '../../core/contract/errors.ts'
import { fakeEngine } from '../testing/fake-engine.ts'
import { createInstallations } from './installations.ts'
import { createPreferences } from './settings.ts'

it('says that an installation stopped because the engine went away, and can be begun again', async () => {
  const gone = new EngineError('disconnected', 'The engine went away.')
  const broken: Record<string, EngineError> = {}
  const engine = fakeEngine({ broken })
  const preferences = createPreferences(engine)
  await preferences.read()
  const installations = createInstallations(engine, preferences.readModels)
  Object.assign(broken, { installModel: gone, models: gone })
  expect(await installations.install('mlateon', {})).toBeNull()
  expect(installations.store.getState().installing).toEqual({ mlateon: { kind: 'failed', error: gone } })
  for (const procedure of Object.keys(broken)) delete broken[procedure]
  expect(await installations.install('mlateon', {})).toMatchObject({ id: 'mlateon', state: 'installed' })
})
