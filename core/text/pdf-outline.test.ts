import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { Draft } from './document.ts'
import { openPdf, readPdf } from './pdf.ts'
import { type Line, writePages } from './pdf-layout.ts'
import { entryOf, readOutline } from './pdf-outline.ts'

const entry = (title: string, level: number) => ({ title, level })
const fixture = path.join(import.meta.dirname, 'fixtures/sections.pdf')

test('a table of contents tells the sections and the pages they begin on', async () => {
  await using pdf = await openPdf(await readFile(fixture))
  expect(await readOutline(pdf.document)).toEqual(
    new Map([
      [1, [entry('1 Paying', 1), entry('1.1 Deposit', 2)]],
      [2, [entry('2 Leaving', 1)]],
    ]),
  )
})

test('its sections are the headings of what stands in them', async () => {
  const { text, blocks } = await readPdf(await readFile(fixture))
  const place = (words: string) => blocks.find(({ start, end }) => text.slice(start, end).includes(words))?.place
  expect(place('third working day')).toEqual({ page: 1, headings: ['1 Paying'] })
  expect(place('until the keys')).toEqual({ page: 1, headings: ['1 Paying', '1.1 Deposit'] })
  expect(place('three months ahead')).toEqual({ page: 2, headings: ['2 Leaving'] })
})

test('an entry is known by its words, whatever number stands before them', () => {
  const entries = ['The rent', 'Ölofen & Co.', '第二章 家賃'].map((title) => ({ title, level: 1 }))
  for (const text of ['2.1 The rent', 'The rent:', '§ 3. THE  RENT', 'IV. The rent', 'The\u00a0rent'])
    expect(entryOf(text, entries)?.title).toBe('The rent')
  expect(entryOf('Ölofen & Co.', entries)?.title).toBe('Ölofen & Co.')
  expect(entryOf('第二章家賃', entries)?.title).toBe('第二章 家賃')
  for (const text of ['The rent is due', 'Rent', '2.1', '']) expect(entryOf(text, entries)).toBeNull()
})

test('what the table of contents names is a heading although it looks like text, and what only looks like one stands below it', async () => {
  const line = (text: string, y: number, size = 10): Line => ({ text, left: 50, right: 50 + text.length * 5, y, size })
  const body = 'Text of the section that runs on for a while and ends here.'
  const lines = [
    line('1 Paying', 700),
    line(body, 688),
    line('Note', 676, 14),
    line(body, 662),
    line('2 Leaving', 650),
    line(body, 638),
  ]
  const outline = new Map([[1, ['Paying', 'Leaving'].map((title) => ({ title, level: 1 }))]])
  const { text, blocks } = await Draft.compose((draft) => writePages([{ number: 1, lines }], draft, outline))
  expect(blocks.map(({ start, end, place }) => [text.slice(start, end), place.headings])).toEqual([
    ['1 Paying', ['1 Paying']],
    [body, ['1 Paying']],
    ['Note', ['1 Paying', 'Note']],
    [body, ['1 Paying', 'Note']],
    ['2 Leaving', ['2 Leaving']],
    [body, ['2 Leaving']],
  ])
})
