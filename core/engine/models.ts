import path from 'node:path'
import type { Installation, Model } from '../contract/engine.ts'
import { EngineError } from '../contract/errors.ts'
import { addedModels, bytesOf, type InstalledModel, installedModels } from '../encoder/catalogue.ts'
import { arrivedBytes, installModel, removeModel } from '../encoder/install.ts'
import { type PublishedModel, promisedDims, readCatalogue, stateOf } from '../encoder/published.ts'
import type { Library } from './library.ts'

export interface InstallInput {
  readonly id: string
  readonly acceptedLicence?: string
  readonly from?: string
}

const order: readonly Model['state'][] = ['bundled', 'installed', 'available', 'withheld']

/** Every encoder that is known of: those that are here first. */
export async function listModels(library: Pick<Library, 'models' | 'modelsFolder' | 'data'>): Promise<Model[]> {
  const { models } = await readCatalogue(library.modelsFolder)
  const listed = await Promise.all(models.map((entry) => describe(entry, library)))
  const unlisted = [...library.models.values()].filter(({ card }) => !models.some(({ id }) => id === card.id))
  return [...unlisted.map((model) => describeInstalled(model, library)), ...listed].sort(
    (a, b) => order.indexOf(a.state) - order.indexOf(b.state),
  )
}

async function describe(entry: PublishedModel, library: Pick<Library, 'models' | 'modelsFolder' | 'data'>): Promise<Model> {
  const { id, name, languages, description, licence, quality, losses } = entry
  const installed = library.models.get(id)
  if (installed) return { ...describeInstalled(installed, library), quality, losses }
  const found = stateOf(entry, library.models)
  const dims = promisedDims(entry)
  const known = { id, name, licence: licence.id, languages, dims, description, quality, losses }
  if (found.state !== 'available')
    return { ...known, bytes: null, state: 'withheld', ...(found.state === 'withheld' && { why: found.why }) }
  const arrived = await arrivedBytes(addedModels(library.data), entry)
  return {
    ...known,
    bytes: found.bytes,
    state: 'available',
    ...(licence.needsConsent && { consent: licence.summary }),
    ...(arrived > 0 && { arrived }),
  }
}

function describeInstalled({ card, folder }: InstalledModel, { modelsFolder }: Pick<Library, 'modelsFolder'>): Model {
  const { id, name, licence, languages, dims, description } = card
  const state = folder.startsWith(modelsFolder + path.sep) ? 'bundled' : 'installed'
  return { id, name, licence, languages, dims, bytes: bytesOf(card), state, description, quality: [], losses: [] }
}

/** A step is told at most ten times a second. */
const STEP_MS = 100

/** Installs an encoder and tells how far it is; leaving the loop pauses it. */
export async function* install(
  library: Library,
  { id, ...given }: InstallInput,
  signal: AbortSignal,
): AsyncGenerator<Installation, void> {
  if (library.models.has(id)) throw new EngineError('invalid-input', `The encoder "${id}" is installed already.`, { about: id })
  const key = path.join(library.data, id)
  const catalogue = await readCatalogue(library.modelsFolder)
  for (let before = installing.get(key); before; before = installing.get(key)) {
    if (!before.signal.aborted)
      throw new EngineError('invalid-input', `The encoder "${id}" is being installed already.`, { about: id })
    await before.ended
  }
  const stop = new AbortController()
  const stopped = AbortSignal.any([signal, stop.signal])
  let latest: Installation | null = null
  let wake = () => {}
  const run = installModel(catalogue, id, {
    ...given,
    modelsFolder: addedModels(library.data),
    signal: stopped,
    step: (step) => {
      latest = step
      wake()
    },
  })
  let isDone = false
  const ended = run.then(
    async () => {
      library.models = await installedModels(library.modelsFolder, addedModels(library.data))
    },
    () => {}, // Thrown below, by whoever waits for `run` itself.
  )
  installing.set(key, { stop, signal: stopped, ended })
  ended.then(() => {
    isDone = true
    installing.delete(key)
    wake()
  })
  try {
    while (!isDone) {
      const step: Installation | null = latest
      latest = null
      if (step) {
        yield step
        await Promise.race([ended, new Promise((later) => setTimeout(later, STEP_MS))])
      } else if (!isDone) {
        await new Promise<void>((woken) => {
          wake = woken
        })
      }
    }
    const { model } = await run
    yield { kind: 'installed', model: (await listModels(library)).find((each) => each.id === model.card.id)! }
  } finally {
    stop.abort()
    await ended
  }
}

/** One installation of an encoder at a time: two would write the same files. */
const installing = new Map<
  string,
  { readonly stop: AbortController; readonly signal: AbortSignal; readonly ended: Promise<void> }
>()

/** @throws {EngineError} `invalid-input` for an encoder in use, or one that comes with Kenning */
export async function remove(library: Library, id: string): Promise<null> {
  const { models, data, modelsFolder, remembered, serving, building } = library
  const catalogue = await readCatalogue(modelsFolder)
  const entry = catalogue.models.find((each) => each.id === id)
  if (!entry) throw new EngineError('invalid-input', `There is no encoder "${id}".`, { about: id })
  if (models.get(id)?.folder.startsWith(modelsFolder + path.sep))
    throw new EngineError('invalid-input', `${entry.name} comes with Kenning.`, { about: entry.name })
  const used = [remembered.model, serving.encoder.model.card.id, building?.encoder.model.card.id]
  if (used.includes(id))
    throw new EngineError(
      'invalid-input',
      `${entry.name} is in use. Choose another encoder first, and wait until its index is complete.`,
      { about: entry.name },
    )
  const running = installing.get(path.join(data, id))
  running?.stop.abort()
  await running?.ended
  await removeModel(addedModels(data), id)
  library.models = await installedModels(modelsFolder, addedModels(data))
  return null
}
