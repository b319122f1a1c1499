// `npm run bench:encoder`: document tokens a second of our graphs and of PyTorch with the same weights, on one thread each, in
// turns, so that a busy machine is busy for both: the ratios are what counts. Then the same from text to vectors, against PyLate's
// own `encode`. Needs both environments of models/export.
//     --hidden 1024     only that shape
//     --passages 96     how many
//     --rounds 3
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { InstalledModel, ModelCard } from './catalogue.ts'
import { batches } from './colbert.ts'
import { openEncoder } from './encoder.ts'
import { buildGraph, graphFile } from './graph/build.ts'
import { foldedHead, type Head, layerOf } from './graph/heads.ts'
import { encodeModel } from './graph/onnx.ts'
import { Weights } from './graph/safetensors.ts'
import { sessionOptions } from './session.ts'
import { openTokenizer } from './tokenizer.ts'

const { values: asked } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    hidden: { type: 'string' },
    passages: { type: 'string', default: '96' },
    rounds: { type: 'string', default: '3' },
  },
})
const exporting = path.join(import.meta.dirname, '../../models/export')
const options = { executionProviders: ['cpu'], intraOpNumThreads: 1, graphOptimizationLevel: 'all', logSeverityLevel: 3 } as const

async function python(environment: '.venv' | '.venv-pylate', script: string, ...args: string[]): Promise<string> {
  const executable = path.join(exporting, environment, 'bin/python')
  const { stdout } = await promisify(execFile)(executable, [path.join(exporting, script), ...args])
  return stdout
}

/** Real tokens a second, padded batches of like length as the product makes them. */
async function ours(session: InferenceSession, lengths: readonly number[]): Promise<number> {
  const windows = lengths.map((length) => ({ sequence: { ids: Array.from({ length }, (_, i) => 5 + (i % 990)) } }))
  const start = performance.now()
  for (const batch of batches(windows, 512)) {
    const longest = batch.at(-1)!.sequence.ids.length
    const shape = [batch.length, longest]
    const grid = (value: (ids: readonly number[], at: number) => number) =>
      BigInt64Array.from(
        batch.flatMap(({ sequence }) => Array.from({ length: longest }, (_, at) => BigInt(value(sequence.ids, at)))),
      )
    await session.run({
      input_ids: new Tensor(
        'int64',
        grid((ids, at) => ids[at] ?? 1),
        shape,
      ),
      attention_mask: new Tensor(
        'int64',
        grid((ids, at) => (at < ids.length ? 1 : 0)),
        shape,
      ),
    })
  }
  return (lengths.reduce((sum, length) => sum + length) * 1_000) / (performance.now() - start)
}

/** Of one thread, by one large product: operations a second. */
async function peak(precision: 'fp32' | 'int8'): Promise<number> {
  const [rows, size] = [256, 2048]
  const isWhole = precision === 'int8'
  const [input, weight, output] = isWhole ? (['uint8', 'int8', 'int32'] as const) : (['float', 'float', 'float'] as const)
  const data = isWhole ? new Uint8Array(size * size).fill(3) : new Uint8Array(new Float32Array(size * size).fill(0.01).buffer)
  const graph = encodeModel({
    name: 'peak',
    nodes: [{ op: isWhole ? 'MatMulInteger' : 'MatMul', name: 'product', inputs: ['x', 'w'], outputs: ['y'], attributes: {} }],
    initializers: [{ name: 'w', type: weight, dims: [size, size], data }],
    inputs: [{ name: 'x', type: input, dims: [rows, size] }],
    outputs: [{ name: 'y', type: output, dims: [rows, size] }],
  })
  const session = await InferenceSession.create(graph, options)
  const x = isWhole
    ? new Tensor('uint8', new Uint8Array(rows * size).fill(5), [rows, size])
    : new Tensor('float32', new Float32Array(rows * size).fill(0.01), [rows, size])
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < 20; i++) {
    const start = performance.now()
    await session.run({ x })
    best = Math.min(best, performance.now() - start)
  }
  await session.release()
  return (2 * rows * size * size * 1_000) / best
}

/** Layers and hidden size: a small encoder's, and Jina ColBERT v2's (4 of its 24 layers, which are alike). */
const SHAPES = [
  [6, 384],
  [4, 1024],
] as const

interface Report {
  readonly layers: number
  readonly hidden: number
  readonly tokensPerSecond: { readonly pytorch: number; readonly fp32: number; readonly int8: number }
  /** To PyTorch's. */
  readonly ratio: { readonly fp32: number; readonly int8: number }
  /** Of what one large product reaches here, in the same precision. */
  readonly shareOfPeak: { readonly fp32: number; readonly int8: number }
}

async function bench(layers: number, hidden: number, folder: string): Promise<Report> {
  const shape = [String(layers), String(hidden)]
  await python('.venv', 'bench.py', 'make', ...shape, folder)
  const lengthsFile = path.join(folder, 'lengths.json')
  await writeFile(lengthsFile, JSON.stringify(lengths))
  const head = await headOf(folder)
  const sessionOf = async (precision: 'fp32' | 'int8') =>
    InferenceSession.create(await buildGraph(folder, { architecture: 'xlm-roberta-rotary', precision, heads: [head] }), options)
  const sessions = { fp32: await sessionOf('fp32'), int8: await sessionOf('int8') }
  const rates = { pytorch: 0, fp32: 0, int8: 0 }
  const best = { fp32: 0, int8: 0 }
  for (let round = 0; round < Number(asked.rounds); round++) {
    for (const precision of ['fp32', 'int8'] as const) {
      // As many tries as PyTorch has in one of its rounds.
      for (let again = 0; again < 3; again++)
        rates[precision] = Math.max(rates[precision], await ours(sessions[precision], lengths))
      best[precision] = Math.max(best[precision], await peak(precision))
    }
    rates.pytorch = Math.max(
      rates.pytorch,
      JSON.parse(await python('.venv', 'bench.py', 'run', ...shape, lengthsFile)).tokensPerSecond,
    )
  }
  for (const session of Object.values(sessions)) await session.release()
  // Products of a layer: 4 of hidden × hidden and 2 of hidden × 4 hidden a token.
  const operations = 2 * layers * (4 * hidden ** 2 + 8 * hidden ** 2)
  return {
    ...{ layers, hidden, tokensPerSecond: rates },
    ratio: { fp32: rates.fp32 / rates.pytorch, int8: rates.int8 / rates.pytorch },
    shareOfPeak: { fp32: (rates.fp32 * operations) / best.fp32, int8: (rates.int8 * operations) / best.int8 },
  }
}

async function headOf(folder: string): Promise<Head> {
  await using weights = await Weights.open(path.join(folder, 'model.safetensors'))
  const stored = weights.get('linear.weight')
  return foldedHead([layerOf(stored, await weights.read(stored))])
}

/** A small encoder's shape, and ColBERTv2's own. */
const BERTS = [
  [6, 384],
  [12, 768],
] as const

interface EncodeReport {
  readonly layers: number
  readonly hidden: number
  readonly threads: number
  readonly tokensPerSecond: { readonly pylate: number; readonly fp32: number; readonly int8: number }
  /** To PyLate's. */
  readonly ratio: { readonly fp32: number; readonly int8: number }
}

/** From texts to the vectors of their tokens: our encoder, thread and tokenizer and all, and PyLate's `encode`. */
async function benchEncode(layers: number, hidden: number, folder: string): Promise<EncodeReport> {
  await python('.venv-pylate', 'encode.py', 'make', String(layers), String(hidden), folder)
  const texts = lengths.map((length) => Array.from({ length }, (_, i) => `word${(i * 7919) % 60}`).join(' '))
  const textsFile = path.join(folder, 'texts.json')
  await writeFile(textsFile, JSON.stringify(texts))
  const heads = [await headOf(folder)]
  const threads = sessionOptions('cpu').intraOpNumThreads!
  const modelOf = (precision: 'fp32' | 'int8'): InstalledModel => ({ folder, card: { ...CARD, graph: graphFile(precision) } })
  const rates = { pylate: 0, fp32: 0, int8: 0 }
  const tokens = (await openTokenizer(modelOf('fp32')).tokenize(texts)).reduce((sum, { ids }) => sum + ids.length + 3, 0)
  for (const precision of ['fp32', 'int8'] as const) await buildGraph(folder, { architecture: 'bert', precision, heads })
  for (let round = 0; round < Number(asked.rounds); round++) {
    for (const precision of ['fp32', 'int8'] as const) {
      await using encoder = await openEncoder(modelOf(precision), 64)
      for (let again = 0; again < 3; again++) {
        const start = performance.now()
        await encoder.encodePassages(texts)
        rates[precision] = Math.max(rates[precision], (tokens * 1_000) / (performance.now() - start))
      }
    }
    const { textsPerSecond } = JSON.parse(await python('.venv-pylate', 'encode.py', 'run', folder, textsFile, String(threads)))
    rates.pylate = Math.max(rates.pylate, (textsPerSecond * tokens) / texts.length)
  }
  const ratio = { fp32: rates.fp32 / rates.pylate, int8: rates.int8 / rates.pylate }
  return { layers, hidden, threads, tokensPerSecond: rates, ratio }
}

/** The form of ColBERTv2 with room for every text of the bench. */
const CARD: ModelCard = {
  ...{ id: 'bench', name: 'bench', revision: '', licence: '', languages: '', description: '', dims: [64], files: [] },
  ...{ queryMarker: '[unused0]', documentMarker: '[unused1]', maskToken: '[MASK]', attendsMasks: false },
  ...{ queryLength: 32, documentLength: 300, skiplist: 'stanford' },
}

/** Of passages: 20 to 250 tokens. */
const lengths = Array.from({ length: Number(asked.passages) }, (_, i) => 20 + ((i * 7919) % 231))
async function each<R>(
  shapes: readonly (readonly [number, number])[],
  bench: (layers: number, hidden: number, folder: string) => Promise<R>,
): Promise<R[]> {
  const reports: R[] = []
  for (const [layers, hidden] of shapes) {
    if (asked.hidden !== undefined && Number(asked.hidden) !== hidden) continue
    const folder = await mkdtemp(path.join(tmpdir(), 'kenning-bench-'))
    try {
      reports.push(await bench(layers, hidden, folder))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
  return reports
}

const reports = await each(SHAPES, bench)
const encoded = await each(BERTS, benchEncode)
if (asked.json) console.log(JSON.stringify({ threads: 1, reports, encoded }))
else {
  console.table(
    reports.map(({ layers, hidden, tokensPerSecond, ratio, shareOfPeak }) => ({
      encoder: `${layers} × ${hidden}`,
      'PyTorch tokens/s': Math.round(tokensPerSecond.pytorch),
      'fp32 tokens/s': Math.round(tokensPerSecond.fp32),
      'int8 tokens/s': Math.round(tokensPerSecond.int8),
      'fp32 : PyTorch': ratio.fp32.toFixed(2),
      'int8 : PyTorch': ratio.int8.toFixed(2),
      'of fp32 peak': shareOfPeak.fp32.toFixed(2),
      'of int8 peak': shareOfPeak.int8.toFixed(2),
    })),
  )
  console.table(
    encoded.map(({ layers, hidden, tokensPerSecond, ratio }) => ({
      encoder: `${layers} × ${hidden}`,
      'PyLate tokens/s': Math.round(tokensPerSecond.pylate),
      'fp32 tokens/s': Math.round(tokensPerSecond.fp32),
      'int8 tokens/s': Math.round(tokensPerSecond.int8),
      'fp32 : PyLate': ratio.fp32.toFixed(2),
      'int8 : PyLate': ratio.int8.toFixed(2),
    })),
  )
}
