import { readFile } from 'node:fs/promises'
import path from 'node:path'
import * as z from 'zod/mini'
import { type Dim, dims } from '../contract/engine.ts'
import { EngineError } from '../contract/errors.ts'
import { bytesOf, formShape, type InstalledModel, token } from './catalogue.ts'

/** `null` anywhere below: not publicly known. */
const sha256 = z.nullable(z.string().check(z.regex(/^[0-9a-f]{64}$/)))
const bytes = z.nullable(z.int().check(z.positive()))
const revision = z.nullable(z.string())
const rows = z.array(z.object({ row: z.int(), values: z.array(z.number()) }))
const goldenForm = z.nullable(z.object({ ids: z.nullable(z.array(z.int())), rows }))

const entrySchema = z.object({
  id: z.string().check(z.regex(/^[a-z0-9][a-z0-9._-]*$/)),
  name: z.string(),
  /** On the Hugging Face hub; `null` for the encoder that comes with Kenning. */
  repository: z.nullable(z.string().check(z.regex(/^[\w.-]+\/[\w.-]+$/))),
  revision,
  availability: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('bundled') }),
    z.object({ kind: z.literal('download') }),
    /** Listed, not offered. */
    z.object({ kind: z.literal('withheld'), why: z.string() }),
  ]),
  licence: z.object({
    id: z.string(),
    commercial: z.boolean(),
    /** Shown and accepted before the download. */
    needsConsent: z.boolean(),
    /** In plain words. */
    summary: z.string(),
  }),
  languages: z.string(),
  description: z.string(),
  architecture: z.enum(['own', 'bert', 'xlm-roberta-rotary', 'xmod', 'modernbert']),
  parameters: z.nullable(z.int()),
  layers: z.nullable(z.int()),
  hidden: z.nullable(z.int()),
  /** As on the card of an installed encoder; there nothing may be unknown. */
  form: z.object({
    ...formShape,
    queryMarker: z.nullable(token),
    documentMarker: z.nullable(token),
    documentLength: z.nullable(formShape.documentLength),
    attendsMasks: z.nullable(z.boolean()),
  }),
  /**
   * One linear layer per size on the same transformer; one may lie in a repository of its own. Of such a one whose commit is
   * not known nobody knows whether it is there for everyone: it is taken where it is, and not promised.
   */
  heads: z.array(
    z.object({
      dim: z.literal(dims),
      repository: z.nullable(z.string()),
      revision,
      file: z.nullable(z.string()),
      /** Applied one after the other; "A + B" is a layer with its residual. */
      tensors: z.array(z.string()),
    }),
  ),
  files: z.array(z.object({ path: z.string(), bytes, sha256 })),
  /** Graphs that the authors published. */
  onnx: z.array(
    z.object({
      path: z.string(),
      revision: z.string(),
      bytes,
      sha256,
      data: z.nullable(z.string()),
      dim: z.literal(dims),
      precision: z.enum(['fp32', 'int8']),
      headIncluded: z.nullable(z.boolean()),
    }),
  ),
  /** Published vectors of a text: leading numbers of some rows. */
  golden: z.nullable(
    z.object({ text: z.string(), tolerance: z.number(), source: z.string(), document: goldenForm, query: goldenForm }),
  ),
  /** Published MaxSim scores of the catalogue's four Red Planet documents. */
  maxsim: z.nullable(z.array(z.number()).check(z.length(4))),
  quality: z.array(z.object({ benchmark: z.string(), metric: z.string(), value: z.number(), source: z.string() })),
  /** What is lost with a smaller size, as a share of what `against` reaches. */
  losses: z._default(
    z.array(
      z.object({ dim: z.literal(dims), against: z.literal(dims), share: z.number(), metric: z.string(), source: z.string() }),
    ),
    [],
  ),
})

const catalogueSchema = z.object({
  redPlanet: z.object({ query: z.string(), documents: z.array(z.string()), tolerance: z.number(), source: z.string() }),
  models: z.array(entrySchema),
})

/** An encoder that is known of, installed or not. */
export type PublishedModel = z.infer<typeof entrySchema>
export type Catalogue = z.infer<typeof catalogueSchema>

/** @throws {EngineError} `model-broken` when `catalogue.json` is none. */
export async function readCatalogue(modelsFolder: string): Promise<Catalogue> {
  const file = path.join(modelsFolder, 'catalogue.json')
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new EngineError('model-missing', `There is no ${file}. Reinstall Kenning.`, { cause })
  })
  const catalogue = catalogueSchema.safeParse(JSON.parse(text))
  if (!catalogue.success) throw new EngineError('model-broken', `${file} is not a catalogue: ${catalogue.error.message}`)
  return catalogue.data
}

/** The embedding sizes that an encoder will have once it is installed, in order. */
export const promisedDims = ({ repository, heads }: Pick<PublishedModel, 'repository' | 'heads'>): readonly Dim[] =>
  heads
    .filter((head) => head.repository === repository || head.revision !== null)
    .map(({ dim }) => dim)
    .sort((a, b) => a - b)

export type ModelState =
  | { readonly state: 'installed'; readonly bytes: number }
  /** `bytes` to download; `null` where the size is not known beforehand. */
  | { readonly state: 'available'; readonly bytes: number | null }
  | { readonly state: 'withheld'; readonly why: string }

export function stateOf(entry: PublishedModel, installed: ReadonlyMap<string, InstalledModel>): ModelState {
  const model = installed.get(entry.id)
  if (model) return { state: 'installed', bytes: bytesOf(model.card) }
  const { availability } = entry
  if (availability.kind === 'withheld') return { state: 'withheld', why: availability.why }
  if (availability.kind === 'bundled')
    return { state: 'withheld', why: 'It belongs to Kenning but is missing. Reinstall Kenning.' }
  // Tokenizer and configuration weigh little beside the weights, whose size is what a person asks for.
  const known = entry.files.reduce((sum, file) => sum + (file.bytes ?? 0), 0)
  return { state: 'available', bytes: known > 0 ? known : null }
}
