import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { Tokenizer } from 'tokenizers'
import { beforeAll, describe, expect, test } from 'vitest'

const folder = import.meta.dirname
const card = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'))
let tokenizer: Tokenizer
let session: InferenceSession

beforeAll(async () => {
  tokenizer = Tokenizer.fromFile(join(folder, 'tokenizer.json'))
  session = await InferenceSession.create(join(folder, 'model.onnx'), { executionProviders: ['cpu'] })
})

const special = (token: string) => {
  const id = tokenizer.tokenToId(token)
  if (id === null) throw new Error(`${token} is missing`)
  return id
}

const ids = async (text: string, marker: string) => [
  special('[CLS]'),
  special(marker),
  ...(await tokenizer.encode(text, null, { addSpecialTokens: false })).getIds(),
  special('[SEP]'),
]

/** Rows of unit vectors per item; shorter items are padded with attention 0. */
const encode = async (items: number[][], dim: number): Promise<number[][][]> => {
  const length = Math.max(...items.map((item) => item.length))
  const grid = (value: (item: number[], at: number) => number) =>
    new Tensor('int64', BigInt64Array.from(items.flatMap((item) => Array.from({ length }, (_, at) => BigInt(value(item, at))))), [
      items.length,
      length,
    ])
  const output = await session.run({
    input_ids: grid((item, at) => item[at] ?? special('[PAD]')),
    attention_mask: grid((item, at) => (at < item.length ? 1 : 0)),
  })
  const data = output[`emb_${dim}`]?.data as Float32Array
  return items.map((_, i) =>
    Array.from({ length }, (_, at) => [...data.subarray((i * length + at) * dim, (i * length + at + 1) * dim)]),
  )
}

const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)
const maxSim = (query: number[][], document: number[][]) =>
  query.reduce((sum, q) => sum + Math.max(...document.map((d) => dot(q, d))), 0)
const score = async (query: string, document: string, dim = 128) => {
  const [q] = await encode([await ids(query, '[Q]')], dim)
  const [d] = await encode([await ids(document, '[D]')], dim)
  return maxSim(q ?? [], d ?? [])
}

describe('the starter encoder', () => {
  test('has the files that model.json names, byte for byte', () => {
    for (const file of card.files) {
      const data = readFileSync(join(folder, file.path))
      expect(data.length).toBe(file.bytes)
      expect(createHash('sha256').update(data).digest('hex')).toBe(file.sha256)
    }
  })

  test('gives unit vectors in each of its three sizes', async () => {
    for (const dim of card.dims) {
      const [rows] = await encode([await ids('The spare key hangs behind the cellar door.', '[D]')], dim)
      for (const row of rows ?? []) expect(Math.hypot(...row)).toBeCloseTo(1, 4)
    }
  })

  test('gives a passage the same vectors alone and beside a longer one, and zeros for padding', async () => {
    const short = await ids('Wo ist der Schlüssel?', '[D]')
    const long = await ids('The spare key hangs behind the door of the cellar, next to the meter for the gas.', '[D]')
    const [alone] = await encode([short], 128)
    const [together] = await encode([short, long], 128)
    for (const [at, row] of (alone ?? []).entries()) {
      for (const [i, value] of row.entries()) expect(together?.[at]?.[i]).toBeCloseTo(value, 5)
    }
    for (const row of together?.slice(short.length) ?? []) expect(row.every((value) => value === 0)).toBe(true)
  })

  test('knows that kitchen is nearer to Küche than to Auto, and the same in Russian and Japanese', async () => {
    expect(await score('kitchen', 'Küche')).toBeGreaterThan((await score('kitchen', 'Auto')) + 0.2)
    expect(await score('kitchen', 'кухня')).toBeGreaterThan((await score('kitchen', 'машина')) + 0.2)
    expect(await score('kitchen', '台所')).toBeGreaterThan((await score('kitchen', '自動車')) + 0.2)
  })

  test('adds nothing to a score by mask expansion', async () => {
    const query = await ids('kitchen', '[Q]')
    const expanded = [...query, ...Array.from({ length: card.queryLength - query.length }, () => special('[MASK]'))]
    const [document] = await encode([await ids('Die Küche ist neu', '[D]')], 128)
    const [plain] = await encode([query], 128)
    const [long] = await encode([expanded], 128)
    expect(maxSim(long ?? [], document ?? [])).toBeCloseTo(maxSim(plain ?? [], document ?? []), 4)
  })

  test('lets an unknown sign match no other unknown sign', async () => {
    expect(special('[UNK]')).toBe(1)
    const [q] = await encode([[special('[CLS]'), special('[Q]'), special('[UNK]'), special('[SEP]')]], 128)
    const [d] = await encode([[special('[CLS]'), special('[D]'), special('[UNK]'), special('[SEP]')]], 128)
    expect(dot(q?.[2] ?? [], d?.[2] ?? [])).toBeCloseTo(0, 5)
  })
})
