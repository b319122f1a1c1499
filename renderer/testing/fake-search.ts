import type {
  AskedWord,
  DocumentText,
  Evidence,
  Highlight,
  Hit,
  NameHit,
  PassageHit,
  QueryFilter,
  SearchAnswer,
  SearchInput,
} from '../../core/contract/engine.ts'
import { EngineError } from '../../core/contract/errors.ts'
import { type CorpusFile, concepts } from './corpus.ts'

/** Two characters between passages, as a blank line. */
const GAP = '\n\n'

export function documentOf(files: readonly CorpusFile[], path: string): DocumentText {
  const file = files.find((each) => each.path === path)
  if (!file) throw new EngineError('not-found', 'This file is not in the index any more.')
  let start = 0
  const first = files.indexOf(file) * 1_000_000
  const passages = file.passages.map(({ text, place }, i) => {
    const passage = { id: first + i, start, end: start + text.length, place }
    start = passage.end + GAP.length
    return passage
  })
  return { path, text: file.passages.map(({ text }) => text).join(GAP), passages }
}

const wordsOf = new Intl.Segmenter(undefined, { granularity: 'word' })

/** Words that are searched for and never lit. */
const fillers = new Set('a an the is are was how what where when who at in of on to and or for with by my'.split(' '))

/** Finds words and, by the table of concepts, their like in other languages. */
export function find(
  files: readonly CorpusFile[],
  { query, limit, mode, weights = [], order = 'relevance' }: SearchInput,
): SearchAnswer {
  const { plain, filters } = withoutFilters(query)
  const words = queryWords(plain)
  const chosen = words.map(({ text }) => weights.find(({ word }) => word === text) ?? { weight: 1, required: false })
  const hits = files
    .filter(({ path }) => filters.every((filter) => passes(filter, path)))
    .map((file) => hitOf(file, documentOf(files, file.path), words, mode, chosen))
    .filter((hit) => hit !== null)
    .sort((a, b) =>
      order === 'name' ? a.name.localeCompare(b.name) : order === 'date' ? b.modified - a.modified : b.score - a.score,
    )
    .slice(0, limit)
  const lit = hits.flatMap((hit) => hit.passages.flatMap(({ highlights }) => highlights))
  return {
    query,
    mode,
    ms: 7 + words.length,
    words: words.map(({ text, start, end, role }, index) => {
      const evidence = Math.max(0, ...lit.filter(({ word }) => word === index).map(({ weight }) => weight))
      return { text, start, end, role, evidence }
    }),
    filters,
    hits,
    names: namesOf(files, words),
  }
}

export function evidenceOf(
  files: readonly CorpusFile[],
  { path, query, mode }: { path: string; query: string; mode: SearchInput['mode'] },
): Evidence {
  const words = queryWords(withoutFilters(query).plain)
  const document = documentOf(files, path)
  const passages = document.passages
    .map(({ id, start, end }) => ({ id, highlights: lightsOf(document.text.slice(start, end), words, mode) }))
    .filter(({ highlights }) => highlights.length > 0)
  return { path, words, passages }
}

/** Files in whose names a word stands; the last of them could not be read. */
function namesOf(files: readonly CorpusFile[], words: readonly AskedWord[]): NameHit[] {
  const scans = {
    path: '/home/anna/Documents/House/Heating/Heat pump manual (scan).pdf',
    size: 9_000_000,
    modified: '2025-05-05T05:05:00Z',
  }
  return [
    ...files.slice(0, 20).map((file) => ({ ...file, text: 'indexed' as const })),
    { ...scans, text: 'no-text' as const },
  ].flatMap(({ path, size, modified, text }) => {
    const name = path.slice(path.lastIndexOf('/') + 1)
    const highlights = words.flatMap(({ text, role }, word) =>
      role === 'stop'
        ? []
        : occurrences(name.toLowerCase(), text.toLowerCase()).map((start) => ({
            start,
            end: start + text.length,
            weight: 1,
            word,
          })),
    )
    return highlights.length > 0 ? [{ path, name, size, modified: Date.parse(modified), highlights, text }] : []
  })
}

/** The query without what looks like `ext:pdf`, `-word` or `"words"`; of these only `ext` and `in` do anything here. */
function withoutFilters(query: string): { plain: string; filters: QueryFilter[] } {
  const filters: QueryFilter[] = []
  const plain = query.replace(
    /(?<=^|\s)(-)?(?:(ext|type|in|from|before|size):(\S*)|"([^"]+)"|(?<=-)(\S+))/g,
    (text, not, name, value, phrase, word, start) => {
      const problem = name && !value ? 'unfinished' : value === 'big' ? 'unknown-value' : null
      const filter = { start, end: start + text.length, text, name: name ?? 'words', value: value ?? phrase ?? word }
      filters.push({ ...filter, negated: not !== undefined, either: false, problem })
      return not ? '' : (phrase ?? '')
    },
  )
  return { plain: plain.replace(/\s+/g, ' ').trim(), filters }
}

function passes({ name, value, negated, problem }: QueryFilter, path: string): boolean {
  if (problem !== null || (name !== 'ext' && name !== 'in')) return true
  const is = name === 'ext' ? path.endsWith(`.${value}`) : path.includes(`/${value}/`)
  return is !== negated
}

/** Words of the query; two that are one concept ("heat pump") stay together. */
function queryWords(query: string): AskedWord[] {
  const lower = query.toLowerCase()
  const known = concepts.flatMap((likes) =>
    likes
      .filter(([word]) => word.includes(' ') && lower.includes(word))
      .map(([word]) => ({ start: lower.indexOf(word), length: word.length })),
  )
  const covers = known.map(({ start, length }) => ({ text: query.slice(start, start + length), start, end: start + length }))
  const single = [...wordsOf.segment(query)]
    .filter(({ isWordLike, index }) => isWordLike && !covers.some(({ start, end }) => index >= start && index < end))
    .map(({ segment, index }) => ({ text: segment, start: index, end: index + segment.length }))
  return [...covers, ...single]
    .sort((a, b) => a.start - b.start)
    .map((word) => ({ ...word, role: fillers.has(word.text.toLowerCase()) ? 'stop' : 'content' }))
}

/** The likes of a query word with the weight each has for it; itself first, with 1. */
function likesOf({ text, role }: AskedWord, mode: SearchInput['mode']): [string, number][] {
  if (role === 'stop') return []
  const lower = text.toLowerCase()
  const own = concepts.find((likes) => likes.some(([like]) => lower.startsWith(like)))
  const likes: [string, number][] =
    own && mode !== 'exact' ? own.map(([like, weight]) => [like, weight === 1 ? 0.95 : weight]) : []
  return mode === 'meaning' ? likes : [[lower, 1], ...likes]
}

const lightsOf = (text: string, words: readonly AskedWord[], mode: SearchInput['mode']): Highlight[] =>
  words
    .flatMap((word, index) =>
      likesOf(word, mode).flatMap(([like, weight]) =>
        occurrences(text.toLowerCase(), like).map((start) => ({ start, end: start + like.length, weight, word: index })),
      ),
    )
    .sort((a, b) => a.start - b.start)

const strongestOf = (highlights: readonly Highlight[], index: number) =>
  Math.max(0, ...highlights.filter(({ word }) => word === index).map(({ weight }) => weight))

function hitOf(
  file: CorpusFile,
  document: DocumentText,
  words: readonly AskedWord[],
  mode: SearchInput['mode'],
  chosen: readonly { readonly weight: number; readonly required?: boolean }[],
): Hit | null {
  const passages = document.passages
    .map((passage): PassageHit => {
      const text = document.text.slice(passage.start, passage.end)
      const highlights = lightsOf(text, words, mode).filter(({ word }) => chosen[word]!.weight > 0)
      const score = words.reduce((sum, _, i) => sum + chosen[i]!.weight * strongestOf(highlights, i), 0)
      return { ...passage, text, score, highlights }
    })
    .filter(
      ({ score, highlights }) => score > 0 && chosen.every(({ required }, i) => !required || strongestOf(highlights, i) > 0),
    )
    .sort((a, b) => b.score - a.score)
    .slice(0, 3)
  const [best, ...further] = passages
  if (!best) return null
  const weights = best.highlights.map(({ weight }) => weight)
  const exact = mode === 'exact' ? 1 : weights.includes(1) ? 0.25 : 0
  return {
    path: file.path,
    name: file.path.slice(file.path.lastIndexOf('/') + 1),
    size: file.size,
    modified: Date.parse(file.modified),
    score: best.score,
    evidence: !weights.includes(1) ? 'meaning' : mode === 'exact' ? 'exact' : 'both',
    why: {
      words: words.map((_, i) => ((1 - exact) * 0.95 * chosen[i]!.weight * strongestOf(best.highlights, i)) / best.score),
      other: (1 - exact) * 0.05,
      exact,
      ...(mode === 'exact' && {
        exactWords: words.map((_, i) => (chosen[i]!.weight * strongestOf(best.highlights, i)) / best.score),
      }),
    },
    passages: [best, ...further],
  }
}

function occurrences(text: string, part: string): number[] {
  const starts: number[] = []
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) starts.push(at)
  return starts
}
