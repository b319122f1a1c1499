import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EncodedPassage, TokenVectors } from '../encoder/vectors.ts'
import { normalised } from './kmeans.ts'
import { alone, busy, calm, openDatabase } from './lance.ts'
import { PassageTable, type StoredPassage } from './passages.ts'
import { seededRandom } from './random.ts'
import { VectorIndex } from './vectors.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kenning-tables-'))
})
afterEach(() => rm(folder, { recursive: true }))

const passage = (id: number, document: number, terms: string): StoredPassage => ({
  id,
  document,
  start: id * 10,
  end: id * 10 + 5,
  text: `text of ${terms}`,
  before: '\n\n',
  place: { page: 3, headings: ['Boiler', 'Service'] },
  language: 'en',
  terms,
})

function encoded(rows: number, seed: number, dim = 64): EncodedPassage {
  const random = seededRandom(seed)
  const data = normalised(
    Float32Array.from({ length: rows * dim }, () => random() - 0.5),
    dim,
  )
  return { vectors: { rows, dim, data }, spans: Int32Array.from({ length: rows * 2 }, (_, i) => (i < 2 ? -1 : i)) }
}

describe('the passage table', () => {
  it('gives a passage back as it was stored', async () => {
    const table = await PassageTable.open(await openDatabase(folder))
    await table.add([passage(1, 7, 'expansion vessel')])
    expect(await table.byIds([1])).toEqual([{ ...passage(1, 7, 'expansion vessel'), terms: '' }])
  })

  it('finds words of many scripts by BM25, rarer words first', async () => {
    const table = await PassageTable.open(await openDatabase(folder))
    await table.add([
      passage(1, 1, 'boiler pressure'),
      passage(2, 1, 'boiler'),
      passage(3, 2, '図書館 検索'),
      passage(4, 3, 'البحث مكتبة'),
    ])
    expect((await table.match('boiler pressure', 10)).map(({ id }) => id)).toEqual([1, 2])
    expect((await table.match('図書館', 10)).map(({ id }) => id)).toEqual([3])
    expect((await table.match('مكتبة', 10)).map(({ id }) => id)).toEqual([4])
    expect(await table.match('nothing', 10)).toEqual([])
  })

  it('finds what was added after the index was made, and nothing of a removed document, before and after tidying', async () => {
    const table = await PassageTable.open(await openDatabase(folder))
    await table.add([passage(1, 1, 'boiler')])
    await table.add([passage(2, 2, 'kettle'), passage(3, 2, 'boiler')])
    expect((await table.match('kettle', 10)).map(({ id }) => id)).toEqual([2])
    await table.removeDocuments([1])
    expect((await table.match('boiler', 10)).map(({ id }) => id)).toEqual([3])
    await table.tidy(alone)
    expect((await table.match('boiler kettle', 10)).map(({ id }) => id).sort()).toEqual([2, 3])
  })

  it('answers nothing before there is anything', async () => {
    const table = await PassageTable.open(await openDatabase(folder))
    expect(await table.match('boiler', 10)).toEqual([])
    expect(await table.all()).toEqual([])
  })
})

describe('the vector index', () => {
  // Made anew each time: an index takes the vectors' memory over.
  const vectorsOf = (id: number): EncodedPassage => encoded(30, 500 + id)
  const passages = () => Array.from({ length: 60 }, (_, id) => ({ id, document: id >> 1, encoded: vectorsOf(id) }))
  const queryFrom = (id: number): TokenVectors => {
    const { vectors } = vectorsOf(id)
    return { rows: 8, dim: 64, data: vectors.data.slice(64 * 5, 64 * 13) }
  }

  it('finds the passage that the query was cut from, and says which rows answer it', async () => {
    await using index = await VectorIndex.open(folder)
    await index.add(passages(), 1800)
    const query = queryFrom(17)
    expect(index.candidates(query, 5)[0]!.id).toBe(17)
    const [found] = await index.align(query, [17])
    expect([...found!.alignment.best]).toEqual([5, 6, 7, 8, 9, 10, 11, 12])
    expect(found!.alignment.score).toBeGreaterThan(7.7)
    expect(found!.spans.subarray(0, 4)).toEqual(Int32Array.of(-1, -1, 2, 3))
  })

  it('knows every token of a pooled passage again, and which row stands for it', async () => {
    const index = await VectorIndex.open(folder)
    const pool = Int32Array.from({ length: 60 }, (_, token) => token % 25)
    const spans = Int32Array.from({ length: 120 }, (_, i) => (i < 2 ? -1 : i))
    await index.add(
      [{ id: 3, document: 1, encoded: { vectors: encoded(25, 9).vectors, spans, pool } }, ...passages().slice(5)],
      1800,
    )
    const [found] = await index.align(queryFrom(7), [3])
    expect(found!.spans).toEqual(spans)
    expect(found!.pool).toEqual(pool)
    const [unpooled] = await index.align(queryFrom(7), [7])
    expect(unpooled!.pool).toBeUndefined()
  })

  it('answers the same after it is opened again, and after tidying', async () => {
    await using before = await VectorIndex.open(folder)
    for (let from = 0; from < 60; from += 10) await before.add(passages().slice(from, from + 10), 1800)
    const query = queryFrom(40)
    const answer = [...(await before.align(query, [40, 3])).map(({ id, alignment }) => [id, alignment.score])].sort()
    await using after = await VectorIndex.open(folder)
    expect([...(await after.align(query, [40, 3])).map(({ id, alignment }) => [id, alignment.score])].sort()).toEqual(answer)
    expect(after.candidates(query, 60)).toEqual(before.candidates(query, 60))
    await after.tidy(alone)
    expect([...(await after.align(query, [40, 3])).map(({ id, alignment }) => [id, alignment.score])].sort()).toEqual(answer)
  })

  it('lays the codec together that many small batches wrote, and answers as before', async () => {
    await using index = await VectorIndex.open(folder)
    for (let id = 0; id < 60; id++) await index.add([{ id, document: id >> 1, encoded: encoded(30, 500 + id) }], 30 * (id + 1))
    const before = index.candidates(queryFrom(17), 5)
    const files = async () => (await readdir(path.join(folder, 'codec.lance', 'data'))).length
    expect(await files()).toBeGreaterThan(32)
    await index.tidy(alone)
    expect(await files()).toBe(1)
    await using again = await VectorIndex.open(folder)
    expect(again.candidates(queryFrom(17), 5)).toEqual(before)
  })

  it('forgets a removed document, also when opened again', async () => {
    await using index = await VectorIndex.open(folder)
    await index.add(passages(), 1800)
    await index.removeDocuments(new Set([8]))
    for (const each of [index, await VectorIndex.open(folder)]) {
      expect(each.candidates(queryFrom(17), 60).map(({ id }) => id)).not.toContain(17)
      expect(await each.align(queryFrom(17), [16, 17])).toEqual([])
      expect([...each.ids()]).toHaveLength(58)
    }
  })

  it('gives the disk back what removed documents took, after few additions too, and keeps it while a search may read it', async () => {
    const sizeOfDocuments = async (...removals: number[][]) => {
      const home = await mkdtemp(path.join(folder, 'index-'))
      await using index = await VectorIndex.open(home)
      for (let from = 0; from < 60; from += 20) await index.add(passages().slice(from, from + 20), 1800)
      for (const documents of removals) await index.removeDocuments(new Set(documents))
      const bytes = async () => {
        const data = path.join(home, 'tokens_0.lance', 'data')
        const sizes = await Promise.all((await readdir(data)).map(async (name) => (await stat(path.join(data, name))).size))
        return sizes.reduce((sum, size) => sum + size, 0)
      }
      const whole = await bytes()
      await index.tidy(busy)
      expect(await bytes()).toBeGreaterThanOrEqual(whole)
      let rounds = 0
      while (await index.tidy({ ...calm, searchMs: 1 })) expect(++rounds).toBeLessThan(5)
      expect(index.candidates(queryFrom(59), 1)[0]!.id).toBe(59)
      expect(await index.align(queryFrom(59), [59])).toHaveLength(1)
      return (await bytes()) / whole
    }
    const from = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i)
    // Documents 0 to 9 were added together, and all of their file goes; 0 to 3 leave most of it.
    expect(await sizeOfDocuments()).toBe(1)
    expect(await sizeOfDocuments([0, 1, 2, 3])).toBe(1)
    expect(await sizeOfDocuments(from(0, 10))).toBeLessThan(0.75)
    expect(await sizeOfDocuments([...from(0, 5), ...from(10, 5), ...from(20, 5)])).toBeLessThan(0.6)
    expect(await sizeOfDocuments(from(0, 28))).toBeLessThan(0.2)
  })
})
