import { constants, copyFile, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Installation } from '../contract/engine.ts'
import { cancelled, EngineError } from '../contract/errors.ts'
import { cardSchema, hashFile, type InstalledModel, type ModelCard } from './catalogue.ts'
import { checkSpace, diskFailure } from './disk.ts'
import { type DownloadOptions, download } from './download.ts'
import { architectures, buildGraph, convertedFile, graphFile } from './graph/build.ts'
import { type Head, writeHeads } from './graph/heads.ts'
import { WEIGHTS } from './graph/safetensors.ts'
import { describeFile, hubEndpoint, hubToken, hubUrl, isAbsent } from './hub.ts'
import { headIfAny } from './install-heads.ts'
import type { Catalogue, PublishedModel } from './published.ts'
import { LEAST_FAST_COSINE, Refused, type SelfTestResult, selfTest } from './selftest.ts'
import { clearStaging, stagingOf } from './staging.ts'

/** What is told while an encoder is installed, before it is. */
export type InstallStep = Exclude<Installation, { readonly kind: 'installed' }>

export interface InstallOptions extends Pick<DownloadOptions, 'signal' | 'firstPause'> {
  /** The folder of encoders that a person added. */
  readonly modelsFolder: string
  /** Id of the licence that was shown and accepted. */
  readonly acceptedLicence?: string
  /** Files that are here already, as the repository lays them out; nothing of them is downloaded. */
  readonly from?: string
  readonly endpoint?: string
  readonly step?: (step: InstallStep) => void
}

/**
 * Downloads an encoder's published weights, builds its graph from them, tests it, and only then gives it its place: at any
 * moment before there is nothing but a staging folder with what has arrived, where the next try goes on.
 * @throws {EngineError} `download-failed`, `model-missing`, `model-broken`, `invalid-input`, `cancelled`
 */
export async function installModel(
  { redPlanet, models }: Catalogue,
  id: string,
  options: InstallOptions,
): Promise<{ readonly model: InstalledModel; readonly test: SelfTestResult }> {
  const entry = models.find((model) => model.id === id)
  if (!entry) throw new EngineError('invalid-input', `There is no encoder "${id}".`)
  const repository = checkOffered(entry, options.acceptedLicence)
  const { modelsFolder, from, signal } = options
  const staging = stagingOf(modelsFolder, entry, from === undefined ? 'hub' : 'folder')
  try {
    await mkdir(staging, { recursive: true })
    const arrived = from === undefined ? await arrivedBytes(modelsFolder, entry) : 0
    await checkSpace(modelsFolder, spaceFor(entry) - arrived)
    const { card, test } = await stage({ entry, redPlanet, repository, staging, options })
    if (signal?.aborted) throw cancelled()
    const folder = path.join(modelsFolder, id)
    await rm(folder, { recursive: true, force: true })
    await rename(staging, folder)
    await clearStaging(modelsFolder, id)
    return { model: { card, folder }, test }
  } catch (error) {
    await forget(entry, staging, options, error)
    throw diskFailure(error) ?? error
  }
}

/** All of an installation but its place. */
async function stage(task: Task): Promise<Tested> {
  const { entry, repository, staging, options } = task
  const { signal, step } = options
  for (const file of entry.files) await obtain(entry, repository, file, staging, options)
  const heads = (await Promise.all(entry.heads.map((head) => headIfAny(entry, head, staging, options)))).filter(
    (head) => head !== null,
  )
  await writeHeads(staging, heads)
  const architecture = entry.architecture as keyof typeof architectures
  const build = { architecture, heads, ...(signal && { signal }) }
  await buildGraph(staging, { ...build, precision: 'fp32' })
  await buildGraph(staging, { ...build, precision: 'int8', progress: (share) => step?.({ kind: 'building', share }) })

  step?.({ kind: 'testing' })
  const tested = await bestForm({ ...task, heads })
  for (const precision of ['fp32', 'int8'] as const) {
    const graph = graphFile(precision)
    if (graph !== tested.card.graph)
      for (const file of [graph, convertedFile(graph)]) await rm(path.join(staging, file), { force: true })
  }
  await writeFile(
    path.join(staging, 'licence.json'),
    JSON.stringify({ ...entry.licence, accepted: options.acceptedLicence ?? null }),
  )
  await writeFile(path.join(staging, 'model.json'), JSON.stringify(tested.card, null, 2))
  return tested
}

/**
 * After a failure what has arrived stays, but for what may be its cause: files whose contents nobody vouches for, once the
 * encoder that was made from them is refused. What a person brought is brought again in no time.
 */
async function forget({ files }: PublishedModel, staging: string, { from }: InstallOptions, error: unknown): Promise<void> {
  if (from !== undefined) return rm(staging, { recursive: true, force: true })
  if (!(error instanceof EngineError) || error.code !== 'model-broken') return
  for (const { path: file, sha256 } of files)
    if (sha256 === null && path.basename(file) !== WEIGHTS) await rm(path.join(staging, file), { force: true })
}

interface Task {
  readonly entry: PublishedModel
  readonly redPlanet: Catalogue['redPlanet']
  readonly repository: string
  readonly staging: string
  readonly options: InstallOptions
}

interface Built extends Task {
  readonly heads: readonly Head[]
}

interface Tested {
  readonly card: ModelCard
  readonly test: SelfTestResult
}

/**
 * In 8 bits where that keeps its vectors, else with every number exact, which is slower. Where our graph computes something
 * else than published, the graph that the authors made, if that one is right.
 * @throws {EngineError} `model-broken` when none is
 */
async function bestForm(built: Built): Promise<Tested> {
  const { entry, redPlanet, heads, staging } = built
  const dims = heads.map(({ dim }) => dim)
  const fast = await cardOf(entry, dims, staging, graphFile('int8'), [convertedFile(graphFile('int8'))])
  const exact = { ...fast, graph: graphFile('fp32'), files: [] }
  try {
    const test = await selfTest({
      entry,
      redPlanet,
      exact: { folder: staging, card: exact },
      used: { folder: staging, card: fast },
    })
    if (test.cosine >= LEAST_FAST_COSINE) return { card: fast, test }
    return { card: await cardOf(entry, dims, staging, graphFile('fp32'), [WEIGHTS]), test: { ...test, cosine: 1 } }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return await publishedForm(built, error)
  }
}

/** The graph that the authors published, tested in the same way. @throws what was said of ours, where it is no better or not to be had; what stopped its download */
async function publishedForm({ entry, redPlanet, repository, staging, options }: Built, refused: Refused): Promise<Tested> {
  const graph = entry.onnx.find(({ precision, headIncluded }) => precision === 'fp32' && headIncluded !== false)
  if (!graph) throw refused
  const { revision, path: file, bytes, sha256, data, dim } = graph
  const wanted = [{ path: file, bytes, sha256 }, ...(data === null ? [] : [{ path: data, bytes: null, sha256: null }])]
  for (const each of wanted)
    await obtain({ ...entry, revision }, repository, each, staging, options).catch((error: unknown) => {
      throw isAbsent(error) ? refused : error
    })
  const card = { ...(await cardOf(entry, [dim], staging, file, data === null ? [] : [data])), published: true }
  const form = { folder: staging, card }
  const test = await selfTest({ entry, redPlanet, exact: form, used: form }).catch((error) => {
    throw error instanceof EngineError && error.code !== 'cancelled' ? refused : error
  })
  return { card, test }
}

/** Removes an encoder that a person added, and what unfinished installations left. */
export async function removeModel(modelsFolder: string, id: string): Promise<void> {
  await rm(path.join(modelsFolder, id), { recursive: true, force: true })
  await clearStaging(modelsFolder, id)
}

/** Bytes of its published files that a download which was not finished left. */
export async function arrivedBytes(modelsFolder: string, entry: PublishedModel): Promise<number> {
  const sizes = entry.files.flatMap((file) => {
    const at = path.join(stagingOf(modelsFolder, entry), file.path)
    return [sizeIfThere(at), sizeIfThere(`${at}.partial`)]
  })
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

/** @returns the repository to download from */
function checkOffered(
  { availability, repository, name, licence, architecture }: PublishedModel,
  accepted: string | undefined,
): string {
  if (availability.kind === 'withheld') throw new EngineError('invalid-input', `${name} is not offered. ${availability.why}`)
  if (availability.kind === 'bundled' || repository === null || !(architecture in architectures))
    throw new EngineError('invalid-input', `${name} comes with Kenning.`)
  if (licence.needsConsent && accepted !== licence.id)
    throw new EngineError(
      'invalid-input',
      `${name} has the licence ${licence.id}, which must be accepted first: ${licence.summary}`,
    )
  return repository
}

/** The weights as published and once more in 8 bits, at most half of that. */
const spaceFor = ({ files }: PublishedModel): number => 1.5 * files.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0)

async function sizeIfThere(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  )
}

async function obtain(
  { revision }: PublishedModel,
  repository: string,
  file: PublishedModel['files'][number],
  staging: string,
  options: InstallOptions,
): Promise<void> {
  const { from, signal, firstPause, step, endpoint = hubEndpoint() } = options
  if (signal?.aborted) throw cancelled()
  const to = path.join(staging, file.path)
  // Only what was verified has its name.
  if ((await sizeIfThere(to)) > 0) return
  if (from !== undefined) return importFile(path.join(from, file.path), to, file, signal)
  const at = { endpoint, repository, revision: revision!, path: file.path }
  const token = await hubToken()
  const patience = { token, ...(signal && { signal }), ...(firstPause !== undefined && { firstPause }) }
  const known = file.bytes !== null && file.sha256 !== null ? file : await describeFile(at, patience)
  const measure = rate()
  await download(
    { url: hubUrl(at), to, bytes: file.bytes ?? known.bytes, sha256: file.sha256 ?? known.sha256 },
    {
      ...patience,
      progress: (done, total) => {
        const bytesPerSecond = measure(done)
        const secondsLeft = total === null || bytesPerSecond === 0 ? null : (total - done) / bytesPerSecond
        step?.({ kind: 'downloading', file: file.path, done, total, bytesPerSecond, secondsLeft })
      },
    },
  )
}

async function importFile(
  from: string,
  to: string,
  { bytes, sha256 }: PublishedModel['files'][number],
  signal?: AbortSignal,
): Promise<void> {
  const size = await sizeIfThere(from)
  if (size === 0) throw new EngineError('model-missing', `There is no ${from}.`)
  if ((bytes !== null && size !== bytes) || (sha256 !== null && (await hashFile(from, signal)) !== sha256))
    throw new EngineError('model-broken', `${from} is not the published file.`)
  await mkdir(path.dirname(to), { recursive: true })
  await copyFile(from, `${to}.partial`, constants.COPYFILE_FICLONE)
  await rename(`${to}.partial`, to)
}

/** Bytes a second over the last five. */
function rate(): (done: number) => number {
  const seen: { at: number; done: number }[] = []
  return (done) => {
    const at = performance.now()
    seen.push({ at, done })
    while (seen.length > 2 && seen[0]!.at < at - 5_000) seen.shift()
    const { at: since, done: before } = seen[0]!
    return at === since ? 0 : ((done - before) * 1_000) / (at - since)
  }
}

/** The card of an installation: what the catalogue says, and the files as they came to be. */
async function cardOf(
  entry: PublishedModel,
  sizes: readonly number[],
  folder: string,
  graph: string,
  weights: readonly string[],
): Promise<ModelCard> {
  const loaded = [graph, ...weights, 'tokenizer.json']
  const files = await Promise.all(
    loaded.map(async (name) => ({
      path: name,
      bytes: await sizeIfThere(path.join(folder, name)),
      sha256: await hashFile(path.join(folder, name)),
    })),
  )
  const sources = await Promise.all(
    entry.files
      .filter((file) => file.path !== 'tokenizer.json')
      .map(async (file) => ({ path: file.path, bytes: await sizeIfThere(path.join(folder, file.path)) })),
  )
  const { id, name, revision, licence, languages, description, form } = entry
  const dims = [...sizes].sort((a, b) => a - b)
  const card = cardSchema.safeParse({
    ...{ id, name, revision, licence: licence.id, languages, description, dims },
    ...form,
    ...{ graph, files, sources },
  })
  if (!card.success) throw new EngineError('model-broken', `The catalogue does not know enough of ${name}: ${card.error.message}`)
  return card.data
}
