import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Recall } from '../contract/recall.ts'
import { openEngine } from './open.ts'
import { questionOf } from './recall.ts'

const models = path.join(import.meta.dirname, '../../models')
let root: string
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'kenning-recall-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

it('asks by words in a row, without what would be an operator', () => {
  const text = 'Pay by 3 March: "rent" -garage OR ext:pdf, says the landlord in his letter of last week.'
  expect(questionOf(text, 0)).toBe('Pay by 3 March rent garage or ext pdf says the landlord in')
  expect(questionOf(text, 0.999)).toBe('garage or ext pdf says the landlord in his letter of last week')
  expect(questionOf('2026', 0)).toBeNull()
  expect(questionOf('ヒートポンプの運転音は夜間でも静かです', 0)).toContain('ヒートポンプ')
})

it('counts how many passages are found first by their own words, as it goes', async () => {
  const home = path.join(root, 'home')
  await mkdir(home)
  const subjects = ['rent of the flat', 'chain of the bicycle', 'rye bread', 'heat pump', 'tomatoes', 'rowing club', 'tax return']
  for (const [i, subject] of subjects.entries())
    await writeFile(
      path.join(home, `${i}.txt`),
      `A letter about the ${subject}. It came on day ${i + 10} and nobody has answered it.`,
    )
  await writeFile(
    path.join(home, 'copy of 2.txt'),
    `A letter about the ${subjects[2]}. It came on day 12 and nobody has answered it.`,
  )
  await using engine = await openEngine({ data: path.join(root, 'data'), models, watch: false })
  await engine.addFolder({ path: home })
  await engine.idle(AbortSignal.timeout(50_000))
  const told: Recall[] = []
  for await (const each of engine.recall({ passages: 100 })) told.push(each)
  expect(told.map(({ done }) => done)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  expect(told.at(-1)).toEqual({ done: 8, total: 8, first: 8, ten: 8, missed: [] })
  const leaving = new AbortController()
  const asked = engine.recall({ passages: 100 }, leaving.signal)
  await asked.next()
  leaving.abort()
  await expect(asked.next()).rejects.toMatchObject({ code: 'cancelled' })
})
