import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import * as z from 'zod/mini'
import { type DeviceId, type Dim, dims, type Pooling } from '../contract/engine.ts'
import { cancelled, EngineError } from '../contract/errors.ts'

/** A token by its name in the vocabulary, or by its id. */
export const token = z.union([z.string(), z.int()])

/** How an encoder wants its texts. */
export const formShape = {
  /** Tokens that precede a text; inserted after [CLS]. */
  queryMarker: token,
  documentMarker: token,
  maskToken: token,
  /** `null`: what the tokenizer itself puts around a text. */
  clsToken: z.optional(z.nullable(token)),
  sepToken: z.optional(z.nullable(token)),
  padToken: z.optional(token),
  /** Rows of an encoded query. */
  queryLength: z.int().check(z.minimum(8), z.maximum(8192)),
  /** Longest query; equal to `queryLength` for encoders that never saw longer ones. */
  queryLimit: z.optional(z.int()),
  /** What fills a short query: masks up to `queryLength` (`fixed`, unless said), up to a multiple of it, or nothing. */
  expansion: z.optional(z.enum(['fixed', 'dynamic', 'none'])),
  /** Whether masks are attended (unless said, they are); they are scored either way. */
  attendsMasks: z.optional(z.boolean()),
  /** Rows of one window of a document, markers included. */
  documentLength: z.int().check(z.minimum(32), z.maximum(8192)),
  /** Which document tokens are encoded but not kept; tokenizer.ts tells the rules apart. */
  skiplist: z.enum(['punctuation', 'stanford', 'pylate', 'none']),
  /** Lower-casing that the tokenizer does not do itself. */
  lowerCase: z.optional(z.boolean()),
}

const file = z.object({ path: z.string(), bytes: z.int(), sha256: z.string() })

/** What `model.json` beside an encoder's weights must say. */
export const cardSchema = z.object({
  id: z.string().check(z.regex(/^[a-z0-9][a-z0-9._-]*$/)),
  name: z.string(),
  revision: z.string(),
  licence: z.string(),
  languages: z.string(),
  description: z.string(),
  dims: z.array(z.literal(dims)).check(z.minLength(1)),
  ...formShape,
  /** The ONNX graph, `model.onnx` unless said. */
  graph: z.optional(z.string()),
  /** The graph is its authors': one output of the one size, with or without unit length. */
  published: z.optional(z.boolean()),
  /** What is loaded; compared with these before use. */
  files: z.array(file),
  /** The graph for graphics cards, and what it loads, where there is one. */
  gpu: z.optional(z.object({ graph: z.string(), files: z.array(file) })),
  /** What the graph was made from, kept for other devices; compared when it was downloaded. */
  sources: z.optional(z.array(z.object({ path: z.string(), bytes: z.int() }))),
})
export type ModelCard = z.infer<typeof cardSchema>

/** The graph that a device runs. */
export const graphOf = ({ graph = 'model.onnx', gpu }: ModelCard, device: DeviceId): string =>
  device === 'cpu' ? graph : (gpu?.graph ?? graph)

export interface InstalledModel {
  readonly card: ModelCard
  readonly folder: string
}

/** Where encoders that a person added lie in a data folder. */
export const addedModels = (data: string): string => path.join(data, 'models')

/**
 * The encoders whose folders lie in `modelsFolder`, or in the folder of those that a person added, by id. One of the latter whose
 * card cannot be read, damaged or of another Kenning, stops no other: it counts as not installed.
 * @throws {EngineError} `model-missing`, `model-broken`
 */
export async function installedModels(modelsFolder: string, added?: string): Promise<ReadonlyMap<string, InstalledModel>> {
  const own = await modelsIn(modelsFolder, (broken) => {
    throw broken
  })
  if (added === undefined || !existsSync(added)) return own
  return new Map([...(await modelsIn(added, (broken) => console.error(broken.message))), ...own])
}

async function modelsIn(folder: string, tell: (broken: EngineError) => void): Promise<Map<string, InstalledModel>> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause) => {
    throw new EngineError('model-missing', `There is no models folder at ${folder}. Reinstall Kenning.`, { cause })
  })
  const models = new Map<string, InstalledModel>()
  for (const entry of entries) {
    // A name with a dot is an installation that is not finished.
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue
    const at = path.join(folder, entry.name)
    const json = await readFile(path.join(at, 'model.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null // A folder of training scripts, say.
      throw error
    })
    if (json === null) continue
    try {
      const card = cardSchema.parse(JSON.parse(json))
      models.set(card.id, { card, folder: at })
    } catch (cause) {
      const why = (cause as Error).message
      tell(new EngineError('model-broken', `${path.join(at, 'model.json')} is not a model card: ${why}`, { cause }))
    }
  }
  return models
}

/**
 * Flipped weight bytes load and run without a word, so files are compared with their SHA-256 before use.
 * @throws {EngineError} `model-broken`, naming the file.
 */
export async function verifyModel({ card, folder }: InstalledModel, device: DeviceId = 'cpu'): Promise<void> {
  const loaded = device === 'cpu' || !card.gpu ? card.files : card.gpu.files
  for (const file of loaded) {
    const at = path.join(folder, file.path)
    const size = await stat(at).then(
      (found) => found.size,
      () => -1,
    )
    const broken = (why: string) =>
      new EngineError('model-broken', `The encoder ${card.name} is damaged: ${at} ${why}. Reinstall Kenning or the encoder.`, {
        about: card.name,
      })
    if (size < 0) throw broken('is missing')
    if (size !== file.bytes) throw broken(`has ${size} bytes instead of ${file.bytes}`)
    if ((await hashFile(at)) !== file.sha256) throw broken('has other contents than it should')
  }
}

/**
 * SHA-256 of a file of any size.
 * @throws {EngineError} `cancelled`
 */
export async function hashFile(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 })) {
    if (signal?.aborted) throw cancelled()
    hash.update(piece as Buffer)
  }
  return hash.digest('hex')
}

/** All that an installed encoder takes on the disk; a file may be loaded, and be a source, and serve a graphics card as well. */
export function bytesOf({ files, sources = [], gpu }: ModelCard): number {
  const sizes = new Map([...files, ...sources, ...(gpu?.files ?? [])].map((file) => [file.path, file.bytes]))
  return [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0)
}

/** What makes two indexes comparable: same weights, same head, same treatment of tokens. */
export const fingerprint = (card: ModelCard, dim: Dim, pooling: Pooling = 1): string =>
  `${card.id}-${card.revision}-${dim}${pooling === 1 ? '' : `-pool${pooling}`}`
