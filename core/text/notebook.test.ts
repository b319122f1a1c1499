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

test('what only has the name of a notebook is read as it stands', async () => {
  expect((await readNotebook('{"cells": oh')).text).toBe('{"cells": oh')
})
