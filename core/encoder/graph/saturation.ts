import { InferenceSession, Tensor } from 'onnxruntime-node'
import { encodeModel } from './onnx.ts'

/** Long enough for any kernel's vectors. */
const LENGTH = 64

/** 255 · 127 + 255 · 127 is more than 16 bits hold. */
const EXPECTED = LENGTH * 255 * 127

/**
 * The largest 8-bit weight that this processor multiplies without loss. Those without VNNI add two products in 16 bits, which
 * overflow in silence (AVX2's `vpmaddubsw`); with 7-bit weights they cannot: 2 · 255 · 63 < 2¹⁵.
 */
export async function largestWeight(): Promise<63 | 127> {
  const graph = encodeModel({
    name: 'saturation',
    nodes: [{ op: 'MatMulInteger', name: 'product', inputs: ['x', 'w'], outputs: ['y'], attributes: {} }],
    initializers: [{ name: 'w', type: 'int8', dims: [LENGTH, LENGTH], data: new Uint8Array(LENGTH * LENGTH).fill(127) }],
    inputs: [{ name: 'x', type: 'uint8', dims: ['rows', LENGTH] }],
    outputs: [{ name: 'y', type: 'int32', dims: ['rows', LENGTH] }],
  })
  const session = await InferenceSession.create(graph, { executionProviders: ['cpu'], logSeverityLevel: 3 })
  try {
    const { y } = await session.run({ x: new Tensor('uint8', new Uint8Array(8 * LENGTH).fill(255), [8, LENGTH]) })
    return (y!.data as Int32Array).every((sum) => sum === EXPECTED) ? 127 : 63
  } finally {
    await session.release()
  }
}
