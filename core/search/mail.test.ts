import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase } from '../index/lance.ts'
import { PassageTable, type StoredPassage } from '../index/passages.ts'
import { VectorIndex } from '../index/vectors.ts'
import { indexTerms } from '../text/terms.ts'
import { type Searchable, search } from './search.ts'

const ada = {
  from: 'Ada Öhman <ada@example.org>',
  to: 'Bo <bo@example.org>',
  subject: 'The boat house',
  date: '2019-03-04T09:00:00.000+01:00',
}
const cy = { from: 'Cy <cy@example.org>', to: 'Ada Öhman <ada@example.org>', subject: 'Oars' }
const documents = [
  {
    path: '/a/letters.mbox',
    passages: [
      { text: 'The rent of the boat house is due.', mail: ada },
      { text: 'Pay it by Friday.', mail: ada },
      { text: 'The oars are in the shed.', mail: cy },
    ],
  },
  {
    path: '/a/undated.eml',
    passages: [{ text: 'The shed is due for paint.', mail: { from: 'Di <di@example.org>', subject: 'Shed' } }],
  },
  { path: '/a/from "mail":{ada}.txt', passages: [{ text: 'The rent of the flat is due. Öhman lives there.' }] },
]

let folder: string
let index: Searchable
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kenning-mail-'))
  const passages = await PassageTable.open(await openDatabase(path.join(folder, 'text')))
  await passages.add(
    documents.flatMap((file, document) =>
      file.passages.map(({ text, ...place }, i): StoredPassage => {
        const span = { start: i * 100, end: i * 100 + text.length }
        const headings = ['"mail":{"from":"ada"}']
        return {
          ...span,
          id: document * 10 + i,
          document,
          text,
          before: '',
          place: { ...place, headings },
          language: 'en',
          terms: indexTerms(text),
        }
      }),
    ),
  )
  /** All files were copied on one day. */
  const facts = ({ path }: { path: string }) => ({ path, size: 1, modified: Date.UTC(2024, 4, 17, 12) })
  index = {
    passages,
    vectors: await VectorIndex.open(path.join(folder, 'vectors')),
    encoder: { encodeQuery: () => Promise.reject(new Error('Only words are searched for.')) },
    file: (document) => (documents[document] ? facts(documents[document]) : null),
    files: () => documents.map((each, document) => ({ ...facts(each), document })),
  }
})
afterAll(() => rm(folder, { recursive: true }))

const texts = async (query: string) =>
  (await search({ query, limit: 10, mode: 'exact' }, index)).hits.flatMap(({ passages }) => passages.map(({ text }) => text))

it('from:, to: and subject: choose passages of messages, accents and case aside', async () => {
  expect(await texts('rent from:ohman')).toEqual(['The rent of the boat house is due.'])
  expect(await texts('rent -from:Öhman')).toEqual(['The rent of the flat is due. Öhman lives there.'])
  expect(await texts('oars to:"ada öhman"')).toEqual(['The oars are in the shed.'])
  expect(await texts('friday subject:BOAT')).toEqual(['Pay it by Friday.'])
  expect(await texts('rent from:cy')).toEqual([])
})

it('alone they show the first passage of the message, not of the mailbox', async () => {
  expect(await texts('from:cy')).toEqual(['The oars are in the shed.'])
  expect(await texts('from:cy OR from:ada')).toEqual(['The rent of the boat house is due.'])
  expect(await texts('subject:oars from:ada')).toEqual([])
})

it('a message is as old as its sender says, not as its file; where it does not say, as its file', async () => {
  expect(await texts('due before:2020')).toEqual(['The rent of the boat house is due.'])
  const later = ['The rent of the flat is due. Öhman lives there.', 'The shed is due for paint.']
  expect((await texts('due after:2020')).sort()).toEqual(later)
  expect((await texts('due -before:2020')).sort()).toEqual(later)
  expect(await texts('friday modified:2019-03-04')).toEqual(['Pay it by Friday.'])
  expect(await texts('oars modified:2024-05')).toEqual(['The oars are in the shed.'])
  const either = ['The rent of the boat house is due.', 'The shed is due for paint.']
  expect((await texts('due before:2020 OR from:di')).sort()).toEqual(either)
  expect(await texts('before:2020')).toEqual(['The rent of the boat house is due.'])
})
