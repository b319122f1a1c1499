import { addedModels, bytesOf, installedModels } from '../encoder/catalogue.ts'
import { type InstallStep, installModel, removeModel } from '../encoder/install.ts'
import { type ModelState, promisedDims, readCatalogue, stateOf } from '../encoder/published.ts'
import { readSettings } from '../engine/settings.ts'
import { type ModelsCommand, Usage } from './command.ts'
import { modelsFolder } from './home.ts'

export async function modelsCommand(command: ModelsCommand, signal: AbortSignal): Promise<number> {
  const { action, data, json } = command
  switch (action.kind) {
    case 'list':
      return list(command)
    case 'add':
      return add(action, addedModels(data), json, signal)
    case 'remove': {
      const entry = (await readCatalogue(modelsFolder())).models.find(({ id }) => id === action.id)
      if (!entry) throw new Usage(`There is no encoder "${action.id}".`)
      const { model, serving } = await readSettings(data)
      if (model === action.id || serving?.startsWith(`${action.id}-`))
        throw new Usage(`${entry.name} is in use. Index with another encoder first.`)
      await removeModel(addedModels(data), action.id)
      return 0
    }
  }
}

async function add(
  { id, accept, from }: Extract<ModelsCommand['action'], { kind: 'add' }>,
  folder: string,
  json: boolean,
  signal: AbortSignal,
) {
  const { model, test } = await installModel(await readCatalogue(modelsFolder()), id, {
    modelsFolder: folder,
    signal,
    step: (step) => process.stderr.isTTY && process.stderr.write(`\r\x1b[K${told(step)}`),
    ...(accept !== undefined && { acceptedLicence: accept }),
    ...(from !== undefined && { from }),
  })
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  if (json) console.log(JSON.stringify({ id, dims: model.card.dims, bytes: bytesOf(model.card), test }))
  else
    console.log(
      `${model.card.name} is installed: ${megabytes(bytesOf(model.card))}, embedding sizes ${model.card.dims.join(', ')}.`,
    )
  return 0
}

function told(step: InstallStep): string {
  if (step.kind === 'testing') return 'Comparing with what its authors published'
  if (step.kind === 'building') return `Building, ${Math.round(100 * step.share)} %`
  const { file, done, total, bytesPerSecond, secondsLeft } = step
  const left = secondsLeft === null ? '' : `, ${Math.ceil(secondsLeft)} s left`
  return `${file}: ${megabytes(done)}${total === null ? '' : ` of ${megabytes(total)}`}, ${megabytes(bytesPerSecond)}/s${left}`
}

/** Every encoder of the catalogue and what it would take to use it. */
async function list({ data, json }: ModelsCommand): Promise<number> {
  const { models } = await readCatalogue(modelsFolder())
  const installed = await installedModels(modelsFolder(), addedModels(data))
  const listed = models.map((entry) => ({ entry, found: stateOf(entry, installed) }))
  if (json) {
    console.log(
      JSON.stringify(
        listed.map(({ entry: { files, golden, maxsim, onnx, availability, ...entry }, found }) => ({
          ...entry,
          dims: promisedDims(entry),
          ...found,
        })),
      ),
    )
    return 0
  }
  for (const { entry, found } of listed) {
    console.log(`${entry.name} (${entry.id}): ${said(found)}`)
    console.log(`  ${entry.description} ${entry.languages}.`)
    console.log(`  Embedding sizes ${promisedDims(entry).join(', ')}. ${entry.licence.id}: ${entry.licence.summary}`)
  }
  return 0
}

function said(found: ModelState): string {
  switch (found.state) {
    case 'installed':
      return `installed, ${megabytes(found.bytes)}`
    case 'available':
      return found.bytes === null ? 'can be downloaded' : `can be downloaded, ${megabytes(found.bytes)}`
    case 'withheld':
      return `not offered. ${found.why}`
  }
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6).toLocaleString('en')} MB`
