import { describe, expect, it } from 'vitest'
import type { SearchAnswer } from '../../core/contract/engine.ts'
import { fakeEngine } from '../testing/fake-engine.ts'
import { asCsv, asJson, asMarkdown, exported } from './export.ts'

const file = (path: string, text: string) => ({
  path,
  size: 5,
  modified: '2026-03-02T10:00:00Z',
  passages: [{ place: { page: 3, headings: ['A', 'B'] }, text }],
})
const ask = (files: ReturnType<typeof file>[]) => fakeEngine({ files }).search({ query: 'noise', limit: 9, mode: 'exact' })

it('as a table has a line for each passage, with quotes and line breaks kept', async () => {
  const [head, ...rows] = asCsv(await ask([file('/a/b, c.txt', 'A "loud"\nnoise')])).split('\r\n')
  expect(head).toMatch(/^\ufeffpath,name,score/)
  expect(rows.join('\n')).toBe(
    '"/a/b, c.txt","b, c.txt",1.0000,exact,2026-03-02T10:00:00.000Z,5,3,,,A › B,"A ""loud""\nnoise",noise (noise) 1.00\n',
  )
})

it('lets no text of a file act as a formula', async () => {
  const csv = asCsv(await ask([file('/a/=cmd().txt', '=HYPERLINK("x") noise'), file('/b.txt', '+1 noise')]))
  expect(csv).toContain(`'=cmd().txt`)
  expect(csv).toContain(`"'=HYPERLINK(""x"") noise"`)
  expect(csv).toContain(`'+1 noise`)
})

it('as JSON says what each match answers', async () => {
  const { query, files } = JSON.parse(asJson(await ask([file('/a.txt', 'loud noise')])))
  expect(query).toBe('noise')
  expect(files[0]).toMatchObject({ path: '/a.txt', modified: '2026-03-02T10:00:00.000Z' })
  expect(files[0].passages[0].matches).toEqual([{ text: 'noise', answers: 'noise', weight: 1 }])
})

it('as Markdown quotes the passages, and nothing in them is markup', async () => {
  const markdown = asMarkdown(await ask([file('/a/x_y.txt', 'noise <img src=x>\n# not a *heading*')]))
  expect(markdown).toBe(
    '# noise\n\n## x\\_y.txt\n\n`/a/x_y.txt` · 2026-03-02\n\n> noise \\<img src=x\\>\n> \\# not a \\*heading\\*\n',
  )
})

describe('its name', () => {
  const named = (query: string) => exported({ query, hits: [], words: [] } as unknown as SearchAnswer, 'markdown').name

  it('is the query, whatever is in it', () => {
    expect(named('../"rent" ext:pdf')).toBe('Kenning rent ext pdf.md')
  })

  it('ends with a whole character: one that takes two units is not cut in two', () => {
    expect(named(`${'x'.repeat(59)}𠮷野家`)).toBe(`Kenning ${'x'.repeat(59)}.md`)
  })
})
