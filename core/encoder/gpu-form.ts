import { rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { replaceFile } from '../files/replace.ts'
import { hashFile, type InstalledModel } from './catalogue.ts'
import { type CardId, LEAST_COSINE } from './devices.ts'
import { openEncoder } from './encoder.ts'
import type { Start } from './entries.ts'
import { type ArchitectureName, buildGraph, convertedFile, graphFile } from './graph/build.ts'
import { readHeads } from './graph/heads.ts'
import type { Catalogue } from './published.ts'
import { leastCosine } from './selftest.ts'

/** Whether an encoder can be given a form for graphics cards: what it was made from is there. */
export const canHaveGpuForm = ({ card }: InstalledModel): boolean =>
  !card.published && (card.gpu !== undefined || card.sources !== undefined)

/**
 * Builds what graphics cards run beside what the processor has, and notes it in the encoder's `model.json`. Weights that are
 * published in half precision are used as they are, so that Jina's takes a few megabytes more.
 * @throws {EngineError} `model-missing`, `model-broken`, `cancelled`
 */
export async function makeGpuForm(
  { models }: Catalogue,
  { card, folder }: InstalledModel,
  precision: 'fp16' | 'fp32',
  signal?: AbortSignal,
): Promise<InstalledModel> {
  const graph = graphFile(precision)
  if (card.gpu?.graph === graph) return { card, folder }
  const { architecture } = models.find(({ id }) => id === card.id)!
  await buildGraph(folder, {
    architecture: architecture as ArchitectureName,
    precision,
    heads: await readHeads(folder),
    ...(signal && { signal }),
  })
  const loaded = [graph, convertedFile(graph), 'model.safetensors', 'tokenizer.json']
  const files = []
  for (const name of loaded) {
    const at = path.join(folder, name)
    const bytes = await stat(at).then(
      ({ size }) => size,
      () => 0,
    )
    if (bytes > 0) files.push({ path: name, bytes, sha256: await hashFile(at) })
  }
  const extended = { ...card, gpu: { graph, files } }
  const at = path.join(folder, 'model.json')
  await replaceFile(at, (handle) => handle.writeFile(JSON.stringify(extended, null, 2)))
  return { card: extended, folder }
}

/**
 * Whether a graphics card makes of a text what the processor makes of it with every number exact.
 * @throws {EngineError} `model-broken` when the card cannot run it
 */
export async function testOnCard(
  { models, redPlanet }: Catalogue,
  model: InstalledModel,
  device: CardId,
  start?: Start,
): Promise<'works' | 'wrong'> {
  const { folder, card } = model
  const entry = models.find(({ id }) => id === card.id)!
  const text = entry.golden?.text ?? redPlanet.documents[0]!
  const dim = card.dims.at(-1)!
  const encoded = async (form: InstalledModel, device: 'cpu' | CardId) => {
    await using encoder = await openEncoder(form, dim, { device, ...(start && { start }) })
    const [passage] = await encoder.encodePassages([text])
    return { vectors: passage!.vectors, use: encoder.use }
  }
  const form = await exactForm(model, entry.architecture as ArchitectureName)
  const exact = await encoded(form, 'cpu').finally(async () => {
    const used = [card.graph, card.gpu?.graph]
    if (!used.includes(form.card.graph)) await rm(path.join(folder, form.card.graph))
  })
  const found = await encoded(model, device)
  // A card that was lost on the way let the processor answer.
  if (found.use.device !== device) return 'wrong'
  return leastCosine(found.vectors, exact.vectors) >= LEAST_COSINE ? 'works' : 'wrong'
}

/** The encoder with its fp32 graph, which points into the weights as they were published. */
async function exactForm({ card, folder }: InstalledModel, architecture: ArchitectureName) {
  await buildGraph(folder, { architecture, precision: 'fp32', heads: await readHeads(folder) })
  return { folder, card: { ...card, graph: graphFile('fp32'), files: [] } }
}
