/**
 * Writes ONNX models: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, IR version 8, operator set 17.
 * Only what our graphs use; the numbers below are that file's field numbers.
 */

/** TensorProto.DataType */
export const TYPES = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10, bfloat16: 16 } as const
export type ElementType = keyof typeof TYPES

export type Attribute = number | readonly number[] | { readonly float: number }

export interface Node {
  readonly op: string
  readonly name: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Readonly<Record<string, Attribute>>
}

/** A constant, either in the graph itself or in a file beside it. */
export interface Initializer {
  readonly name: string
  readonly type: ElementType
  readonly dims: readonly number[]
  readonly data: Uint8Array | { readonly location: string; readonly offset: number; readonly length: number }
}

/** An input or output; a name stands for a length that varies. */
export interface Value {
  readonly name: string
  readonly type: ElementType
  readonly dims: readonly (number | string)[]
}

export interface Graph {
  readonly name: string
  readonly nodes: readonly Node[]
  readonly initializers: readonly Initializer[]
  readonly inputs: readonly Value[]
  readonly outputs: readonly Value[]
}

const VARINT = 0
const BYTES = 2
const FIXED32 = 5

/** A protobuf message under construction. */
class Message {
  readonly #parts: Uint8Array[] = []

  #varint(value: number): void {
    const bytes: number[] = []
    let rest = BigInt.asUintN(64, BigInt(value))
    while (rest > 127n) {
      bytes.push(Number(rest & 127n) | 128)
      rest >>= 7n
    }
    bytes.push(Number(rest))
    this.#parts.push(Uint8Array.from(bytes))
  }

  int(field: number, value: number): this {
    this.#varint((field << 3) | VARINT)
    this.#varint(value)
    return this
  }

  float(field: number, value: number): this {
    this.#varint((field << 3) | FIXED32)
    this.#parts.push(new Uint8Array(Float32Array.of(value).buffer))
    return this
  }

  bytes(field: number, value: Uint8Array | string | Message): this {
    const data = typeof value === 'string' ? Buffer.from(value, 'utf8') : value instanceof Message ? value.finish() : value
    this.#varint((field << 3) | BYTES)
    this.#varint(data.length)
    this.#parts.push(data)
    return this
  }

  finish(): Uint8Array {
    return Buffer.concat(this.#parts)
  }
}

/** AttributeProto: name 1, f 2, i 3, ints 8, type 20 (FLOAT 1, INT 2, INTS 7). */
function attribute(name: string, value: Attribute): Message {
  const message = new Message().bytes(1, name)
  if (typeof value === 'number') return message.int(3, value).int(20, 2)
  if ('float' in value) return message.float(2, value.float).int(20, 1)
  for (const each of value) message.int(8, each)
  return message.int(20, 7)
}

/** NodeProto: input 1, output 2, name 3, op_type 4, attribute 5. */
function node({ op, name, inputs, outputs, attributes }: Node): Message {
  const message = new Message()
  for (const input of inputs) message.bytes(1, input)
  for (const output of outputs) message.bytes(2, output)
  message.bytes(3, name).bytes(4, op)
  for (const [key, value] of Object.entries(attributes)) message.bytes(5, attribute(key, value))
  return message
}

/** TensorProto: dims 1, data_type 2, name 8, raw_data 9, external_data 13 (key 1, value 2), data_location 14 (EXTERNAL 1). */
function tensor({ name, type, dims, data }: Initializer): Message {
  const message = new Message()
  for (const dim of dims) message.int(1, dim)
  message.int(2, TYPES[type]).bytes(8, name)
  if (data instanceof Uint8Array) return message.bytes(9, data)
  for (const [key, value] of Object.entries(data)) message.bytes(13, new Message().bytes(1, key).bytes(2, String(value)))
  return message.int(14, 1)
}

/** ValueInfoProto: name 1, type 2 → tensor_type 1 → elem_type 1, shape 2 → dim 1 → dim_value 1 | dim_param 2. */
function value({ name, type, dims }: Value): Message {
  const shape = new Message()
  for (const dim of dims) shape.bytes(1, typeof dim === 'number' ? new Message().int(1, dim) : new Message().bytes(2, dim))
  const tensorType = new Message().int(1, TYPES[type]).bytes(2, shape)
  return new Message().bytes(1, name).bytes(2, new Message().bytes(1, tensorType))
}

/** ModelProto: ir_version 1, producer_name 2, graph 7, opset_import 8. GraphProto: node 1, name 2, initializer 5, input 11, output 12. */
export function encodeModel(graph: Graph): Uint8Array {
  const message = new Message()
  for (const each of graph.nodes) message.bytes(1, node(each))
  message.bytes(2, graph.name)
  for (const each of graph.initializers) message.bytes(5, tensor(each))
  for (const each of graph.inputs) message.bytes(11, value(each))
  for (const each of graph.outputs) message.bytes(12, value(each))
  return new Message().int(1, 8).bytes(2, 'Kenning').bytes(7, message).bytes(8, new Message().int(2, 17)).finish()
}
