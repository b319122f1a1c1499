import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { SearchInput } from '../contract/engine.ts'
import type { Encoder } from '../encoder/encoder.ts'
import { normalised } from '../index/kmeans.ts'
import { openDatabase } from '../index/lance.ts'
import { PassageTable } from '../index/passages.ts'
import { seededRandom } from '../index/random.ts'
import { VectorIndex } from '../index/vectors.ts'
import { language } from '../text/language.ts'
import { fold, indexTerms, termsOf } from '../text/terms.ts'
import { evidence } from './evidence.ts'
import { type Searchable, search } from './search.ts'

interface Source {
  readonly path: string
  readonly size: number
  readonly modified: number
  readonly texts: readonly string[]
}

const day = (y: number, m: number, d: number) => new Date(y, m - 1, d).getTime()
const files: readonly Source[] = [
  {
    path: '/a/House/boiler.pdf',
    size: 48_000,
    modified: day(2024, 5, 17),
    texts: ['The boiler lost its pressure.', 'The bill for the boiler came to 85 pounds.'],
  },
  { path: '/a/House/rent.txt', size: 900, modified: day(2026, 1, 2), texts: ['The rent for the flat rises in March.'] },
  {
    path: '/a/Haus/Miete.md',
    size: 1_200,
    modified: day(2025, 3, 3),
    texts: ['Die Miete der Wohnung steigt im März auf 900 Euro.'],
  },
  {
    path: '/a/Sport/bicycle.txt',
    size: 300,
    modified: day(2023, 7, 1),
    texts: ['The chain of the bicycle is broken.', 'Oil it in spring.'],
  },
  { path: '/a/Sport/Fahrrad.txt', size: 400, modified: day(2022, 7, 1), texts: ['Die Kette des Fahrrads ist gerissen.'] },
  { path: '/a/Shop/Scan 0017.txt', size: 500, modified: day(2019, 7, 1), texts: ['Every hub wants its grease.'] },
  { path: '/a/Shop/Hub.txt', size: 500, modified: day(2019, 7, 1), texts: ['Every hub wants its grease.'] },
  // More than the 400 passages that each side takes, all nearer to "bicycle" than anything else.
  ...Array.from({ length: 460 }, (_, i) => ({
    path: `/a/Shop/bicycle ${i}.csv`,
    size: 5_000_000 + i,
    modified: day(2020, 1, 1) + i * 86_400_000,
    texts: [`Bicycle ${i}: a bicycle with a bicycle chain for the bicycle.`],
  })),
]

const DIM = 64
/** Words of one meaning, by which the rows of different words agree: cosine 1 within a line, about 0 between lines. */
const meanings = ['rent miete', 'flat wohnung', 'bicycle fahrrads', 'chain kette', 'broken gerissen', 'march marz'].map((line) =>
  line.split(' '),
)

/** A row per word, by its meaning: an encoder whose answers one can tell beforehand. */
function encode(text: string) {
  const terms = termsOf(text)
  const data = new Float32Array(terms.length * DIM)
  terms.forEach(({ term }, row) => {
    const meaning = meanings.find((words) => words.includes(term))?.[0] ?? fold(term)
    const random = seededRandom([...meaning].reduce((seed, letter) => (seed * 31 + letter.codePointAt(0)!) >>> 0, 7))
    data.set(
      Float32Array.from({ length: DIM }, () => random() - 0.5),
      row * DIM,
    )
  })
  const spans = Int32Array.from(terms.flatMap(({ start, end }) => [start, end]))
  return { vectors: { rows: terms.length, dim: DIM, data: normalised(data, DIM) }, spans }
}

let folder: string
let index: Searchable
let encodings = 0

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kenning-search-'))
  const passages = await PassageTable.open(await openDatabase(path.join(folder, 'text')))
  const vectors = await VectorIndex.open(path.join(folder, 'vectors'))
  const stored = files.flatMap(({ texts }, document) => {
    let start = 0
    return texts.map((text, i) => {
      const id = document * 10 + i
      const passage = { id, document, start, end: start + text.length, text, before: '', place: { headings: [] } }
      start += text.length
      return { ...passage, language: language(text), terms: indexTerms(text) }
    })
  })
  await passages.add(stored)
  const encoded = stored.map(({ text }) => encode(text))
  await vectors.add(
    stored.map(({ id, document }, i) => ({ id, document, encoded: encoded[i]! })),
    encoded.reduce((sum, { vectors }) => sum + vectors.rows, 0),
  )
  await vectors[Symbol.asyncDispose]()
  const encodeQuery: Encoder['encodeQuery'] = async (text) => {
    encodings++
    const query = encode(text)
    return { ...query, own: new Float32Array(query.vectors.rows).fill(1) }
  }
  index = {
    passages,
    vectors,
    encoder: { encodeQuery },
    file: (document) => files[document] ?? null,
    files: () => files.map((file, document) => ({ ...file, document })),
  }
})
afterAll(() => rm(folder, { recursive: true }))

const ask = (query: string, more: Partial<SearchInput> = {}) => search({ query, limit: 1000, mode: 'hybrid', ...more }, index)
const names = async (query: string, more: Partial<SearchInput> = {}) => (await ask(query, more)).hits.map(({ name }) => name)

describe('filters', () => {
  const holds: readonly [typed: string, (file: Source) => boolean][] = [
    ['ext:txt', ({ path }) => path.endsWith('.txt')],
    ['-ext:csv', ({ path }) => !path.endsWith('.csv')],
    ['type:sheet', ({ path }) => path.endsWith('.csv')],
    ['in:Sport', ({ path }) => path.includes('/Sport/')],
    ['in:Sport OR in:Haus', ({ path }) => /\/(Sport|Haus)\//.test(path)],
    ['path:"bicycle 25"', ({ path }) => path.includes('bicycle 25')],
    ['size:>5mb', ({ size }) => size > 5_000_000],
    ['size:<1k', ({ size }) => size < 1_000],
    ['before:2023', ({ modified }) => modified < day(2023, 1, 1)],
    ['after:2023-07 -in:Shop', ({ modified, path }) => modified >= day(2023, 8, 1) && !path.includes('/Shop/')],
    ['modified:2020-02 ext:csv', ({ modified }) => modified >= day(2020, 2, 1) && modified < day(2020, 3, 1)],
    ['lang:de', ({ path }) => /Miete|Fahrrad/.test(path)],
    ['lang:de ext:md', ({ path }) => path.includes('Miete')],
    ['ext:unheard', () => false],
  ]

  it.each(holds)('%s leaves exactly the files that a look at each one leaves', async (typed, keep) => {
    const left = files.filter(keep).map(({ path }) => path)
    for (const query of [`bicycle chain ${typed}`, typed]) {
      const { hits } = await ask(query, { mode: 'meaning' })
      expect(hits.map(({ path }) => path).sort()).toEqual(left.sort())
    }
  })

  it('are applied before the candidates are taken: what hundreds of files answer better is found', async () => {
    expect(await names('bicycle chain in:House', { limit: 1, mode: 'meaning' })).toEqual([expect.stringMatching(/rent|boiler/)])
    expect(await names('bicycle ext:txt', { limit: 1, mode: 'exact' })).toEqual(['bicycle.txt'])
    expect(await names('bicycle -"bicycle chain"', { limit: 1, mode: 'exact' })).toEqual(['bicycle.txt'])
    expect(await names('bicycle "is broken"', { limit: 1 })).toEqual(['bicycle.txt'])
  })

  it('alone list the files, latest first', async () => {
    const { hits } = await ask('-in:Shop after:2023')
    expect(hits.map(({ name }) => name)).toEqual(['rent.txt', 'Miete.md', 'boiler.pdf'])
    expect(hits.every(({ evidence, score }) => evidence === 'filter' && score === 0)).toBe(true)
    expect(await names('from:ada')).toEqual([])
  })
})

describe('the order', () => {
  it('puts a file before its like when its name says a word of the query, but not by meaning alone', async () => {
    expect((await names('grease for hub')).slice(0, 2)).toEqual(['Hub.txt', 'Scan 0017.txt'])
    expect((await names('grease for hub', { mode: 'exact' })).slice(0, 2)).toEqual(['Hub.txt', 'Scan 0017.txt'])
    expect((await names('grease for hub', { mode: 'meaning' })).slice(0, 2)).toEqual(['Scan 0017.txt', 'Hub.txt'])
    const [named, other] = (await ask('grease for hub')).hits
    expect(named!.score).toBeGreaterThan(other!.score)
    expect(named!.why.exact).toBeGreaterThan(other!.why.exact)
  })

  it('is by relevance, by date or by name, of the same files', async () => {
    const query = 'rent -in:Shop'
    expect((await names(query))[0]).toBe('rent.txt')
    expect(await names(query, { order: 'date' })).toEqual(['rent.txt', 'Miete.md', 'boiler.pdf', 'bicycle.txt', 'Fahrrad.txt'])
    expect(await names(query, { order: 'name' })).toEqual(['bicycle.txt', 'boiler.pdf', 'Fahrrad.txt', 'Miete.md', 'rent.txt'])
  })
})

describe('the order by name or date', () => {
  it('is of all files that filters leave', async () => {
    expect(await names('ext:csv', { order: 'name', limit: 2 })).toEqual(['bicycle 0.csv', 'bicycle 1.csv'])
    expect(await names('ext:csv', { order: 'date', limit: 2 })).toEqual(['bicycle 459.csv', 'bicycle 458.csv'])
  })

  it('is of all files that hold the words themselves', async () => {
    const exact = { mode: 'exact', limit: 2 } as const
    expect(await names('bicycle ext:csv', { ...exact, order: 'name' })).toEqual(['bicycle 0.csv', 'bicycle 1.csv'])
    expect(await names('bicycle', { ...exact, order: 'date' })).toEqual(['bicycle.txt', 'bicycle 459.csv'])
  })
})

describe('honest words', () => {
  it('say how strongly each is answered, and that a stop word is never lit', async () => {
    const { words } = await ask('what is the rent qzxvkj', { limit: 5 })
    expect(words.map(({ text, role }) => `${text} ${role}`)).toEqual([
      'what stop',
      'is stop',
      'the stop',
      'rent content',
      'qzxvkj content',
    ])
    expect(words[3]!.evidence).toBeGreaterThan(0.9)
    expect(words[4]!.evidence).toBe(0)
  })

  it('are looked up in a number that does not grow with the query, and of the others nothing is said', async () => {
    const letters = Array.from({ length: 400 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join('')
    const asks = vi.spyOn(index.passages, 'match')
    const { words } = await ask(`qzxvkj ${letters}`, { mode: 'exact', limit: 5 })
    expect(words.length).toBeGreaterThan(100)
    expect(asks.mock.calls.length).toBeLessThan(40)
    asks.mockRestore()
    expect(words[0]).toMatchObject({ text: 'qzxvkj', evidence: 0 })
    expect(words.at(-1)!.evidence).toBeNull()
  })

  it('say nothing of a word beyond what the encoder reads', async () => {
    const brief = { ...index, encoder: { encodeQuery: (text: string) => index.encoder.encodeQuery(text.split(' ')[0]!) } }
    const { words } = await search({ query: 'rent bicycle', limit: 1, mode: 'meaning' }, brief)
    expect(words[0]!.evidence).toBeGreaterThan(0.9)
    expect(words[1]!.evidence).toBeNull()
  })

  it('know a word that only other files speak of', async () => {
    const { words, hits } = await ask('bicycle chain March', { limit: 1, mode: 'meaning' })
    expect(hits[0]!.passages[0].text).not.toContain('March')
    expect(words[2]!.evidence).toBeGreaterThan(0.9)
  })

  it('show no further passage that lights nothing', async () => {
    const { hits } = await ask('chain bicycle in:Sport')
    expect(hits.find(({ name }) => name === 'bicycle.txt')!.passages.map(({ text }) => text)).toEqual([
      'The chain of the bicycle is broken.',
    ])
  })
})

describe('why', () => {
  it('shares a score out among the words, what is exact, and the rest', async () => {
    for (const mode of ['hybrid', 'meaning', 'exact'] as const) {
      const { hits } = await ask('rent flat -in:Shop', { mode })
      const { words, other, exact } = hits[0]!.why
      expect(words.reduce((sum, share) => sum + share, other + exact)).toBeCloseTo(1)
      expect(exact > 0).toBe(mode !== 'meaning')
      expect(words[0]! > 0).toBe(mode !== 'exact')
    }
  })

  it('gives nothing to a word that no file speaks of, nor to one that only joins', async () => {
    const { hits, words } = await ask('what is the rent qzxvkj -in:Shop')
    const { words: shares, other, exact } = hits[0]!.why
    expect(words.map(({ text }, i) => `${text} ${shares[i]! > 0}`)).toEqual([
      'what false',
      'is false',
      'the false',
      'rent true',
      'qzxvkj false',
    ])
    expect(shares.reduce((sum, share) => sum + share, other + exact)).toBeCloseTo(1)
  })

  it('says of exact matches what each word brings: all where it stands alone, more where it is rarer', async () => {
    const { hits, words } = await ask('rent boiler March -in:Shop', { mode: 'exact' })
    expect(words.map(({ text }) => text)).toEqual(['rent', 'boiler', 'March'])
    const brought = new Map(hits.map(({ name, why }) => [name, why.exactWords!]))
    expect(brought.get('boiler.pdf')).toEqual([0, 1, 0])
    const [rent, boiler, march] = brought.get('rent.txt')!
    expect(rent! + march!).toBeCloseTo(1)
    expect(Math.min(rent!, march!)).toBeGreaterThan(0.2)
    expect(boiler).toBe(0)
    // The score itself says the same: a word that is muted takes its part away.
    const [whole, alone] = await Promise.all(
      ['rent March', 'rent'].map(async (query) => (await index.passages.match(indexTerms(query), 10))[0]!.bm25),
    )
    expect(rent).toBeCloseTo(alone! / whole!, 4)
  })

  it('less of a word puts what is near to it last, and lights none of it', async () => {
    const all = await ask('flat boiler -in:Shop', { mode: 'meaning' })
    const { hits, words } = await ask('flat ~boiler -in:Shop', { mode: 'meaning' })
    expect(hits.at(-1)!.name).toBe('boiler.pdf')
    expect(hits).toHaveLength(all.hits.length)
    expect(words.map(({ role }) => role)).toEqual(['content', 'less'])
    expect(hits.some(({ passages }) => passages.some(({ highlights }) => highlights.some(({ word }) => word === 1)))).toBe(false)
    expect((await names('boiler ~rent'))[0]).toBe('boiler.pdf')
    expect(await names('~boiler')).toEqual([])
  })

  it('muting, doubling and demanding a word ranks anew, without encoding again', async () => {
    const query = 'rent boiler -in:Shop'
    await ask(query)
    const before = encodings
    const muted = await ask(query, { weights: [{ word: 'Boiler', weight: 0 }] })
    expect(muted.hits[0]!.name).toBe('rent.txt')
    expect(muted.hits[0]!.why.words[1]).toBe(0)
    expect(
      muted.hits.flatMap(({ passages }) => passages.flatMap(({ highlights }) => highlights)).some(({ word }) => word === 1),
    ).toBe(false)
    expect(await names(query, { weights: [{ word: 'rent', weight: 0 }] })).toEqual(expect.arrayContaining(['boiler.pdf']))
    expect((await names(query, { weights: [{ word: 'boiler', weight: 2 }] }))[0]).toBe('boiler.pdf')
    expect((await names(query, { weights: [{ word: 'rent', weight: 2 }] }))[0]).toBe('rent.txt')
    const demanded = await names(query, { weights: [{ word: 'rent', weight: 1, required: true }] })
    expect(demanded.sort()).toEqual(['Miete.md', 'rent.txt'])
    const all = ['rent', 'boiler'].map((word) => ({ word, weight: 0 as const }))
    expect(await names(query, { weights: all })).toEqual([])
    expect(encodings).toBe(before)
  })
})

describe('the evidence of one file', () => {
  it('is every match in it, from stored codes', async () => {
    await ask('boiler')
    const before = encodings
    const found = await evidence({ path: files[0]!.path, query: 'boiler', mode: 'hybrid' }, 0, index)
    expect(found.passages.map(({ id, highlights }) => [id, highlights.map(({ start, end }) => [start, end])])).toEqual([
      [0, [[4, 10]]],
      [1, [[17, 23]]],
    ])
    expect(encodings).toBe(before)
    expect((await evidence({ path: '', query: 'bicycle', mode: 'exact' }, 0, index)).passages).toEqual([])
  })
})
