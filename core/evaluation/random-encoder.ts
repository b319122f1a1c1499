import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Dim } from '../contract/engine.ts'
import { type InstalledModel, installedModels, type ModelCard } from '../encoder/catalogue.ts'
import { buildGraph, graphFile } from '../encoder/graph/build.ts'
import { WEIGHTS } from '../encoder/graph/safetensors.ts'
import { type NewTensor, writeSafetensors } from '../encoder/graph/write-safetensors.ts'
import { seededRandom } from '../index/random.ts'

/** answerai-colbert-small's: 33 million parameters beside the words. */
const SHAPE = { layers: 12, heads: 12, hidden: 384, inner: 1536, positions: 512 } as const
const DIM: Dim = 96

/**
 * Installs an encoder that costs what a small transformer costs and knows nothing: random weights in int8, for the words of another
 * one's tokenizer.
 * @param models a folder of installed encoders
 */
export async function installRandomEncoder(models: string, { card, folder: words }: InstalledModel): Promise<InstalledModel> {
  const { layers, heads, hidden } = SHAPE
  const id = `random-${layers}x${hidden}`
  const folder = path.join(models, id)
  await mkdir(folder, { recursive: true })
  await copyFile(path.join(words, 'tokenizer.json'), path.join(folder, 'tokenizer.json'))
  const config = {
    hidden_size: hidden,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    layer_norm_eps: 1e-12,
    hidden_act: 'gelu',
  }
  await writeFile(path.join(folder, 'config.json'), JSON.stringify(config))
  await writeSafetensors(path.join(folder, WEIGHTS), 'F32', [...tensors(await vocabularyOf(words))])
  const head = { dim: DIM, weight: noise([DIM, hidden]) }
  await buildGraph(folder, { architecture: 'bert', precision: 'int8', heads: [head] })
  const own: ModelCard = {
    ...card,
    ...{ id, name: `Random ${layers} × ${hidden}`, revision: '1', languages: '', description: 'Random weights.' },
    ...{ dims: [DIM], graph: graphFile('int8'), files: [] },
  }
  await writeFile(path.join(folder, 'model.json'), JSON.stringify(own))
  return (await installedModels(models)).get(id)!
}

function* tensors(vocabulary: number): Generator<NewTensor> {
  const { layers, hidden, inner, positions } = SHAPE
  const matrix = (name: string, ...shape: number[]): NewTensor => ({ name, shape, values: () => noise(shape) })
  const all = (name: string, length: number, value: number): NewTensor => ({
    name,
    shape: [length],
    values: () => new Float32Array(length).fill(value),
  })
  const linear = (name: string, to: number, from: number) => [matrix(`${name}.weight`, to, from), all(`${name}.bias`, to, 0)]
  const norm = (name: string) => [all(`${name}.weight`, hidden, 1), all(`${name}.bias`, hidden, 0)]
  yield matrix('embeddings.word_embeddings.weight', vocabulary, hidden)
  yield matrix('embeddings.position_embeddings.weight', positions, hidden)
  yield* norm('embeddings.LayerNorm')
  for (let layer = 0; layer < layers; layer++) {
    const at = `encoder.layer.${layer}`
    for (const each of ['query', 'key', 'value']) yield* linear(`${at}.attention.self.${each}`, hidden, hidden)
    yield* linear(`${at}.attention.output.dense`, hidden, hidden)
    yield* norm(`${at}.attention.output.LayerNorm`)
    yield* linear(`${at}.intermediate.dense`, inner, hidden)
    yield* linear(`${at}.output.dense`, hidden, inner)
    yield* norm(`${at}.output.LayerNorm`)
  }
}

/** Evenly between −0.06 and 0.06: the spread with which such encoders begin their training. */
function noise(shape: readonly number[]): Float32Array {
  const random = seededRandom(shape.reduce((a, b) => a * 31 + b, 7))
  return Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => (random() - 0.5) * 0.12)
}

/** Tokens that a tokenizer knows. */
async function vocabularyOf(folder: string): Promise<number> {
  const tokenizer = JSON.parse(await readFile(path.join(folder, 'tokenizer.json'), 'utf8')) as { model: { vocab: object } }
  return Object.keys(tokenizer.model.vocab).length
}
