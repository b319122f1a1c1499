// How faithfully texts are read: PDFs beside pdftotext (Poppler), page by page, and HTML beside pandoc.
//   npm run compare:text -- FILE… [--show N] [--json]
import { execFileSync } from 'node:child_process'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { extractFile } from '../text/extract.ts'
import type { Extraction } from '../text/extraction.ts'
import { termsOf } from '../text/terms.ts'
import { distance } from './distance.ts'

const { values, positionals } = parseArgs({
  options: { show: { type: 'string', default: '0' }, json: { type: 'boolean', default: false } },
  allowPositionals: true,
})

interface Fidelity {
  readonly file: string
  /** Letters of the reference, without white space. */
  readonly letters: number
  /** Edits that make the reference of what was read, by letters of the reference. */
  readonly characterErrors: number
  /** Words of the reference that were not read, and words that were read and are not in the reference, by its words. */
  readonly missing: number
  readonly extra: number
  /** The commonest of each. */
  readonly examples: { readonly missing: readonly string[]; readonly extra: readonly string[] }
}

/** Pieces that are compared one with another: pages of a PDF, the whole of a page of HTML. */
type Pieces = readonly string[]

function poppler(file: string): Pieces {
  const text = execFileSync('pdftotext', ['-enc', 'UTF-8', file, '-'], { maxBuffer: 1 << 28, encoding: 'utf8' })
  return withoutRunningTitles(text.split('\f'))
}

const pandoc = (file: string): Pieces => [
  execFileSync('pandoc', ['-f', 'html', '-t', 'plain', '--wrap=none', file], { maxBuffer: 1 << 28, encoding: 'utf8' }),
]

/** Kenning keeps a running title once, and no page numbers: at the edges of a page they are no error. */
function withoutRunningTitles(pages: Pieces): Pieces {
  const key = (line: string) => line.replace(/\p{N}+|^[ivxl]+$/gu, '#').trim()
  const lines = pages.map((page) => page.split('\n').filter((line) => line.trim() !== ''))
  const counts = new Map<string, number>()
  const edges = (page: readonly string[]) => new Set([...page.slice(0, 2), ...page.slice(-2)].map(key))
  for (const page of lines) for (const edge of edges(page)) counts.set(edge, (counts.get(edge) ?? 0) + 1)
  return lines.map((page) => {
    const running = new Set([...edges(page)].filter((edge) => (counts.get(edge) ?? 0) >= 4))
    return page.filter((line, i) => !((i < 2 || i >= page.length - 2) && running.has(key(line)))).join('\n')
  })
}

/** A PDF's text by its pages. */
function byPage({ text, blocks }: Extraction, count: number): Pieces {
  const pages = new Array<string>(count).fill('')
  for (const { start, end, place } of blocks) if (place.page) pages[place.page - 1] += `${text.slice(start, end)}\n`
  return pages
}

/** Ligatures are letters; white space and the marks of lists are not. */
const letters = (text: string): string => text.normalize('NFKC').replace(/[\s\u00ad•▪◦‣–*-]/gu, '')

function bag(text: string): Map<string, number> {
  const words = new Map<string, number>()
  for (const { term } of termsOf(text.normalize('NFKC'))) words.set(term, (words.get(term) ?? 0) + 1)
  return words
}

/** Words of `a` beyond those of `b`, counted into `into`. */
function beyond(a: Map<string, number>, b: Map<string, number>, into: Map<string, number>): void {
  for (const [word, count] of a) {
    const more = count - (b.get(word) ?? 0)
    if (more > 0) into.set(word, (into.get(word) ?? 0) + more)
  }
}

const sum = (counts: Map<string, number>): number => [...counts.values()].reduce((total, count) => total + count, 0)
const commonest = (counts: Map<string, number>): string[] =>
  [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, Number(values.show))
    .map(([word, count]) => `${word} ${count}`)

/** Pieces longer than this are compared by their words alone: 40,000² are 1.6 G steps, about 5 s. */
const LONGEST = 40_000

function compare(file: string, read: Pieces, reference: Pieces): Fidelity {
  let [all, errors, words, measured] = [0, 0, 0, true]
  const [missing, extra] = [new Map<string, number>(), new Map<string, number>()]
  for (const [i, wanted] of reference.entries()) {
    const [a, b] = [letters(wanted), letters(read[i] ?? '')]
    const [ours, theirs] = [bag(read[i] ?? ''), bag(wanted)]
    all += a.length
    words += sum(theirs)
    beyond(theirs, ours, missing)
    beyond(ours, theirs, extra)
    if (a.length > LONGEST) measured = false
    else errors += distance(a, b)
  }
  return {
    file: path.basename(file),
    letters: all,
    characterErrors: measured ? errors / all : Number.NaN,
    missing: sum(missing) / words,
    extra: sum(extra) / words,
    examples: { missing: commonest(missing), extra: commonest(extra) },
  }
}

async function measure(file: string): Promise<Fidelity> {
  const read = await extractFile({ path: file, size: (await stat(file)).size })
  if (read.kind === 'failed') throw new Error(`${file}: ${read.message}`)
  const pdf = /\.pdf$/i.test(file)
  const reference = pdf ? poppler(file) : pandoc(file)
  return compare(file, pdf ? byPage(read.extraction, reference.length) : [read.extraction.text], reference)
}

if (positionals.length === 0) throw new Error('Name PDF or HTML files.')
const found: Fidelity[] = []
for (const file of positionals) found.push(await measure(file))
const percent = (share: number) => (Number.isNaN(share) ? '–' : `${(share * 100).toFixed(2)} %`)
if (values.json) console.log(JSON.stringify(found))
else {
  console.log('| file | letters | character errors | words missing | words extra |\n|---|---:|---:|---:|---:|')
  for (const { file, letters, characterErrors, missing, extra, examples } of found) {
    console.log(
      `| ${file} | ${letters.toLocaleString('en')} | ${percent(characterErrors)} | ${percent(missing)} | ${percent(extra)} |`,
    )
    if (Number(values.show) > 0) console.log(`  missing: ${examples.missing.join(', ')}\n  extra: ${examples.extra.join(', ')}`)
  }
}
