import path from 'node:path'
import type { SearchAnswer, SearchMode } from '../contract/engine.ts'
import { ndcg, reciprocalRank, showsPassage, success } from './metrics.ts'

/** A query with its right answers; paths are relative to the documents' folder. */
export interface JudgedQuery {
  readonly id: string
  readonly query: string
  readonly lang?: string
  readonly kind?: string
  readonly cross?: boolean
  readonly relevant: readonly { readonly path: string; readonly passage?: string }[]
}

export interface Scores {
  readonly queries: number
  readonly ndcg10: number
  readonly mrr: number
  readonly success1: number
  readonly success5: number
  /** Of the queries that name a passage and whose right file was found, the share whose top passage there contains it. */
  readonly passageHit: number | null
}

interface Judged {
  readonly query: JudgedQuery
  readonly ndcg10: number
  readonly mrr: number
  readonly success1: number
  readonly success5: number
  readonly passageHit: number | null
}

export function judge(query: JudgedQuery, answer: SearchAnswer, documents: string): Judged {
  const relative = (file: string) => path.relative(documents, file).split(path.sep).join('/')
  const ranked = answer.hits.map((hit) => relative(hit.path).normalize('NFC'))
  const relevant = new Set(query.relevant.map((each) => each.path.normalize('NFC')))
  return {
    query,
    ndcg10: ndcg(ranked, relevant),
    mrr: reciprocalRank(ranked, relevant),
    success1: success(ranked, relevant, 1),
    success5: success(ranked, relevant, 5),
    passageHit: passageHit(query, answer, relative),
  }
}

function passageHit(query: JudgedQuery, answer: SearchAnswer, relative: (file: string) => string): number | null {
  const named = query.relevant.filter(({ passage }) => passage !== undefined)
  if (named.length === 0) return null
  const shown = named.some(({ path: file, passage }) => {
    const hit = answer.hits.find((each) => relative(each.path).normalize('NFC') === file.normalize('NFC'))
    return hit && showsPassage(hit.passages[0].text, passage!)
  })
  return shown ? 1 : 0
}

export function average(judged: readonly Judged[]): Scores {
  const mean = (values: readonly number[]) => (values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length)
  const hits = judged.flatMap(({ passageHit }) => passageHit ?? [])
  return {
    queries: judged.length,
    ndcg10: mean(judged.map((each) => each.ndcg10)),
    mrr: mean(judged.map((each) => each.mrr)),
    success1: mean(judged.map((each) => each.success1)),
    success5: mean(judged.map((each) => each.success5)),
    passageHit: hits.length === 0 ? null : mean(hits),
  }
}

export interface Evaluation {
  readonly mode: SearchMode
  readonly all: Scores
  /** `cross`, then each kind, then each language of the queries. */
  readonly groups: Readonly<Record<string, Scores>>
}

/** Every query once, in order; files are ranked by their best passage. */
export async function evaluate(
  queries: readonly JudgedQuery[],
  documents: string,
  mode: SearchMode,
  search: (query: string, mode: SearchMode) => Promise<SearchAnswer>,
): Promise<Evaluation> {
  const judged: Judged[] = []
  for (const query of queries) judged.push(judge(query, await search(query.query, mode), documents))
  const groups: Record<string, Scores> = {}
  const group = (name: string, belongs: (query: JudgedQuery) => boolean) => {
    const members = judged.filter(({ query }) => belongs(query))
    if (members.length > 0) groups[name] = average(members)
  }
  group('cross', ({ cross }) => cross === true)
  for (const kind of new Set(queries.flatMap((query) => query.kind ?? []))) group(kind, (query) => query.kind === kind)
  for (const lang of [...new Set(queries.flatMap((query) => query.lang ?? []))].sort())
    group(lang, (query) => query.lang === lang)
  return { mode, all: average(judged), groups }
}

/** Rows are groups, columns measures, in thousandths. */
export function table(evaluations: readonly Evaluation[]): string {
  const cell = (value: number | null) => (value === null ? '–' : value.toFixed(3)).padStart(9)
  const row = (mode: string, name: string, s: Scores) =>
    `${mode.padEnd(9)}${name.padEnd(12)}${String(s.queries).padStart(5)}${[s.ndcg10, s.mrr, s.success1, s.success5, s.passageHit].map(cell).join('')}`
  const head = `${'mode'.padEnd(9)}${'queries'.padEnd(12)}${'n'.padStart(5)}${['nDCG@10', 'MRR', 'succ@1', 'succ@5', 'passage'].map((name) => name.padStart(9)).join('')}`
  const rows = evaluations.flatMap(({ mode, all, groups }) => [
    row(mode, 'all', all),
    ...Object.entries(groups).map(([name, scores]) => row(mode, name, scores)),
  ])
  return [head, ...rows].join('\n')
}
