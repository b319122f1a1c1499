import { type Attribute, type ElementType, type Graph, type Initializer, type Node, TYPES, type Value } from './onnx.ts'
import type { StoredTensor, Weights } from './safetensors.ts'

/**
 * fp32: every number as the checkpoint has it. fp16 (graphics cards): matrix products in half precision, everything else in
 * single. int8 (processors): products of 8-bit weights, one scale a row, with activations quantised on the fly, but for the
 * few that an architecture leaves exact.
 */
export type Precision = 'fp32' | 'fp16' | 'int8'

/**
 * How int8 rounds a product. `batch`: its activations have one scale a batch, which onnxruntime does in one kernel. `token`: one
 * a token, for those that differ from token to token (gated units multiply two of them), which takes a quarter longer. `none`:
 * nothing is rounded; the weights lie in 16 bits and are reckoned with in fp32, which takes three times as long.
 */
export type Rounding = 'batch' | 'token' | 'none'

/** Names of the nodes that look rows up in a table: a device may want to leave them to the processor. */
export const lookUp = (table: string) => [`rows_${table}`, `cast_${table}`] as const

/** A matrix that the graph wants in another form than the checkpoint's; convert.ts carries it out. */
export interface Conversion {
  readonly source: StoredTensor
  /** `rows8`: int8 rows. `columns8`: the same transposed, as MatMulInteger wants it. `half`: fp16. */
  readonly form: 'rows8' | 'columns8' | 'half'
  /** Where the numbers go in the converted file. */
  readonly offset: number
  /** Where the scales of int8 go: one fp32 a row of the source. */
  readonly scales: number | null
}

/** Tensors start where a page of memory may: files are mapped, not read. */
const ALIGNMENT = 4096
const align = (offset: number) => Math.ceil(offset / ALIGNMENT) * ALIGNMENT

/**
 * Collects the nodes of one graph. Values go by name; methods return the name of what they make. Hidden states are
 * [tokens × hidden] in fp32 between methods, whatever the precision.
 */
export class GraphBuilder {
  readonly precision: Precision
  readonly weights: Weights
  /** File beside the graph that converted matrices go to. */
  readonly convertedFile: string
  readonly conversions: Conversion[] = []
  readonly #nodes: Node[] = []
  readonly #initializers = new Map<string, Initializer>()
  /** Bytes of the converted file so far. */
  #converted = 0

  constructor(weights: Weights, precision: Precision, convertedFile: string) {
    this.weights = weights
    this.precision = precision
    this.convertedFile = convertedFile
  }

  node(op: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}, name?: string): string {
    return this.nodes(op, inputs, 1, attributes, name)[0]!
  }

  /** A node with several outputs. */
  nodes(
    op: string,
    inputs: readonly string[],
    outputs: number,
    attributes: Readonly<Record<string, Attribute>> = {},
    name = `${op}_${this.#nodes.length}`,
  ): string[] {
    const names = Array.from({ length: outputs }, (_, i) => (outputs === 1 ? name : `${name}.${i}`))
    this.#nodes.push({ op, name, inputs, outputs: names, attributes })
    return names
  }

  #constant(name: string, type: ElementType, dims: readonly number[], data: Initializer['data']): string {
    if (!this.#initializers.has(name)) this.#initializers.set(name, { name, type, dims, data })
    return name
  }

  floats(name: string, values: Float32Array, dims: readonly number[] = [values.length]): string {
    return this.#constant(name, 'float', dims, new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  }

  scalar(value: number): string {
    return this.floats(`scalar_${value}`, Float32Array.of(value), [])
  }

  integers(...values: number[]): string {
    return this.#constant(
      `integers_${values.join('_')}`,
      'int64',
      [values.length],
      new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
    )
  }

  integer(value: number): string {
    return this.#constant(`integer_${value}`, 'int64', [], new Uint8Array(BigInt64Array.of(BigInt(value)).buffer))
  }

  cast(value: string, type: ElementType): string {
    return this.node('Cast', [value], { to: TYPES[type] })
  }

  /** A vector of the checkpoint (a bias, a norm's weight), kept in the graph in fp32. */
  async vector(name: string): Promise<string> {
    const stored = this.weights.get(name)
    return this.floats(stored.name, await this.weights.read(stored), stored.shape)
  }

  /** The same, or `null` where the checkpoint has none. */
  async vectorIfAny(name: string): Promise<string | null> {
    return this.weights.find(name) ? this.vector(name) : null
  }

  /** A matrix as the checkpoint has it, by reference: the graph points into the weights. */
  #stored(stored: StoredTensor): string {
    const type = ({ F32: 'float', F16: 'float16', BF16: 'bfloat16' } as const)[stored.type]
    const { offset, length } = stored
    return this.#constant(stored.name, type, stored.shape, { location: this.weights.name, offset, length })
  }

  #placed(name: string, type: ElementType, dims: readonly number[], length: number): { name: string; offset: number } {
    const offset = align(this.#converted)
    this.#converted = offset + length
    this.#constant(name, type, dims, { location: this.convertedFile, offset, length })
    return { name, offset }
  }

  /** int8 rows (or columns) and their scales. */
  #quantised(stored: StoredTensor, form: 'rows8' | 'columns8'): { numbers: string; scales: string } {
    const [rows, columns] = stored.shape as [number, number]
    const dims = form === 'rows8' ? [rows, columns] : [columns, rows]
    const numbers = this.#placed(`${stored.name}.int8`, 'int8', dims, rows * columns)
    const scales = this.#placed(`${stored.name}.scales`, 'float', [rows], rows * 4)
    this.conversions.push({ source: stored, form, offset: numbers.offset, scales: scales.offset })
    return { numbers: numbers.name, scales: scales.name }
  }

  /** fp16, the checkpoint's own where it has that: but an int8 graph is loaded without the checkpoint. */
  #half(stored: StoredTensor): string {
    if (stored.type === 'F16' && this.precision === 'fp16') return this.#stored(stored)
    const { name, offset } = this.#placed(
      `${stored.name}.half`,
      'float16',
      stored.shape,
      stored.shape.reduce((a, b) => a * b) * 2,
    )
    this.conversions.push({ source: stored, form: 'half', offset, scales: null })
    return name
  }

  /** fp32, or in 16 bits and cast while the graph is loaded. */
  #single(stored: StoredTensor): string {
    if (this.precision === 'int8') return this.cast(this.#half(stored), 'float')
    const name = this.#stored(stored)
    return stored.type === 'F32' ? name : this.cast(name, 'float')
  }

  /** Rows of a table. ids [a × b] → [a·b × columns] */
  embedding(ids: string, table: string): string {
    const stored = this.weights.get(table)
    const flat = this.node('Reshape', [ids, this.integers(-1)])
    if (this.precision !== 'int8') {
      const matrix = this.precision === 'fp32' ? this.#stored(stored) : this.#half(stored)
      const [gather, cast] = lookUp(table)
      // Rows are cast, not the table: that would be a gigabyte of Jina's.
      return this.node('Cast', [this.node('Gather', [matrix, flat], {}, gather)], { to: TYPES.float }, cast)
    }
    const { numbers, scales } = this.#quantised(stored, 'rows8')
    const rows = this.cast(this.node('Gather', [numbers, flat]), 'float')
    return this.node('Mul', [rows, this.node('Unsqueeze', [this.node('Gather', [scales, flat]), this.integers(1)])])
  }

  /** x·Wᵀ + b, with W [out × in] as PyTorch stores it. x [tokens × in] → [tokens × out] */
  async linear(x: string, name: string, rounding: Rounding = 'batch'): Promise<string> {
    const stored = this.weights.get(`${name}.weight`)
    const bias = await this.vectorIfAny(`${name}.bias`)
    if (this.precision === 'fp32' || (this.precision === 'int8' && rounding === 'none'))
      return this.node('Gemm', [x, this.#single(stored), ...(bias ? [bias] : [])], { transB: 1 })
    return this.#plusBias(this.#product(x, stored, rounding), bias)
  }

  #product(x: string, stored: StoredTensor, rounding: Rounding): string {
    if (this.precision === 'fp16')
      return this.cast(this.node('Gemm', [this.cast(x, 'float16'), this.#half(stored)], { transB: 1 }), 'float')
    const { numbers, scales } = this.#quantised(stored, 'columns8')
    if (rounding === 'token') {
      const { numbers: x8, zero, scale } = this.#rowByRow(x)
      const product = this.cast(this.node('MatMulInteger', [x8, numbers, zero]), 'float')
      // One scale after the other: onnxruntime fuses the product of both as if the first were a single number.
      return this.node('Mul', [this.node('Mul', [product, scales]), scale])
    }
    // The very pattern that onnxruntime fuses into one kernel.
    const [quantised, scale, zero] = this.nodes('DynamicQuantizeLinear', [x], 3) as [string, string, string]
    const product = this.cast(this.node('MatMulInteger', [quantised, numbers, zero]), 'float')
    return this.node('Mul', [product, this.node('Mul', [scale, scales])])
  }

  /** 8-bit activations with a scale for each token: [tokens × 1] */
  #rowByRow(x: string): { numbers: string; zero: string; scale: string } {
    const largest = this.node('ReduceMax', [this.node('Abs', [x])], { axes: [-1], keepdims: 1 })
    const scale = this.node('Div', [this.node('Max', [largest, this.scalar(1e-12)]), this.scalar(127)])
    const whole = this.node('Round', [this.node('Div', [x, scale])])
    const numbers = this.cast(this.node('Add', [whole, this.scalar(128)]), 'uint8')
    return { numbers, zero: this.#constant('zero_128', 'uint8', [], Uint8Array.of(128)), scale }
  }

  #plusBias(x: string, bias: string | null): string {
    return bias === null ? x : this.node('Add', [x, bias])
  }

  graph(name: string, inputs: readonly Value[], outputs: readonly Value[]): Graph {
    return { name, nodes: this.#nodes, initializers: [...this.#initializers.values()], inputs, outputs }
  }
}
