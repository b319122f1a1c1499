import { EngineError } from '../../contract/errors.ts'
import type { GraphBuilder } from './builder.ts'

/** Shape of the input, as values of the graph, and what attention may look at. */
export interface Frame {
  /** [2]: sequences and their padded length */
  readonly shape: string
  /** [length] fp32: 0, 1, 2, … */
  readonly positions: string
  /** [sequences × 1 × 1 × length] bool */
  readonly attended: string
}

/** Added to a similarity that must not count; the least fp32 is −3.4e38, but sums of it overflow. */
const NEVER = -1e9

export function frame(g: GraphBuilder): Frame {
  const shape = g.node('Shape', ['input_ids'])
  const length = g.node('Gather', [shape, g.integer(1)])
  const positions = g.cast(g.node('Range', [g.integer(0), length, g.integer(1)]), 'float')
  const attended = g.node('Unsqueeze', [g.cast('attention_mask', 'bool'), g.integers(1, 2)])
  return { shape, positions, attended }
}

/** 0 where a token may look, NEVER elsewhere. [sequences × 1 × 1 | length × length] */
export function attentionBias(g: GraphBuilder, { attended, positions }: Frame, window: number | null): string {
  if (window === null) return g.node('Where', [attended, g.scalar(0), g.scalar(NEVER)])
  const distance = g.node('Abs', [
    g.node('Sub', [g.node('Unsqueeze', [positions, g.integers(1)]), g.node('Unsqueeze', [positions, g.integers(0)])]),
  ])
  const near = g.node('LessOrEqual', [distance, g.scalar(window)])
  return g.node('Where', [g.node('And', [attended, near]), g.scalar(0), g.scalar(NEVER)])
}

export interface Rotation {
  /** [length × size / 2] */
  readonly cos: string
  readonly sin: string
}

/**
 * Angles of rotary positions (Su et al. 2021): position · base^(−2i/size). Computed in the graph from the length, so no table
 * ends anywhere. The nodes are named, for a device that reckons cosines of large angles badly.
 */
export function rotation(g: GraphBuilder, { positions }: Frame, base: number, size: number): Rotation {
  // In single precision step by step, as the reference does: at position 8192 the last bit turns the angle by 5e-4.
  const frequencies = Float32Array.from({ length: size / 2 }, (_, i) => 1 / Math.fround(base ** ((2 * i) / size)))
  const row = g.floats(`frequencies_${base}_${size}`, frequencies, [1, size / 2])
  const angles = g.node('Mul', [g.node('Unsqueeze', [positions, g.integers(1)]), row])
  return {
    cos: g.node('Cos', [angles], {}, `rotary_cos_${base}`),
    sin: g.node('Sin', [angles], {}, `rotary_sin_${base}`),
  }
}

/** Halves (x₁, x₂) → (x₁cos − x₂sin, x₂cos + x₁sin). [… × length × size] */
function rotate(g: GraphBuilder, x: string, { cos, sin }: Rotation): string {
  const [first, second] = g.nodes('Split', [x], 2, { axis: -1 }) as [string, string]
  const left = g.node('Sub', [g.node('Mul', [first, cos]), g.node('Mul', [second, sin])])
  const right = g.node('Add', [g.node('Mul', [second, cos]), g.node('Mul', [first, sin])])
  return g.node('Concat', [left, right], { axis: -1 })
}

export interface AttentionShape {
  readonly heads: number
  /** Of one head. */
  readonly size: number
}

/** softmax(q·kᵀ / √size + bias)·v, in the primitive operations that every device reckons alike. q, k, v [tokens × hidden] → the same */
export function attention(
  g: GraphBuilder,
  { shape }: Frame,
  [q, k, v]: readonly [string, string, string],
  { heads, size }: AttentionShape,
  bias: string,
  turn: Rotation | null,
): string {
  const split = g.node('Concat', [shape, g.integers(heads, size)], { axis: 0 })
  const perHead = (x: string) => g.node('Transpose', [g.node('Reshape', [x, split])], { perm: [0, 2, 1, 3] })
  const half = (x: string) => (g.precision === 'fp16' ? g.cast(x, 'float16') : x)
  const single = (x: string) => (g.precision === 'fp16' ? g.cast(x, 'float') : x)
  const turned = (x: string) => (turn ? rotate(g, perHead(x), turn) : perHead(x))
  // Scaled before the product: q·k itself may be beyond half precision.
  const scaled = g.node('Mul', [turned(q), g.scalar(Math.fround(size ** -0.5))])
  const keys = g.node('Transpose', [turned(k)], { perm: [0, 1, 3, 2] })
  const similarity = single(g.node('MatMul', [half(scaled), half(keys)]))
  const weights = g.node('Softmax', [g.node('Add', [similarity, bias])], { axis: -1 })
  const mixed = single(g.node('MatMul', [half(weights), half(perHead(v))]))
  return g.node('Reshape', [g.node('Transpose', [mixed], { perm: [0, 2, 1, 3] }), g.integers(-1, heads * size)])
}

/** Layer normalisation by the checkpoint's own weight and, where it has one, bias. */
export async function layerNorm(g: GraphBuilder, x: string, name: string, epsilon: number): Promise<string> {
  const bias = await g.vectorIfAny(`${name}.bias`)
  const inputs = [x, await g.vector(`${name}.weight`), ...(bias === null ? [] : [bias])]
  return g.node('LayerNormalization', inputs, { axis: -1, epsilon: { float: epsilon } })
}

/** x · Φ(x), exactly: the approximation by tanh differs by 5e-4. */
export function gelu(g: GraphBuilder, x: string): string {
  const erf = g.node('Erf', [g.node('Div', [x, g.scalar(Math.SQRT2)])])
  const twice = g.node('Mul', [x, g.node('Add', [erf, g.scalar(1)])])
  return g.node('Mul', [twice, g.scalar(0.5)])
}

/** @throws {EngineError} `model-broken` for an activation that we do not know */
export function activation(name: string): (g: GraphBuilder, x: string) => string {
  if (name === 'gelu') return gelu
  if (name === 'relu') return (g, x) => g.node('Relu', [x])
  if (name === 'silu' || name === 'swish') return (g, x) => g.node('Mul', [x, g.node('Sigmoid', [x])])
  throw new EngineError('model-broken', `This encoder uses the activation "${name}", which Kenning does not know.`)
}
