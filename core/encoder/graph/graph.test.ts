import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { InferenceSession } from 'onnxruntime-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildGraph } from './build.ts'
import { quantiseRow } from './convert.ts'
import { foldedHead, layerOf, withResidual } from './heads.ts'
import { encodeModel } from './onnx.ts'
import { replay } from './parity.ts'
import { decode, readHeader, Weights } from './safetensors.ts'
import { largestWeight } from './saturation.ts'

/** Checkpoints of random weights and what transformers makes of them; models/export/checkpoints.py wrote them. */
const frozen = path.join(import.meta.dirname, '../../../models/export/frozen/graphs')
const checkpoints = (await readdir(frozen)).sort()
let scratch: string
beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'kenning-graph-'))
  await cp(frozen, scratch, { recursive: true })
})
afterAll(() => rm(scratch, { recursive: true, force: true }))

describe('graphs built from safetensors', () => {
  it('cover four families', () => {
    expect(checkpoints).toEqual(['bert', 'modernbert', 'xlm-roberta-rotary-10000', 'xmod-0-de_DE'])
  })

  it.each(checkpoints)('%s in fp32 agrees with transformers to 1e-4, alone and padded', async (name) => {
    const { maxAbs, minCosine, padded } = await replay(path.join(scratch, name), 'fp32')
    expect(maxAbs).toBeLessThan(1e-4)
    expect(padded).toBeLessThan(1e-4)
    expect(minCosine).toBeGreaterThan(0.999999)
  })

  it.each(checkpoints)('%s in int8 agrees by a cosine of 0.99 for every token', async (name) => {
    expect((await replay(path.join(scratch, name), 'int8')).minCosine).toBeGreaterThan(0.99)
  })

  it.each(checkpoints)('%s in fp16 agrees by a cosine of 0.999 for every token', async (name) => {
    expect((await replay(path.join(scratch, name), 'fp16')).minCosine).toBeGreaterThan(0.999)
  })

  it('leave two layers of ModernBERT exact in int8, and need no other file than their own', async () => {
    const options = { architecture: 'modernbert', precision: 'int8', heads: [] } as const
    const graph = await readFile(await buildGraph(path.join(scratch, 'modernbert'), options), 'latin1')
    expect(new Set(graph.match(/layers\.\d\.attn\.Wo\.weight\.(half|int8)/g))).toEqual(
      new Set(
        ['0.attn.Wo.weight.half', '1.attn.Wo.weight.half', '2.attn.Wo.weight.int8', '3.attn.Wo.weight.int8'].map(
          (name) => `layers.${name}`,
        ),
      ),
    )
    expect(graph).not.toContain('model.safetensors')
  })

  it('point into the weights and stay small themselves', async () => {
    const graph = await buildGraph(path.join(scratch, 'bert'), {
      architecture: 'bert',
      precision: 'fp32',
      heads: [{ dim: 2, weight: new Float32Array(128) }],
    })
    const [{ length }, weights] = [await readFile(graph), await readFile(path.join(scratch, 'bert', 'model.safetensors'))]
    expect(length).toBeLessThan(weights.length / 2)
  })

  it('change with the language of an adapter', async () => {
    const folder = path.join(scratch, 'xmod-0-de_DE')
    const options = { architecture: 'xmod', precision: 'fp32', heads: [{ dim: 2, weight: new Float32Array(128) }] } as const
    const [german, english] = [
      await buildGraph(folder, { ...options, language: 'de_DE' }),
      await buildGraph(folder, { ...options, language: 'en_XX' }),
    ]
    expect(await readFile(german)).not.toEqual(await readFile(english))
    await expect(buildGraph(folder, { ...options, language: 'xx_XX' })).rejects.toMatchObject({
      code: 'model-broken',
      message: expect.stringContaining('de_DE'),
    })
  })

  it('are refused for a configuration that leaves something out, and for weights that lack a tensor', async () => {
    const folder = path.join(scratch, 'modernbert')
    const options = { precision: 'fp32', heads: [] } as const
    await expect(buildGraph(folder, { ...options, architecture: 'bert' })).rejects.toMatchObject({ code: 'model-broken' })
    await writeFile(path.join(folder, 'config.json'), await readFile(path.join(scratch, 'bert', 'config.json')))
    await expect(buildGraph(folder, { ...options, architecture: 'bert' })).rejects.toMatchObject({
      code: 'model-broken',
      message: expect.stringContaining('no tensor embeddings.word_embeddings.weight'),
    })
  })

  it('leave nothing behind when a conversion is cancelled', async () => {
    const folder = path.join(scratch, 'cancelled')
    await cp(path.join(frozen, 'bert'), folder, { recursive: true })
    const before = await readdir(folder)
    const options = { architecture: 'bert', precision: 'int8', heads: [], signal: AbortSignal.abort() } as const
    await expect(buildGraph(folder, options)).rejects.toMatchObject({ code: 'cancelled' })
    expect(await readdir(folder)).toEqual(before)
  })
})

describe('the ONNX writer', () => {
  it('writes a graph that onnxruntime runs', async () => {
    const bytes = encodeModel({
      name: 'double',
      nodes: [{ op: 'Mul', name: 'twice', inputs: ['x', 'two'], outputs: ['y'], attributes: {} }],
      initializers: [{ name: 'two', type: 'float', dims: [], data: new Uint8Array(Float32Array.of(2).buffer) }],
      inputs: [{ name: 'x', type: 'float', dims: ['n'] }],
      outputs: [{ name: 'y', type: 'float', dims: ['n'] }],
    })
    const session = await InferenceSession.create(bytes)
    const { Tensor } = await import('onnxruntime-node')
    const { y } = await session.run({ x: new Tensor('float32', Float32Array.of(1, -3), [2]) })
    expect([...(y!.data as Float32Array)]).toEqual([2, -6])
    await session.release()
  })
})

describe('safetensors', () => {
  const file = (header: string, data = 0) => {
    const bytes = Buffer.alloc(8 + header.length + data)
    bytes.writeBigUInt64LE(BigInt(header.length))
    bytes.write(header, 8)
    return bytes
  }
  const read = (bytes: Buffer) => readHeader(bytes, bytes.length, 'w.safetensors')

  it('say where each tensor lies', () => {
    const header = '{"__metadata__":{"format":"pt"},"a":{"dtype":"F16","shape":[2,3],"data_offsets":[0,12]}}'
    expect([...read(file(header, 12)).values()]).toEqual([
      { name: 'a', type: 'F16', shape: [2, 3], offset: 8 + header.length, length: 12 },
    ])
  })

  it('are refused when cut short, or when a tensor lies beyond the end or is of another size than it says', () => {
    const header = '{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}'
    expect(() => read(file(header, 15))).toThrow(/beyond their end/)
    expect(() => read(file(header.replace('[4]', '[5]'), 16))).toThrow(/not the size/)
    expect(() => read(Buffer.from('short'))).toThrow(/cut short/)
    expect(() => read(Buffer.from('<!DOCTYPE html><html>'))).toThrow(/cut short or no safetensors/)
    expect(() => read(file('[1,2]'))).toThrow(/header/)
  })

  it('hold 16-bit numbers of both kinds', () => {
    expect([...decode(Uint8Array.of(0, 0x3c, 0, 0xc0), 'F16')]).toEqual([1, -2])
    expect([...decode(Uint8Array.of(0x80, 0x3f, 0, 0xc0), 'BF16')]).toEqual([1, -2])
  })

  it('are found whatever stands before a tensor name', async () => {
    await using weights = await Weights.open(path.join(frozen, 'bert', 'model.safetensors'))
    expect(weights.get('encoder.layer.0.output.dense.weight').name).toBe('bert.encoder.layer.0.output.dense.weight')
    expect(weights.find('dense.weight')).toBeNull()
  })
})

describe('weights', () => {
  it('become int8 by their largest number', () => {
    const into = new Int8Array(3)
    expect(quantiseRow(Float32Array.of(0.5, -1.27, 0.004), into, 0, 1)).toBeCloseTo(0.01, 8)
    expect([...into]).toEqual([50, -127, 0])
    expect(quantiseRow(new Float32Array(3), into, 0, 1)).toBe(1)
    expect([...into]).toEqual([0, 0, 0])
  })

  it('become 7-bit where the processor would overflow, and this one says whether it does', async () => {
    const into = new Int8Array(2)
    expect(quantiseRow(Float32Array.of(0.63, -0.3), into, 0, 1, 63)).toBeCloseTo(0.01, 8)
    expect([...into]).toEqual([63, -30])
    expect([63, 127]).toContain(await largestWeight())
  })

  it('of a chain of layers fold to one matrix', () => {
    const layer = (rows: number, columns: number, ...weight: number[]) =>
      layerOf({ name: 'w', shape: [rows, columns] }, Float32Array.from(weight))
    const first = withResidual(layer(2, 2, 1, 0, 0, 1), layer(2, 2, 1, 0, 0, 1)) // doubles
    const head = foldedHead([first, layer(1, 2, 3, -1)])
    expect(head.dim).toBe(1)
    expect([...head.weight]).toEqual([6, -2])
    expect(() => foldedHead([first, layer(1, 3, 1, 1, 1)])).toThrow(/cannot follow/)
  })
})
