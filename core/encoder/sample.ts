import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Graphs } from './devices.ts'
import { buildGraph } from './graph/build.ts'
import type { Precision } from './graph/builder.ts'
import { type NewTensor, writeSafetensors } from './graph/write-safetensors.ts'

/**
 * Two layers in the shape of Jina ColBERT v2's, with numbers of no meaning: enough for a graphics card to win by, and quick
 * to make. Its other 22 are alike.
 */
const SHAPE = { hidden_size: 1024, num_hidden_layers: 2, num_attention_heads: 16, intermediate_size: 4096 }
const LAYERS_OF_JINA = 24
export const SAMPLED = 'Jina ColBERT v2'
/** Tokens a second of the whole encoder, from those of the sample. */
export const ofWhole = (tokensPerSecond: number): number => (tokensPerSecond * SHAPE.num_hidden_layers) / LAYERS_OF_JINA

const DIM = 128
const VOCABULARY = 1000

/** Writes the sample's weights and graphs into a folder: 50 MB, and 25 MB in 8 bits. */
export async function makeSample(folder: string, signal?: AbortSignal): Promise<Graphs> {
  await mkdir(folder, { recursive: true })
  await writeFile(
    path.join(folder, 'config.json'),
    JSON.stringify({ ...SHAPE, layer_norm_eps: 1e-5, hidden_act: 'gelu', rotary_emb_base: 10_000 }),
  )
  await writeSafetensors(path.join(folder, 'model.safetensors'), 'F16', tensors())
  const heads = [{ dim: DIM, weight: numbers(DIM * SHAPE.hidden_size, 1, 99) }]
  const build = (precision: Precision) =>
    buildGraph(folder, { architecture: 'xlm-roberta-rotary', precision, heads, ...(signal && { signal }) })
  return {
    fp32: await build('fp32'),
    fp16: await build('fp16'),
    int8: await build('int8'),
    output: `emb_${DIM}`,
    vocabulary: VOCABULARY,
  }
}

/** Names and shapes of jinaai/xlm-roberta-flash-implementation. */
function tensors(): NewTensor[] {
  const { hidden_size: hidden, intermediate_size: inner } = SHAPE
  const matrix = (name: string, rows: number, columns: number, scale = columns ** -0.5): NewTensor => ({
    name,
    shape: [rows, columns],
    // Weights that keep variance, so that attention is neither flat nor a single token's.
    values: () => numbers(rows * columns, scale, name.length),
  })
  const vector = (name: string, length: number, fill: number): NewTensor => ({
    name,
    shape: [length],
    values: () => new Float32Array(length).fill(fill),
  })
  const linear = (name: string, out: number, into: number) => [
    matrix(`${name}.weight`, out, into),
    vector(`${name}.bias`, out, 0),
  ]
  const norm = (name: string) => [vector(`${name}.weight`, hidden, 1), vector(`${name}.bias`, hidden, 0)]
  const layers = Array.from({ length: SHAPE.num_hidden_layers }, (_, layer) => `roberta.encoder.layers.${layer}`)
  return [
    matrix('roberta.embeddings.word_embeddings.weight', VOCABULARY, hidden, 1),
    ...norm('roberta.emb_ln'),
    ...layers.flatMap((at) => [
      ...linear(`${at}.mixer.Wqkv`, 3 * hidden, hidden),
      ...linear(`${at}.mixer.out_proj`, hidden, hidden),
      ...norm(`${at}.norm1`),
      ...linear(`${at}.mlp.fc1`, inner, hidden),
      ...linear(`${at}.mlp.fc2`, hidden, inner),
      ...norm(`${at}.norm2`),
    ]),
  ]
}

/** Evenly spread numbers of variance scale², always the same ones (a linear congruence). */
function numbers(count: number, scale: number, seed: number): Float32Array {
  const values = new Float32Array(count)
  const width = scale * Math.sqrt(12)
  let state = (seed * 2_654_435_761 + 1) >>> 0
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    values[i] = (state / 2 ** 32 - 0.5) * width
  }
  return values
}
