import type { Hit, SearchAnswer } from '../../core/contract/engine.ts'
import { beginningOf } from '../text/beginning.ts'

export const exportFormats = ['csv', 'json', 'markdown'] as const
export type ExportFormat = (typeof exportFormats)[number]

const endings = { csv: 'csv', json: 'json', markdown: 'md' } as const
const types = { csv: 'text/csv', json: 'application/json', markdown: 'text/markdown' } as const

/** Of the query, in the name of a file: a few words, and fewer bytes than any disk allows. */
const LONGEST_NAME = 60

/** The answer as a file to save. */
export function exported(answer: SearchAnswer, format: ExportFormat): { readonly name: string; readonly content: Blob } {
  const text = { csv: asCsv, json: asJson, markdown: asMarkdown }[format](answer)
  const words = beginningOf(answer.query.replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim(), LONGEST_NAME)
  return { name: `Kenning ${words}`.trim().concat('.', endings[format]), content: new Blob([text], { type: types[format] }) }
}

const headings = [
  'path',
  'name',
  'score',
  'evidence',
  'modified',
  'size',
  'page',
  'slide',
  'sheet',
  'heading',
  'passage',
  'matches',
]

/** One line a passage. */
export function asCsv(answer: SearchAnswer): string {
  const rows = answer.hits.flatMap((hit) =>
    hit.passages.map((passage, i) => {
      const { page = '', slide = '', sheet = '', headings } = passage.place
      const { path, name, evidence, size } = hit
      const score = passage.score.toFixed(4)
      return [
        path,
        name,
        score,
        evidence,
        date(hit),
        size,
        page,
        slide,
        sheet,
        headings.join(' › '),
        passage.text,
        matches(answer, hit, i),
      ]
    }),
  )
  return csv(headings, rows)
}

/** A table (RFC 4180). The mark at its beginning tells Excel that it is UTF-8. */
export const csv = (headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  `\ufeff${[headings, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`

/** A cell that begins like a formula would be one to a spreadsheet: what is in a file must not act. */
function cell(value: string | number): string {
  const text = typeof value === 'string' ? value.replace(/^(?=[=+\-@\t\r])/u, "'") : String(value)
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export function asJson({ query, mode, words, hits }: SearchAnswer): string {
  const files = hits.map((hit) => ({
    ...hit,
    modified: date(hit),
    passages: hit.passages.map(({ text, place, score, highlights }) => ({
      text,
      place,
      score,
      matches: highlights.map(({ start, end, weight, word }) => ({
        text: text.slice(start, end),
        answers: words[word]?.text,
        weight,
      })),
    })),
  }))
  return `${JSON.stringify({ query, mode, files }, null, 2)}\n`
}

export function asMarkdown(answer: SearchAnswer): string {
  const files = answer.hits.map((hit) => {
    const passages = hit.passages.map(({ text }) => `> ${plain(text).replaceAll(/\s*\n\s*/gu, '\n> ')}`)
    return `## ${plain(hit.name)}\n\n${code(hit.path)} · ${date(hit).slice(0, 10)}\n\n${passages.join('\n\n')}\n`
  })
  return `# ${plain(answer.query)}\n\n${files.join('\n')}`
}

const date = ({ modified }: Hit): string => new Date(modified).toISOString()

/** "Wärmepumpe (heat pump) 0.93" for each match of a passage. */
const matches = ({ words }: SearchAnswer, { passages }: Hit, index: number): string =>
  passages[index]!.highlights.map(
    ({ start, end, weight, word }) => `${passages[index]!.text.slice(start, end)} (${words[word]?.text}) ${weight.toFixed(2)}`,
  ).join('; ')

/** Text that means nothing to Markdown or HTML. */
const plain = (text: string): string => text.replaceAll(/[\\`*_{}[\]<>#|~]/gu, '\\$&')
/** In as many backticks as it takes. */
function code(text: string): string {
  const fence = '`'.repeat(Math.max(0, ...(text.match(/`+/gu) ?? []).map(({ length }) => length)) + 1)
  return `${fence}${text.startsWith('`') ? ' ' : ''}${text}${text.endsWith('`') ? ' ' : ''}${fence}`
}
