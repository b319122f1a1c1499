import { copyFile, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type InstalledModel, installedModels } from './catalogue.ts'
import { type Encoder, openEncoder } from './encoder.ts'
import { openTokenizer } from './tokenizer.ts'
import type { EncodedPassage } from './vectors.ts'

const models = path.join(import.meta.dirname, '../../models')
let starter: InstalledModel
let encoder: Encoder
let scratch: string
beforeAll(async () => {
  starter = (await installedModels(models)).get('starter')!
  encoder = await openEncoder(starter, 64)
  scratch = await mkdtemp(path.join(tmpdir(), 'kenning-encoder-'))
})
afterAll(async () => {
  await encoder[Symbol.asyncDispose]()
  await rm(scratch, { recursive: true, force: true })
})

const pieces = (text: string, spans: Int32Array) =>
  Array.from({ length: spans.length / 2 }, (_, row) =>
    spans[2 * row]! < 0 ? '·' : text.slice(spans[2 * row], spans[2 * row + 1]),
  )

async function encodeOne(text: string): Promise<EncodedPassage> {
  const [passage] = await encoder.encodePassages([text])
  return passage!
}

/** A copy of the starter that may be harmed. */
async function copyOfStarter(name: string): Promise<InstalledModel> {
  const folder = path.join(scratch, name)
  await mkdir(folder)
  for (const file of ['model.onnx', 'tokenizer.json']) await copyFile(path.join(starter.folder, file), path.join(folder, file))
  return { card: starter.card, folder }
}

describe('an encoded query', () => {
  it('has 32 unit rows: [CLS], the marker, the words, [SEP] and masks', async () => {
    const text = 'Wo ist der Schlüssel'
    const { vectors, spans, own } = await encoder.encodeQuery(text)
    expect([vectors.rows, vectors.dim, vectors.data.length]).toEqual([32, 64, 32 * 64])
    expect(pieces(text, spans)).toEqual(['·', '·', 'Wo', 'ist', 'der', 'Schlüssel', ...Array(26).fill('·')])
    for (let row = 0; row < 32; row++) expect(Math.hypot(...vectors.data.subarray(row * 64, row * 64 + 64))).toBeCloseTo(1, 4)
    expect([...own].map((value) => value > 0)).toEqual([false, false, true, true, true, true, ...Array(26).fill(false)])
  })

  it('is the same however often it is asked, and an empty one is markers and masks', async () => {
    const [once, again] = [await encoder.encodeQuery('key'), await encoder.encodeQuery('key')]
    expect(once.vectors.data).toEqual(again.vectors.data)
    expect(pieces('', (await encoder.encodeQuery('')).spans)).toEqual(Array(32).fill('·'))
  })

  it('takes "[SEP]" typed by a person as the token it is and keeps the words after it', async () => {
    const text = '[SEP] key'
    const { own, spans } = await encoder.encodeQuery(text)
    expect(pieces(text, spans).slice(0, 5)).toEqual(['·', '·', '[SEP]', 'key', '·'])
    expect(own[3]).toBeGreaterThan(0.1)
  })
})

describe('an encoded passage', () => {
  it('leaves punctuation out and points at emoji and combining marks whole', async () => {
    const text = 'a 🔑, cafe\u0301.'
    const { vectors, spans } = await encodeOne(text)
    expect(pieces(text, spans)).toEqual(['·', '·', 'a', '🔑', '🔑', '🔑', '🔑', 'cafe\u0301', '·'])
    expect(vectors.rows).toBe(spans.length / 2)
  })

  it('is cut into windows when it is long, and no word is lost', async () => {
    const words = Array.from({ length: 900 }, (_, i) => `w${i}`)
    const text = words.join(' ')
    const { spans } = await encodeOne(text)
    const found = pieces(text, spans)
    expect(found.filter((piece) => piece === '·')).toHaveLength(3)
    expect(found.filter((piece) => piece !== '·').join('')).toBe(words.join(''))
  })

  it('is the same alone and among others', async () => {
    const texts = ['key', 'The spare key hangs behind the cellar door.', 'Küche']
    const together = await encoder.encodePassages(texts)
    for (const [i, text] of texts.entries()) {
      const alone = await encodeOne(text)
      expect(together[i]!.spans).toEqual(alone.spans)
      alone.vectors.data.forEach((value, at) => {
        expect(together[i]!.vectors.data[at]).toBeCloseTo(value, 5)
      })
    }
  })

  it('may hold half an emoji', async () => {
    expect(pieces('\ud83d key', (await encodeOne('\ud83d key')).spans)).toContain('key')
  })
})

describe('the queue', () => {
  it('lets a query overtake passages that wait', async () => {
    const order: string[] = []
    const note = (name: string) => () => void order.push(name)
    const passages = encoder
      .encodePassages(Array.from({ length: 64 }, (_, i) => `passage ${i} of a long list`))
      .then(note('passages'))
    const query = encoder.encodeQuery('key').then(note('query'))
    await Promise.all([passages, query])
    expect(order).toEqual(['query', 'passages'])
  })

  it('gives up what was aborted before its turn, and goes on with the rest', async () => {
    const stop = new AbortController()
    const long = encoder.encodePassages(
      Array.from({ length: 64 }, () => 'a passage'),
      stop.signal,
    )
    const other = encoder.encodePassages(['another'])
    stop.abort()
    await expect(long).rejects.toMatchObject({ code: 'cancelled' })
    expect(await other).toHaveLength(1)
  })

  it('refuses work once closed, and what still waited is refused too', async () => {
    const closing = await openEncoder(starter, 64)
    const waiting = closing.encodePassages(Array.from({ length: 200 }, () => 'a passage'))
    const refused = expect(waiting).rejects.toMatchObject({ code: 'disconnected' })
    await closing[Symbol.asyncDispose]()
    await refused
    await expect(closing.encodeQuery('key')).rejects.toMatchObject({ code: 'disconnected' })
  })
})

describe('a damaged encoder', () => {
  it('is refused when a byte of its weights is flipped', async () => {
    const model = await copyOfStarter('flipped')
    const file = path.join(model.folder, 'model.onnx')
    const bytes = await readFile(file)
    bytes[bytes.length >> 1]! ^= 1
    await writeFile(file, bytes)
    await expect(openEncoder(model, 64)).rejects.toMatchObject({ code: 'model-broken', message: expect.stringContaining(file) })
  })

  it('is refused when a file is cut short or missing', async () => {
    const model = await copyOfStarter('short')
    await truncate(path.join(model.folder, 'tokenizer.json'), 1000)
    await expect(openEncoder(model, 64)).rejects.toMatchObject({
      code: 'model-broken',
      message: expect.stringContaining('1000 bytes'),
    })
    await rm(path.join(model.folder, 'tokenizer.json'))
    await expect(openEncoder(model, 64)).rejects.toMatchObject({
      code: 'model-broken',
      message: expect.stringContaining('missing'),
    })
  })

  it('is refused by its thread when the graph is none, whatever the card says', async () => {
    const model = await copyOfStarter('garbage')
    await writeFile(path.join(model.folder, 'model.onnx'), 'no graph')
    const unchecked = { ...model, card: { ...model.card, files: [] } }
    await expect(openEncoder(unchecked, 64)).rejects.toMatchObject({ code: 'model-broken' })
  })

  it('is refused when the vocabulary lacks a marker', async () => {
    const model = await copyOfStarter('marker')
    await expect(openEncoder({ ...model, card: { ...model.card, queryMarker: '[QueryMarker]' } }, 64)).rejects.toMatchObject({
      code: 'model-broken',
      message: 'The tokenizer of Kenning Starter has no token [QueryMarker].',
    })
  })
})

describe('skiplists', () => {
  it('agree for a vocabulary with one id per punctuation mark, and none is none', async () => {
    const tokenizer = openTokenizer(starter)
    const own = await tokenizer.skiplist('punctuation')
    expect(own.size).toBe(32)
    expect(await tokenizer.skiplist('stanford')).toEqual(own)
    expect(await tokenizer.skiplist('pylate')).toEqual(own)
    expect(await tokenizer.skiplist('none')).toEqual(new Set())
  })
})
