import { readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { EngineError } from '../../contract/errors.ts'
import { type Architecture, bert, jina, modernBert, xmod } from './architectures.ts'
import { GraphBuilder, type Precision } from './builder.ts'
import { convert } from './convert.ts'
import { type Head, normalisedHead } from './heads.ts'
import { encodeModel } from './onnx.ts'
import { WEIGHTS, Weights } from './safetensors.ts'
import { largestWeight } from './saturation.ts'

export const architectures = { bert, 'xlm-roberta-rotary': jina, modernbert: modernBert, xmod } as const satisfies Record<
  string,
  Architecture
>
export type ArchitectureName = keyof typeof architectures

export interface BuildOptions {
  readonly architecture: ArchitectureName
  readonly precision: Precision
  readonly heads: readonly Head[]
  /** Which adapter, for encoders that have one a language. */
  readonly language?: string
  readonly signal?: AbortSignal
  readonly progress?: (share: number) => void
}

/** Name of the graph in the folder of the weights. Language adapters share the weights and differ in the graph alone. */
export const graphFile = (precision: Precision, language?: string): string =>
  language === undefined ? `kenning.${precision}.onnx` : `kenning.${precision}.${language}.onnx`

/** Name of the file beside a graph with what was converted for it, if anything was. */
export const convertedFile = (graph: string): string => graph.replace(/onnx$/, 'data')

/**
 * Writes the graph of an encoder beside its weights: `input_ids` and `attention_mask` [sequences × length] in, one
 * `emb_<dim>` [sequences × length × dim] a head out, unit length. fp32 points into the weights themselves; int8 (and fp16 of
 * other than fp16 weights) into a converted file beside them.
 * @param folder has `model.safetensors` and `config.json`
 * @returns the graph's path
 * @throws {EngineError} `model-missing`, `model-broken`, `cancelled`
 */
export async function buildGraph(folder: string, options: BuildOptions): Promise<string> {
  const { architecture, precision, heads, language, signal, progress } = options
  await using weights = await Weights.open(path.join(folder, WEIGHTS))
  const config = await readConfig(path.join(folder, 'config.json'))
  const file = graphFile(precision, language)
  const g = new GraphBuilder(weights, precision, convertedFile(file))
  const hidden = await architectures[architecture](g, config, language ?? null)
  for (const head of heads) normalisedHead(g, hidden, head)
  const model = encodeModel(
    g.graph(
      'kenning',
      ['input_ids', 'attention_mask'].map((name) => ({ name, type: 'int64', dims: ['sequences', 'length'] })),
      heads.map(({ dim }) => ({ name: `emb_${dim}`, type: 'float', dims: ['sequences', 'length', dim] })),
    ),
  )
  if (g.conversions.length > 0)
    await convert(weights, g.conversions, path.join(folder, g.convertedFile), {
      ...(signal && { signal }),
      ...(progress && { progress }),
      ...(precision === 'int8' && { largest: await largestWeight() }),
    })
  const at = path.join(folder, file)
  await writeFile(`${at}.partial`, model)
  await rename(`${at}.partial`, at)
  return at
}

async function readConfig(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new EngineError('model-missing', `The encoder's configuration is not at ${file}.`, { cause })
  })
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new EngineError('model-broken', `${file} is no JSON.`, { cause })
  }
}
