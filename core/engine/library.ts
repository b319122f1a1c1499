import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { type Dim, type Pooling, poolings } from '../contract/engine.ts'
import { EngineError } from '../contract/errors.ts'
import { addedModels, fingerprint, type InstalledModel, installedModels } from '../encoder/catalogue.ts'
import { type Encoder, openEncoder } from '../encoder/encoder.ts'
import type { Start } from '../encoder/entries.ts'
import { Ledger, type LedgerEntry } from '../files/ledger.ts'
import { openDatabase } from '../index/lance.ts'
import { PassageTable } from '../index/passages.ts'
import { VectorIndex } from '../index/vectors.ts'
import type { Searchable } from '../search/search.ts'
import { type Remembered, readSettings, writeSettings } from './settings.ts'

/** An encoder and the vectors it made. */
export interface Vectors extends AsyncDisposable {
  readonly encoder: Encoder
  readonly index: VectorIndex
  /** Its folder below `vectors/`. */
  readonly name: string
}

/** The data folder, opened: what is known of files, their passages, and the vectors that answer searches. */
export interface Library {
  readonly data: string
  /** The folder of the encoders that come with Kenning. */
  readonly modelsFolder: string
  /** Installed encoders, by id. */
  models: ReadonlyMap<string, InstalledModel>
  readonly passages: PassageTable
  readonly entries: ReadonlyMap<string, LedgerEntry>
  remembered: Remembered
  serving: Vectors
  /** How encoders start processes for graphics cards, and whom they tell that one was lost. */
  readonly devices: { readonly start?: Start; onLost?: () => void }
  /** Vectors of another encoder or size, made beside those that serve until they are complete. */
  building: Vectors | null
}

export const vectorsFolder = (data: string, name = ''): string => path.join(data, 'index', 'vectors', name)
export const ledgerFile = (data: string): string => path.join(data, 'ledger.jsonl')

/** @throws {EngineError} `model-missing`, or `invalid-input` when it has no such embedding size */
export function installedModel(models: Library['models'], model: string, dim: Dim): InstalledModel {
  const installed = models.get(model)
  if (!installed) throw new EngineError('model-missing', `The encoder "${model}" is not installed.`, { about: model })
  const { name, dims } = installed.card
  if (!dims.includes(dim))
    throw new EngineError('invalid-input', `The encoder ${name} has no embedding size ${dim}; it has ${dims.join(', ')}.`, {
      about: name,
    })
  return installed
}

/** The same for a choice on top of what a data folder remembers, before anything is opened. */
export async function checkChoice(
  data: string,
  modelsFolder: string,
  choice: { readonly model?: string; readonly dim?: Dim },
): Promise<void> {
  const { model, dim } = { ...(await readSettings(data)), ...choice }
  installedModel(await installedModels(modelsFolder, addedModels(data)), model, dim)
}

/** What vectors are made by. */
export interface Made {
  readonly model: string
  readonly dim: Dim
  readonly pooling: Pooling
  /** Tells vectors apart that the same encoder made with another codec. */
  readonly generation?: number
}

export const isMadeBy = ({ encoder }: Vectors, { model, dim, pooling }: Made): boolean =>
  encoder.model.card.id === model && encoder.dim === dim && encoder.pooling === pooling

export async function openVectors(
  library: Pick<Library, 'data' | 'models' | 'devices'>,
  { model, dim, pooling, generation = 0 }: Made,
): Promise<Vectors> {
  const installed = installedModel(library.models, model, dim)
  const name = vectorsName(fingerprint(installed.card, dim, pooling), generation)
  const index = await VectorIndex.open(vectorsFolder(library.data, name))
  const { start, onLost } = library.devices
  const encoder = await openEncoder(installed, dim, { pooling, ...(start && { start }), ...(onLost && { onLost }) })
  const close = () => Promise.all([encoder[Symbol.asyncDispose](), index[Symbol.asyncDispose]()])
  return { encoder, index, name, [Symbol.asyncDispose]: async () => void (await close()) }
}

/** @throws {EngineError} `index-missing` for a data folder without an index when it may only be read */
export async function openLibrary(
  data: string,
  modelsFolder: string,
  ledger: Ledger | 'read',
  devices: Library['devices'] = {},
): Promise<Library> {
  const folder = path.join(data, 'index')
  if (ledger === 'read' && !existsSync(path.join(folder, 'passages.lance')))
    throw new EngineError('index-missing', `Nothing is indexed in ${data} yet. Run "kenning index FOLDER" first.`, {
      about: data,
    })
  const remembered = await readSettings(data)
  const models = await installedModels(modelsFolder, addedModels(data))
  const passages = await PassageTable.open(await openDatabase(folder))
  const entries = ledger === 'read' ? await Ledger.read(ledgerFile(data)) : ledger.entries()
  const serving = await openVectors({ data, models, devices }, servingModel(remembered, models))
  return { data, modelsFolder, models, passages, entries, remembered, serving, building: null, devices }
}

/** The vectors that served last, if their encoder is still there; else what the settings ask for. */
function servingModel({ serving, ...asked }: Remembered, models: Library['models']): Made {
  for (const { card } of models.values()) {
    for (const dim of card.dims) {
      for (const pooling of poolings) {
        if (serving?.startsWith(`${fingerprint(card, dim, pooling)}+`))
          return { model: card.id, dim, pooling, generation: generationOf(serving) }
      }
    }
  }
  return { model: asked.model, dim: asked.dim, pooling: asked.pooling }
}

const vectorsName = (made: string, generation: number): string => `${made}+${generation}`
export const generationOf = (name: string): number => Number(name.slice(name.lastIndexOf('+') + 1))

/** Counts at once; kept when it resolves. Writes follow one another, so that the last one said is the last one kept. */
export function remember(library: Library, change: Partial<Remembered>): Promise<void> {
  library.remembered = { ...library.remembered, ...change }
  const write = () => writeSettings(library.data, library.remembered)
  const written = (writing.get(library) ?? Promise.resolve()).then(write, write)
  writing.set(library, written)
  return written
}

const writing = new WeakMap<Library, Promise<void>>()

/** Folder names of vectors beside these. */
async function otherVectors(data: string, keep: readonly string[]): Promise<string[]> {
  return (await readdir(vectorsFolder(data)).catch(() => [] as string[])).filter((name) => !keep.includes(name))
}

/** Deletes vectors that neither serve nor are being built. */
export async function dropOtherVectors(data: string, keep: readonly string[]): Promise<void> {
  for (const name of await otherVectors(data, keep)) await rm(vectorsFolder(data, name), { recursive: true, force: true })
}

/** Vectors that were being made when the engine was last closed. Those that a kill left in pieces are made anew. */
export async function unfinishedVectors(data: string, serving: string): Promise<VectorIndex[]> {
  const found: VectorIndex[] = []
  for (const name of await otherVectors(data, [serving])) {
    const folder = vectorsFolder(data, name)
    try {
      found.push(await VectorIndex.open(folder))
    } catch (error) {
      console.warn(`The vectors in ${folder} are made anew: ${String(error).slice(0, 300)}`)
      await rm(folder, { recursive: true, force: true })
    }
  }
  return found
}

/** What a search reads of a library. Made for one search. */
export function searchable({ passages, serving, entries }: Library): Searchable {
  let looked = false
  return {
    passages,
    vectors: serving.index,
    encoder: serving.encoder,
    file(document) {
      const known = numbered(entries, document)
      // Documents of a folder that is being removed are missing by the hundred: looking once is enough to know.
      if (known || looked) return known
      looked = true
      return fileOf(entries, document)
    },
    *files() {
      for (const entry of entries.values()) if (entry.state === 'indexed') yield entry
    },
  }
}

/** Paths of documents by number, gathered when one is asked for that is not among them: at 100,000 files that takes 10 ms. */
const pathsOf = new WeakMap<ReadonlyMap<string, LedgerEntry>, Map<number, string>>()

/** The file that a document was read from, as it is known now. */
export function fileOf(entries: ReadonlyMap<string, LedgerEntry>, document: number): LedgerEntry | null {
  const known = numbered(entries, document)
  if (known) return known
  const paths = new Map<number, string>()
  for (const entry of entries.values()) if (entry.state === 'indexed') paths.set(entry.document, entry.path)
  pathsOf.set(entries, paths)
  return numbered(entries, document)
}

/** The same, as far as it was gathered. */
function numbered(entries: ReadonlyMap<string, LedgerEntry>, document: number): LedgerEntry | null {
  const entry = entries.get(pathsOf.get(entries)?.get(document) ?? '')
  return entry?.state === 'indexed' && entry.document === document ? entry : null
}
