import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { replayForms } from './replay.ts'
import { maxSim } from './selftest.ts'

const frozen = path.join(import.meta.dirname, '../../models/export/frozen/forms')

const vocabularies = await readdir(frozen)

describe('tokens, masks and kept rows', () => {
  it.each(vocabularies)('of a %s vocabulary are those of PyLate, with the skiplist its model was trained with', async (name) => {
    expect(await replayForms(path.join(frozen, name))).toEqual([])
  })

  it('differ with the other skiplist: SentencePiece puts ▁ before a lone full stop', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'kenning-replay-'))
    await cp(path.join(frozen, 'unigram'), folder, { recursive: true })
    const file = path.join(folder, 'forms.json')
    await writeFile(file, (await readFile(file, 'utf8')).replace('"skiplist": "stanford"', '"skiplist": "pylate"'))
    const differences = await replayForms(folder)
    expect(new Set(differences.map(({ what }) => what))).toEqual(new Set(['skiplist', 'kept']))
    await rm(folder, { recursive: true })
  })
})

it('documents score as PyLate reranks them, but for its padding, against which no similarity can be negative', async () => {
  const { dim, query, documents, ranked }: Reranking = JSON.parse(
    await readFile(path.join(import.meta.dirname, '../../models/export/frozen/reranking.json'), 'utf8'),
  )
  const vectors = (data: number[]) => ({ rows: data.length / dim, dim, data: Float32Array.from(data) })
  const rows = Array.from({ length: query.length / dim }, (_, row) => query.slice(row * dim, (row + 1) * dim))
  const longest = Math.max(...documents.map(({ length }) => length))
  for (const { id, score } of ranked) {
    const document = documents[id]!
    const best = rows.map((row) => maxSim(vectors(row), vectors(document)))
    const isPadded = document.length < longest
    const padded = best.map((similarity) => (isPadded ? Math.max(0, similarity) : similarity))
    expect(padded.reduce((sum, similarity) => sum + similarity)).toBeCloseTo(score, 5)
    // Ours is the definition's: a document that is like the opposite of a query token is worth less than nothing.
    expect(maxSim(vectors(query), vectors(document))).toBeCloseTo(
      best.reduce((sum, similarity) => sum + similarity),
      5,
    )
  }
  expect(maxSim(vectors(query), vectors(documents[4]!))).toBeLessThan(ranked.find(({ id }) => id === 4)!.score)
})

interface Reranking {
  readonly dim: number
  readonly query: number[]
  readonly documents: number[][]
  readonly ranked: readonly { readonly id: number; readonly score: number }[]
}
