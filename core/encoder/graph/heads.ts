import path from 'node:path'
import { EngineError } from '../../contract/errors.ts'
import type { GraphBuilder } from './builder.ts'
import { type StoredTensor, Weights } from './safetensors.ts'
import { writeSafetensors } from './write-safetensors.ts'

/** One linear layer: weight [rows × columns], and a residual of the same shape where it has one. */
export interface Layer {
  readonly rows: number
  readonly columns: number
  readonly weight: Float32Array
}

/** A projection of hidden states to `dim` numbers. [dim × hidden] */
export interface Head {
  readonly dim: number
  readonly weight: Float32Array
}

/** @throws {EngineError} `model-broken` for a tensor that is no matrix */
export function layerOf({ shape, name }: Pick<StoredTensor, 'shape' | 'name'>, weight: Float32Array): Layer {
  const [rows, columns] = shape
  if (shape.length !== 2 || rows === undefined || columns === undefined)
    throw new EngineError('model-broken', `The head ${name} is no matrix.`)
  return { rows, columns, weight }
}

/** A layer y = W·x + R·x as one matrix. */
export const withResidual = (layer: Layer, residual: Layer): Layer => ({
  ...layer,
  weight: layer.weight.map((value, i) => value + residual.weight[i]!),
})

/** Layers without bias or activation between them, applied in order, are one matrix: W = Wₙ · … · W₁. */
export function foldedHead(layers: readonly [Layer, ...Layer[]]): Head {
  // From the last one, which has the fewest rows: for mLateOn a third of the work.
  const { rows, weight } = layers.toReversed().reduce((outer, inner) => product(inner, outer))
  return { dim: rows, weight }
}

function product(inner: Layer, outer: Layer): Layer {
  if (outer.columns !== inner.rows)
    throw new EngineError('model-broken', `A head of ${outer.columns} columns cannot follow one of ${inner.rows} rows.`)
  const weight = new Float32Array(outer.rows * inner.columns)
  const row = new Float64Array(inner.columns)
  for (let r = 0; r < outer.rows; r++) {
    row.fill(0)
    for (let k = 0; k < inner.rows; k++) {
      const factor = outer.weight[r * outer.columns + k]!
      for (let c = 0; c < inner.columns; c++) row[c]! += factor * inner.weight[k * inner.columns + c]!
    }
    weight.set(row, r * inner.columns)
  }
  return { rows: outer.rows, columns: inner.columns, weight }
}

const HEADS = 'heads.safetensors'

/** Keeps the folded heads beside the weights, for graphs that are built later: one may have come from another repository. */
export const writeHeads = (folder: string, heads: readonly Head[]): Promise<void> =>
  writeSafetensors(
    path.join(folder, HEADS),
    'F32',
    heads.map(({ dim, weight }) => ({ name: `emb_${dim}`, shape: [dim, weight.length / dim], values: () => weight })),
  )

export async function readHeads(folder: string): Promise<Head[]> {
  await using file = await Weights.open(path.join(folder, HEADS))
  return Promise.all(
    [...file.tensors.keys()].map(async (name) => {
      const stored = file.get(name)
      return { dim: stored.shape[0]!, weight: await file.read(stored) }
    }),
  )
}

/** Adds a head in fp32 and its output `emb_<dim>`: unit length, [sequences × length × dim]. */
export function normalisedHead(g: GraphBuilder, hidden: string, { dim, weight }: Head): void {
  const matrix = g.floats(`head_${dim}`, weight, [dim, weight.length / dim])
  const rows = g.node('Gemm', [hidden, matrix], { transB: 1 })
  const lengths = g.node('ReduceL2', [rows], { axes: [-1], keepdims: 1 })
  const unit = g.node('Div', [rows, g.node('Max', [lengths, g.scalar(1e-12)])])
  const shape = g.node('Concat', [g.node('Shape', ['input_ids']), g.integers(dim)], { axis: 0 })
  g.node('Reshape', [unit, shape], {}, `emb_${dim}`)
}
