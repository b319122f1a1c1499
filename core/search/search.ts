import type { AskedWord, Hit, PassageHit, QueryWord, SearchAnswer, SearchInput, SearchMode, Why } from '../contract/engine.ts'
import { cancelled } from '../contract/errors.ts'
import type { Encoder } from '../encoder/encoder.ts'
import type { PassageTable, StoredPassage } from '../index/passages.ts'
import type { AlignedPassage, VectorIndex } from '../index/vectors.ts'
import { fold, indexTerms, stem } from '../text/terms.ts'
import { type Allowed, allowedBy, type Candidates, findCandidates, type Wanted } from './candidates.ts'
import type { FileFacts, Judged } from './conditions.ts'
import { nameShare, telling } from './filename.ts'
import { exactShare, fuse, MEANING, type Ranked, type Scored } from './fusion.ts'
import { exactHighlights, highlights, isFiller } from './highlights.ts'
import { orderFiles } from './order.ts'
import { parseQuery, type Query, requiredTerms, satisfies, weightsOf } from './query.ts'
import { type RecentQuery, recall } from './recent.ts'
import { leastOf, rowWeights, someRows, weightedMaxSim, why, wordOfRows } from './rows.ts'

/** What a search reads. */
export interface Searchable {
  readonly passages: PassageTable
  readonly vectors: VectorIndex
  readonly encoder: Pick<Encoder, 'encodeQuery'>
  /** The file a document was read from, or null once it is gone. */
  file(document: number): FileFacts | null
  /** Every indexed file. */
  files(): Iterable<FileFacts & { readonly document: number }>
}

/**
 * Passages taken from each side: .85 of exact MaxSim's ten best among 10,000 passages (`npm run bench`: near-ties by the hundred; .89
 * before half as many questions again were among its texts, with the same code).
 * When centroids grew by doublings alone, 400, 600 and 800 held .81, .86 and .91, for 37, 48 and 55 ms a keystroke.
 */
const CANDIDATES = 600
/** Where a condition can only be told from the text, ever more candidates are read: 600, 2,400, 9,600. */
const MOST_CANDIDATES = 3_200
/** Files that words rank: their passages are all aligned, 3 each, in half a second. */
const MOST_FILES = 1_000
/**
 * What a name that says the whole query adds to a score of 0 … 1. On 299 queries, few of which name a file, nDCG@10 was .835, .836
 * and .834 with 0, 0.2 and 0.4 (full-text search alone .494, .498 and .499).
 */
const NAME = 0.2
/** Names that are read, those of the best files: one takes about 15 µs. */
const NAMES = 100
/** Passages shown per file. */
const PER_FILE = 3
/**
 * Words of a query that are looked up one by one, in the order they were typed: as many as most encoders read. A pasted page has
 * thousands, each of which would be a search of its own.
 */
const LOOKED_UP = 32
/** Passages looked at for a word that no hit speaks of. */
const ELSEWHERE = 8

/** A query with everything that ranking it takes. */
interface Asked {
  readonly query: Query
  /** How much each word counts. [words] */
  readonly weights: readonly number[]
  /** Words that every passage must answer. */
  readonly demanded: readonly number[]
  /** Null when only the words themselves count. */
  readonly recent: RecentQuery | null
  /** [rows] each */
  readonly wordOfRow: Int32Array
  readonly rowWeight: Float32Array
}

/** Query → filters → candidates → MaxSim → fusion → files → highlights. */
export async function search(input: SearchInput, index: Searchable, signal?: AbortSignal): Promise<SearchAnswer> {
  const began = performance.now()
  const query = parseQuery(input.query)
  const allowed = await allowedBy(query.clauses, () => index.files(), index.passages)
  const answer = async (words: readonly QueryWord[], hits: readonly Hit[]): Promise<SearchAnswer> => {
    if (signal?.aborted) throw cancelled()
    const { query: typed, mode } = input
    return { query: typed, mode, ms: performance.now() - began, words, filters: query.filters, hits }
  }
  if (query.text === '') return answer([], allowed ? await filteredBy(allowed, query, input, index) : [])

  const asked = await ask(query, input, index, signal)
  const files = asked.weights.some((weight) => weight > 0) ? await bestFiles(asked, input, index, allowed, signal) : []
  const best = orderFiles(files.map(toHit), input.order).slice(0, input.limit)
  const hits = input.mode === 'exact' ? await withExactWords(asked, best, index) : best
  const words = await withEvidence(asked, hits, index, signal)
  return answer(
    words,
    hits.map((hit) => ({ ...hit, why: byTelling(hit.why, words) })),
  )
}

async function ask(
  query: Query,
  { mode, weights: chosen }: SearchInput,
  index: Searchable,
  signal?: AbortSignal,
): Promise<Asked> {
  const { words, text } = query
  const recent = mode === 'exact' ? null : await recall(text, index.vectors, index.encoder, signal)
  const weights = weightsOf(words, chosen)
  const required = weightsOf(
    words,
    chosen?.map(({ word, required }) => ({ word, weight: required ? 2 : 0 })),
  )
  const wordOfRow = wordOfRows(words, recent?.encoded ?? { spans: new Int32Array() })
  return {
    query,
    weights,
    demanded: words.flatMap(({ role }, i) => (required[i] === 2 && weights[i]! > 0 && role === 'content' ? i : [])),
    recent,
    wordOfRow,
    rowWeight: rowWeights(wordOfRow, weights),
  }
}

function wantedOf({ query, weights, demanded, recent, wordOfRow, rowWeight }: Asked, mode: SearchInput['mode']): Wanted {
  const { words } = query
  const rows = (keep: readonly boolean[]) => (recent ? someRows(recent.encoded.vectors, keep) : null)
  return {
    mode,
    // A word that counts twice is asked for twice.
    terms: weights.every((weight) => weight === 1 || weight < 0)
      ? query.terms
      : indexTerms(words.flatMap(({ text }, i) => new Array<string>(Math.max(0, weights[i]!)).fill(text)).join(' ')),
    vectors: rows([...rowWeight].map((weight) => weight > 0)),
    required: requiredTerms(query),
    demanded: demanded.map((word) => ({
      terms: indexTerms(words[word]!.text),
      vectors: rows([...wordOfRow].map((each) => each === word)),
    })),
  }
}

interface Member extends Ranked {
  readonly passage: StoredPassage
  readonly highlights: PassageHit['highlights']
  readonly why: Why
}
interface RankedFile {
  readonly file: FileFacts
  readonly members: readonly Member[]
}

/** The best files, best passage first. More candidates are read until there are enough, or no more. */
async function bestFiles(
  asked: Asked,
  { mode, order = 'relevance', limit: wanted }: SearchInput,
  index: Searchable,
  allowed: Allowed | null,
  signal?: AbortSignal,
): Promise<RankedFile[]> {
  const limit = mode === 'exact' && order !== 'relevance' ? MOST_FILES : wanted
  const conditional =
    asked.demanded.length > 0 || asked.query.clauses.some((clause) => clause.some(({ kind }) => kind === 'phrase'))
  const want = wantedOf(asked, mode)
  for (let count = Math.max(CANDIDATES, Math.min(limit, MOST_FILES) * PER_FILE); ; count *= 4) {
    const candidates = await findCandidates(want, count, index, allowed)
    const aligned = (await asked.recent?.align(candidates.ids.keys())) ?? new Map<number, AlignedPassage>()
    if (signal?.aborted) throw cancelled()
    const ranked = fuse(scored(candidates, aligned, asked), { hybrid: MEANING, meaning: 1, exact: 0 }[mode])
    const groups = byName(
      [...Map.groupBy(ranked, ({ document }) => document)].flatMap(([document, members]) => {
        const file = index.file(document)
        return file ? { file, members } : []
      }),
      asked,
      mode,
    )
    // Without conditions only what is shown is fetched; with them every candidate is read.
    const shown = conditional
      ? groups
      : groups.slice(0, limit).map(({ file, members }) => ({ file, members: members.slice(0, PER_FILE) }))
    const files = await read(shown, ranked, asked, aligned, index)
    if (files.length >= limit || !conditional || !candidates.more || count >= MOST_CANDIDATES) return files.slice(0, limit)
  }
}

function scored({ bm25, ids }: Candidates, aligned: ReadonlyMap<number, AlignedPassage>, { recent, rowWeight }: Asked): Scored[] {
  const own = recent?.encoded.own.map((own, row) => own * Math.max(0, rowWeight[row]!))
  return [...ids].flatMap(([id, known]) => {
    const found = aligned.get(id)
    const document = found?.document ?? known
    if (document === undefined) return [] // Removed between the scan and the fetch.
    const meaning =
      found && own
        ? {
            maxSim: weightedMaxSim(found.alignment, rowWeight),
            exactShare: exactShare(
              found.alignment.similarity.map((x, row) => x * rowWeight[row]!),
              own,
            ),
          }
        : null
    return { id, document, bm25: bm25.get(id)?.bm25 ?? null, meaning }
  })
}

interface RankedGroup {
  readonly file: FileFacts
  readonly members: readonly Ranked[]
}

/** Files whose names say words of the query go up: a person who types two words of a name means that file. Meaning alone reads no names. */
function byName(groups: readonly RankedGroup[], { query, weights, recent, wordOfRow }: Asked, mode: SearchMode): RankedGroup[] {
  if (mode === 'meaning') return [...groups]
  const own = query.words.map(() => 0)
  recent?.encoded.own.forEach((row, i) => {
    if (wordOfRow[i]! >= 0) own[wordOfRow[i]!]! += row
  })
  const words = query.words.map(({ text, role }, i) =>
    telling(text, role === 'content' ? Math.max(0, weights[i]!) * (recent ? own[i]! : 1) : 0),
  )
  const named = groups.map(({ file, members }, i) => ({
    file,
    members,
    more: i < NAMES ? NAME * nameShare(nameOf(file), words) : 0,
  }))
  const most = named.reduce((most, { members, more }) => Math.max(most, members[0]!.score + more), 1)
  return named
    .map(({ file, members, more }) => ({
      file,
      members: members.map((each) => ({ ...each, score: (each.score + more) / most, byMeaning: each.byMeaning / most })),
    }))
    .sort((a, b) => b.members[0]!.score - a.members[0]!.score)
}

/** Text and highlights of the passages; those that break a condition are left out, and files without any left. */
async function read(
  groups: readonly RankedGroup[],
  ranked: readonly Ranked[],
  asked: Asked,
  aligned: ReadonlyMap<number, AlignedPassage>,
  { passages }: Searchable,
): Promise<RankedFile[]> {
  const { query, demanded, recent, wordOfRow, rowWeight } = asked
  const stored = new Map(
    (await passages.byIds(groups.flatMap(({ members }) => members.map(({ id }) => id)))).map((passage) => [passage.id, passage]),
  )
  const rows = recent?.encoded.vectors.rows ?? 0
  const least = leastOf(
    ranked.flatMap(({ id }) => aligned.get(id)?.alignment ?? []),
    rows,
  )
  const shares = { words: query.words.length, wordOfRow, weights: rowWeight, least }
  return groups
    .map(({ file, members }) => {
      const kept: Member[] = []
      for (const member of members) {
        const passage = stored.get(member.id)
        if (kept.length === PER_FILE || !passage || !satisfies(judged(file, passage), query)) continue
        const found = aligned.get(member.id)
        const lit = lightUp(asked, passage, found)
        if (!demanded.every((word) => lit.some((highlight) => highlight.word === word))) continue
        kept.push({ ...member, passage, highlights: lit, why: why(member, found?.alignment.similarity ?? null, shares) })
      }
      return { file, members: kept }
    })
    .filter(({ members }) => members.length > 0)
    .sort((a, b) => b.members[0]!.score - a.members[0]!.score)
}

/** The passage's matches; muted words light nothing. */
function lightUp(
  { query, weights, recent }: Pick<Asked, 'query' | 'weights' | 'recent'>,
  passage: StoredPassage,
  found: AlignedPassage | undefined,
): PassageHit['highlights'] {
  const lit =
    recent && found ? highlights(query.words, recent.encoded, passage, found) : exactHighlights(query.words, passage.text, stem)
  return lit.filter(({ word }) => weights[word]! > 0)
}

/** Nothing but filters: the files they leave, latest first or by name, each with the first of its passages that they leave. */
async function filteredBy(
  { documents, passage }: Allowed,
  query: Query,
  { limit, order = 'relevance' }: SearchInput,
  index: Searchable,
): Promise<Hit[]> {
  const left = [...index.files()].filter(({ document }) => documents.has(document))
  const inOrder = orderFiles(
    left.map((file) => ({ ...file, name: nameOf(file) })),
    order === 'relevance' ? 'date' : order,
  )
  const hits: Hit[] = []
  for (let from = 0; hits.length < limit && from < inOrder.length; from += limit) {
    const some = inOrder.slice(from, from + limit)
    const firsts = new Map(
      (
        await index.passages.firstOf(
          some.map(({ document }) => document),
          passage,
        )
      ).map((each) => [each.document, each]),
    )
    for (const file of some) {
      const first = firsts.get(file.document)
      if (!first || !satisfies(judged(file, first), query)) continue
      const none: Why = { words: [], other: 0, exact: 0 }
      const member = { id: first.id, document: file.document, bm25: null, meaning: null, score: 0, byMeaning: 0 }
      hits.push({
        ...toHit({ file, members: [{ ...member, passage: first, highlights: [], why: none }] }),
        evidence: 'filter',
      })
    }
  }
  return hits.slice(0, limit)
}

/** BM25 is a sum over terms: what a word alone scores is its part of what all of them score. Of a long query, that is not told. */
async function withExactWords(
  { query: { words }, weights }: Asked,
  hits: readonly Hit[],
  { passages }: Searchable,
): Promise<Hit[]> {
  if (words.length > LOOKED_UP) return [...hits]
  const ids = hits.map(({ passages: [best] }) => best.id)
  const scores = await Promise.all(
    words.map(async ({ text }, word) => {
      const weight = Math.max(0, weights[word]!)
      const matches = weight > 0 ? await passages.match(indexTerms(text), ids.length, { ids }) : []
      return new Map(matches.map(({ id, bm25 }) => [id, weight * bm25]))
    }),
  )
  return hits.map((hit) => {
    const own = scores.map((score) => score.get(hit.passages[0].id) ?? 0)
    const sum = own.reduce((sum, score) => sum + score, 0)
    return sum > 0 ? { ...hit, why: { ...hit.why, exactWords: own.map((score) => (hit.why.exact * score) / sum) } } : hit
  })
}

/** Likeness to a word that nothing speaks of is chance, and a stop word joins others: their shares are by no word. */
function byTelling({ words: shares, other, ...rest }: Why, words: readonly QueryWord[]): Why {
  const isTold = (i: number) => (words[i]!.evidence ?? 0) > 0 || words[i]!.role === 'less'
  return {
    ...rest,
    words: shares.map((share, i) => (isTold(i) ? share : 0)),
    other: shares.reduce((sum, share, i) => (isTold(i) ? sum : sum + share), other),
  }
}

/** The strongest match of every word: in the hits or, where those have none, in the passages that answer it best. */
async function withEvidence(asked: Asked, hits: readonly Hit[], index: Searchable, signal?: AbortSignal): Promise<QueryWord[]> {
  const { query, weights, recent } = asked
  const strongest = new Map<number, number>()
  for (const { passages } of hits)
    for (const { highlights } of passages)
      for (const { word, weight } of highlights) strongest.set(word, Math.max(weight, strongest.get(word) ?? 0))
  const lookedUp = new Map<string, Promise<number | null>>()
  const lookUp = (word: number): Promise<number | null> => {
    const term = fold(query.words[word]!.text)
    const found = lookedUp.get(term) ?? (lookedUp.size < LOOKED_UP ? elsewhere(asked, word, index) : Promise.resolve(null))
    if (lookedUp.size < LOOKED_UP) lookedUp.set(term, found)
    return found
  }
  if (signal?.aborted) throw cancelled()
  return Promise.all(
    query.words.map(async (word: AskedWord, i) => {
      const here = strongest.get(i)
      // That nothing speaks of it would be untrue: where one stop word is too little to tell the language, the encoder tells.
      if (word.role === 'content' && recent && isFiller(word, recent.encoded)) return { ...word, role: 'stop', evidence: 0 }
      if (here !== undefined || word.role !== 'content' || weights[i]! <= 0) return { ...word, evidence: here ?? 0 }
      return { ...word, evidence: await lookUp(i) }
    }),
  )
}

/** Null for a word beyond what the encoder reads of a query. */
async function elsewhere(asked: Asked, word: number, { passages, vectors }: Searchable): Promise<number | null> {
  const { query, weights, recent, wordOfRow } = asked
  const rows =
    recent &&
    someRows(
      recent.encoded.vectors,
      [...wordOfRow].map((each) => each === word),
    )
  if (rows?.rows === 0) return null
  const ids = rows
    ? vectors.candidates(rows, ELSEWHERE).map(({ id }) => id)
    : (await passages.match(indexTerms(query.words[word]!.text), ELSEWHERE)).map(({ id }) => id)
  const aligned = await recent?.align(ids)
  const alone = { query: { ...query, words: [query.words[word]!] }, weights: [weights[word]!], recent }
  const lit = (await passages.byIds(ids)).flatMap((passage) => lightUp(alone, passage, aligned?.get(passage.id)))
  return lit.reduce((most, { weight }) => Math.max(most, weight), 0)
}

const judged = (file: FileFacts, { language, text, place }: StoredPassage): Judged => ({ file, language, text, mail: place.mail })

function toHit({ file, members }: RankedFile): Hit {
  const [best, ...further] = members.map(
    ({ id, score, passage, highlights }): PassageHit => ({
      id,
      start: passage.start,
      end: passage.end,
      text: passage.text,
      place: passage.place,
      score,
      highlights,
    }),
  )
  const { bm25, meaning, score, why } = members[0]!
  return {
    path: file.path,
    name: nameOf(file),
    size: file.size,
    modified: file.modified,
    score,
    evidence: bm25 === null ? 'meaning' : meaning === null ? 'exact' : 'both',
    why,
    // What lights nowhere says nothing that the best passage does not.
    passages: [best!, ...further.filter(({ highlights }) => highlights.length > 0)],
  }
}

const nameOf = ({ path }: Pick<FileFacts, 'path'>): string => path.split(/[\\/]/u).at(-1)!
