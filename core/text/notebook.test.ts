import { expect, test } from 'vitest'
import { readNotebook } from './notebook.ts'

test('a notebook is its prose, its code and what that printed, without the pictures', async () => {
  const { text, blocks } = await readNotebook(
    JSON.stringify({
      cells: [
        { cell_type: 'markdown', source: ['# Plums\n', '\n', 'Harvest by year.'] },
        {
          cell_type: 'code',
          source: 'sum(kilos)',
          outputs: [{ text: ['42\n'] }, { data: { 'image/png': 'iVBOR'.repeat(99), 'text/plain': '<Figure>' } }],
        },
      ],
    }),
  )
  expect(blocks.map(({ kind, start, end }) => [kind, text.slice(start, end)])).toEqual([
    ['heading', '# Plums'],
    ['text', 'Harvest by year.'],
    ['code', 'sum(kilos)'],
    ['code', '42'],
    ['code', '<Figure>'],
  ])
})

test('errors are said, and without the colours of a terminal', async () => {
  const outputs = [
    { output_type: 'stream', text: ['\u001b[32mgreen\u001b[0m plums\n'] },
    { output_type: 'error', ename: 'ValueError', evalue: 'no plums', traceback: ['\u001b[0;31mValueError\u001b[0m'] },
  ]
  const { text } = await readNotebook(JSON.stringify({ cells: [{ cell_type: 'code', source: 'pick()', outputs }] }))
  expect(text).toBe('pick()\n\ngreen plums\n\nValueError: no plums')
})

test('a notebook of the third format has sheets, headings and inputs', async () => {
  const cells = [
    { cell_type: 'heading', level: 2, source: ['Harvest'] },
    { cell_type: 'code', input: ['sum(kilos)'], outputs: [{ text: '42' }] },
  ]
  const { text, blocks } = await readNotebook(JSON.stringify({ nbformat: 3, worksheets: [{ cells }] }))
  expect([text, blocks[2]?.place.headings]).toEqual(['Harvest\n\nsum(kilos)\n\n42', ['Harvest']])
})

test('what only has the name of a notebook is read as it stands', async () => {
  expect((await readNotebook('{"cells": oh')).text).toBe('{"cells": oh')
})
