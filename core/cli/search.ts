import { readFile } from 'node:fs/promises'
import type { Hit, SearchAnswer } from '../contract/engine.ts'
import { EngineError } from '../contract/errors.ts'
import { openReader } from '../engine/reader.ts'
import type { SearchCommand } from './command.ts'
import { modelsFolder } from './home.ts'
import { printable } from './progress.ts'

/** One file of an answer as the command line prints it: its best passage. */
export interface PrintedHit {
  readonly path: string
  readonly score: number
  readonly passage: {
    readonly text: string
    readonly start: number
    readonly end: number
    readonly within?: readonly string[]
    readonly page?: number
    readonly heading?: string
  }
  /** Offsets into `passage.text`. */
  readonly highlights: readonly { readonly start: number; readonly end: number; readonly weight: number; readonly term: string }[]
}

export async function searchCommand({ data, json, asked, limit, mode }: SearchCommand, signal: AbortSignal): Promise<number> {
  const queries = 'query' in asked ? [{ query: asked.query }] : await readQueries(asked.queries)
  await using reader = await openReader(data, modelsFolder())
  for (const { id, query } of queries) {
    const answer = await reader.search({ query, limit, mode }, signal)
    if (json || id !== undefined) console.log(JSON.stringify({ ...(id === undefined ? {} : { id }), ...printed(answer) }))
    else process.stdout.write(inWords(answer))
  }
  return 0
}

export const printed = ({ query, ms, words, hits, names = [] }: SearchAnswer) => ({
  query,
  ms: Math.round(ms * 100) / 100,
  hits: hits.map((hit): PrintedHit => {
    const [{ text, start, end, place, highlights }] = hit.passages
    const heading = place.headings.at(-1)
    return {
      path: hit.path,
      score: hit.score,
      passage: {
        text,
        start,
        end,
        ...(place.within === undefined ? {} : { within: place.within }),
        ...(place.page === undefined ? {} : { page: place.page }),
        ...(heading === undefined ? {} : { heading }),
      },
      highlights: highlights.map(({ start, end, weight, word }) => ({ start, end, weight, term: words[word]!.text })),
    }
  }),
  names: names.map(({ path, text }) => ({ path, text })),
})

export interface AskedQuery {
  readonly id?: string
  readonly query: string
}

/** @throws {EngineError} `not-found` or `invalid-input`, naming the line */
export async function readQueries<Q extends AskedQuery>(file: string): Promise<Q[]> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new EngineError('not-found', `The queries at ${file} cannot be read.`, { cause })
  })
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return []
    const wrong = (cause?: unknown) =>
      new EngineError('invalid-input', `Line ${i + 1} of ${file} is no query: it needs {"id", "query"}.`, { cause })
    let value: Q
    try {
      value = JSON.parse(line)
    } catch (cause) {
      throw wrong(cause)
    }
    if (typeof value?.query !== 'string') throw wrong()
    return [value]
  })
}

function inWords({ hits, ms, names = [] }: SearchAnswer): string {
  const shown = new Set(hits.map(({ path }) => path))
  const byName = names.filter(({ path }) => !shown.has(path)).map(({ path }) => `   ${printable(path)}\n`)
  if (hits.length + byName.length === 0) return `Nothing found (${ms.toFixed(0)} ms).\n`
  return texts(hits) + (byName.length > 0 ? `By name:\n${byName.join('')}` : '')
}

function texts(hits: readonly Hit[]): string {
  return hits.map((hit, i) => `${i + 1}. ${printable(hit.path)}${place(hit)}\n   ${marked(hit)}\n`).join('')
}

function place({ passages: [{ place }] }: Hit): string {
  const file = place.within?.reduce((outer, inner) => `${inner} in ${outer}`)
  const heading = place.headings.slice(place.within?.length ?? 0).at(-1)
  const parts = [file, place.page && `page ${place.page}`, place.slide && `slide ${place.slide}`, place.sheet, heading]
  const known = parts.filter((part) => part !== undefined && part !== 0 && part !== '')
  return known.length > 0 ? `  (${printable(known.join(' · '))})` : ''
}

/** About 200 characters around the strongest evidence, evidence bold on a terminal. */
function marked({ passages: [{ text, highlights }] }: Hit): string {
  const strongest = highlights.reduce((best, each) => (each.weight > best.weight ? each : best), { start: 0, weight: 0 })
  const from = Math.max(0, strongest.start - 60)
  const to = Math.min(text.length, from + 200)
  const [bold, plain] = process.stdout.isTTY ? ['\x1b[1m', '\x1b[22m'] : ['', '']
  let out = ''
  let at = from
  for (const { start, end } of highlights) {
    if (start < at || end > to) continue
    out += `${oneLine(text.slice(at, start))}${bold}${oneLine(text.slice(start, end))}${plain}`
    at = end
  }
  return `${from > 0 ? '…' : ''}${out}${oneLine(text.slice(at, to))}${to < text.length ? '…' : ''}`
}

const oneLine = (text: string): string => printable(text.replace(/\s+/gu, ' '))
