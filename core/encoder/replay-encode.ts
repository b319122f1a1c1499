import { readFile } from 'node:fs/promises'
import path from 'node:path'
import * as z from 'zod/mini'
import { dims } from '../contract/engine.ts'
import { formShape } from './catalogue.ts'
import { openEncoder } from './encoder.ts'
import { buildGraph, graphFile } from './graph/build.ts'
import { foldedHead, layerOf } from './graph/heads.ts'
import { WEIGHTS, Weights } from './graph/safetensors.ts'
import type { TokenVectors } from './vectors.ts'

/** What models/export/encode.py writes beside a checkpoint; the vectors, row after row, are in encode.f32. */
const schema = z.object({
  form: z.object(formShape),
  dim: z.literal(dims),
  texts: z.array(z.string()),
  /** Of each text. */
  rows: z.object({ queries: z.array(z.int()), documents: z.array(z.int()) }),
})

export interface EncodeRow {
  /** Whether every text has as many rows as PyLate's `encode` gives it. */
  readonly rowsEqual: boolean
  readonly maxAbs: number
  /** Of the rows that both have. */
  readonly minCosine: number
}

/** Our encoder of the checkpoint in `folder`, from text to vectors, against PyLate's own `encode`. */
export async function replayEncode(folder: string, precision: 'fp32' | 'int8'): Promise<EncodeRow> {
  const { form, dim, texts, rows } = schema.parse(JSON.parse(await readFile(path.join(folder, 'encode.json'), 'utf8')))
  const expected = new Float32Array(Uint8Array.from(await readFile(path.join(folder, 'encode.f32'))).buffer)
  await buildGraph(folder, { architecture: 'bert', precision, heads: [await headOf(folder)] })
  const about = { id: 'replayed', name: path.basename(folder), revision: '', licence: '', languages: '', description: '' }
  const card = { ...about, ...form, dims: [dim], graph: graphFile(precision), files: [] }
  await using encoder = await openEncoder({ folder, card }, dim)
  const queries: TokenVectors[] = []
  for (const text of texts) queries.push((await encoder.encodeQuery(text)).vectors)
  const passages = (await encoder.encodePassages(texts)).map(({ vectors }) => vectors)
  let at = 0
  const found = { rowsEqual: true, maxAbs: 0, minCosine: 1 }
  const compare = (ours: TokenVectors, theirs: number) => {
    for (let i = at; i < at + theirs * dim; i += dim) {
      let cosine = 0
      for (let n = 0; n < dim; n++) {
        const [a, b] = [ours.data[i - at + n] ?? 0, expected[i + n]!]
        cosine += a * b
        found.maxAbs = Math.max(found.maxAbs, Math.abs(a - b))
      }
      found.minCosine = Math.min(found.minCosine, cosine)
    }
    at += theirs * dim
  }
  texts.forEach((_, t) => {
    found.rowsEqual &&= queries[t]!.rows === rows.queries[t]
    compare(queries[t]!, rows.queries[t]!)
  })
  texts.forEach((_, t) => {
    const [ours, theirs] = [passages[t]!.rows, rows.documents[t]!]
    // PyLate cuts a document off where we begin another window.
    found.rowsEqual &&= theirs < form.documentLength ? ours === theirs : ours >= theirs
    compare(passages[t]!, theirs)
  })
  return found
}

async function headOf(folder: string) {
  await using weights = await Weights.open(path.join(folder, WEIGHTS))
  const stored = weights.get('linear.weight')
  return foldedHead([layerOf(stored, await weights.read(stored))])
}
