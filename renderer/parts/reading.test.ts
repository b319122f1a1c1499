import { describe, expect, it } from 'vitest'
import type { Place, Span } from '../../core/contract/engine.ts'
import { type Piece, piecesOf, settingOf } from './reading.ts'

const at = (place: Partial<Place> = {}): Place => ({ headings: [], ...place })

/** Each piece as its kind and the words it shows. */
function set(name: string, text: string, place: Place, others: readonly Place[] = []) {
  const pieces = piecesOf(text, place, settingOf(name, [place, ...others]))
  const words = ({ start, end }: Span) => text.slice(start, end)
  return pieces.map((piece: Piece) => {
    if (piece.kind === 'table') return [piece.head ? 'table with a head' : 'table', ...piece.rows.map((row) => row.map(words))]
    if (piece.kind === 'letterhead') return ['letterhead', ...piece.lines.map((line) => [line.label, words(line)])]
    return [piece.kind === 'heading' ? `heading ${piece.level}` : piece.kind, words(piece)]
  })
}

describe('how a passage is set', () => {
  it('is a letterhead and its text, for a mail; attachments are named', () => {
    const mail = { from: 'Priya <p@x.org>', subject: 'No heating' }
    const text =
      'No heating\n\nFrom: Priya <p@x.org>\nTo: Office\nDate: 2023-01-18\n\nDear Mr Doyle,\n\nTo: me it is cold.\n\nfault.log\n\nF28'
    const place = at({ mail, item: 1, headings: ['No heating'] })
    expect(set('a.eml', text, place, [at({ mail, headings: ['fault.log'] })])).toEqual([
      ['heading 1', 'No heating'],
      ['letterhead', ['From', 'Priya <p@x.org>'], ['To', 'Office'], ['Date', '2023-01-18']],
      ['text', 'Dear Mr Doyle,\n\nTo: me it is cold.'],
      ['attachment', 'fault.log'],
      ['text', 'F28'],
    ])
  })
  it('is a table, for the rows of a sheet, of an office document and of Markdown', () => {
    expect(set('a.xlsx', 'Month | Rent\nMay | 1197', at({ sheet: 'a', range: 'A1:B2' }))).toEqual([
      ['table with a head', ['Month', 'Rent'], ['May', '1197']],
    ])
    expect(
      set('a.docx', 'Watering\n\nBean | 2\nCourgette | 9\n\nNever at noon.', at({ headings: ['Book', 'Watering'] })),
    ).toEqual([
      ['heading 2', 'Watering'],
      ['table', ['Bean', '2'], ['Courgette', '9']],
      ['text', 'Never at noon.'],
    ])
    expect(set('a.md', '| Plant | Litres |\n| --- | ---: |\n| Bean | 2 |\n| Pea | |', at())).toEqual([
      ['table with a head', ['Plant', 'Litres'], ['Bean', '2'], ['Pea', '']],
    ])
  })
  it('is a table, for separated values, whatever is quoted in them', () => {
    expect(set('a.csv', 'what;cost\n"rope, long; 2 m";3\n"he said\nno";', at({ range: 'A1:B3' }))).toEqual([
      ['table with a head', ['what', 'cost'], ['rope, long; 2 m', '3'], ['he said\nno', '']],
    ])
    expect(set('a.csv', 'May,1\nJune,2', at({ range: 'A7:B8' }))).toEqual([['table', ['May', '1'], ['June', '2']]])
  })
  it('has headings without their marks, and lists line by line', () => {
    const text = '# Handbook\n\nFor newcomers.\n\n## Watering\n\n- one can\n- two cans\n\n1. roots'
    expect(set('a.md', text, at({ headings: ['Handbook'] }), [at({ headings: ['Handbook', 'Watering'] })])).toEqual([
      ['heading 1', 'Handbook'],
      ['text', 'For newcomers.'],
      ['heading 2', 'Watering'],
      ['item', '- one can'],
      ['item', '- two cans'],
      ['item', '1. roots'],
    ])
    // A word that is a heading elsewhere is no heading in the middle of a sentence.
    expect(set('a.docx', 'He likes\nWatering\nmuch.', at({ headings: ['Watering'] }))).toEqual([
      ['text', 'He likes\nWatering\nmuch.'],
    ])
  })
  it('has the headings of Markdown wherever they stand, but none in a program that is shown', () => {
    const text = 'The rope holds.\n\n## Money\n\nTwo euros.\n\n```sh\n# buys rope\nbuy rope\n```\n### Later\nNothing.'
    expect(set('log.md', text, at())).toEqual([
      ['text', 'The rope holds.'],
      ['heading 2', 'Money'],
      ['text', 'Two euros.\n\n```sh\n# buys rope\nbuy rope\n```'],
      ['heading 3', 'Later'],
      ['text', 'Nothing.'],
    ])
    expect(set('log.docx', 'The rope holds.\n\n# 3 is the best.', at())).toEqual([
      ['text', 'The rope holds.\n\n# 3 is the best.'],
    ])
  })
  it('is left as it stands for a program and a plain text', () => {
    const code = '  type A = B | C\n  type D = E | F\n# note'
    expect(set('a.ts', code, at({ headings: ['note'] }))).toEqual([['text', code]])
  })
})
