import type { SearchMode } from '../contract/engine.ts'
import type { TokenVectors } from '../encoder/vectors.ts'
import type { PassageTable, TextMatch } from '../index/passages.ts'
import type { VectorIndex } from '../index/vectors.ts'
import {
  type Clauses,
  type Condition,
  type FileCondition,
  type FileFacts,
  isFileCondition,
  isOfFile,
  isOfMail,
  isOfTime,
  type TimeCondition,
  writtenAt,
} from './conditions.ts'

/** The passages that filters leave, known before anything is ranked. */
export interface Allowed {
  readonly documents: ReadonlySet<number>
  passage(id: number, document: number): boolean
}

export interface Candidates {
  readonly bm25: ReadonlyMap<number, TextMatch>
  readonly ids: ReadonlyMap<number, number | undefined>
  /** Whether more would be found if more were asked for. */
  readonly more: boolean
}

export interface Wanted {
  readonly mode: SearchMode
  /** Terms and stems for BM25. */
  readonly terms: string
  /** Rows for the scan; null when only words count. */
  readonly vectors: TokenVectors | null
  /** Words that every answer holds; then nothing else is a candidate. */
  readonly required: string
  /** Words that every answer speaks of, each with its own rows and terms: their best passages are candidates too. */
  readonly demanded: readonly { readonly terms: string; readonly vectors: TokenVectors | null }[]
}

/** Up to this many documents are named to the full-text index; of more, matches are fetched until enough are allowed. */
const NAMED = 1_000
/** Passages that hold all words of a phrase: read, aligned and checked one by one. */
const PHRASE = 3_000

/** Clauses about files, languages and messages, resolved to documents and passages. Null where there are none. */
export async function allowedBy(
  clauses: Clauses,
  files: () => Iterable<FileFacts & { readonly document: number }>,
  passages: PassageTable,
): Promise<Allowed | null> {
  const pushed = clauses.filter((clause) => clause.every(({ kind }) => kind !== 'phrase'))
  if (pushed.length === 0) return null
  const sides = await Promise.all(
    pushed.map(async (clause) => {
      const ofTime = clause.filter((each) => each.kind === 'modified')
      return {
        ofFiles: clause.filter(isFileCondition).filter(({ kind }) => kind !== 'modified'),
        ofTime,
        messages: await messagesOf(ofTime, passages),
        ofPassages: await Promise.all(clause.filter((each) => !isFileCondition(each)).map((each) => idsOf(each, passages))),
        /** Those that are what the clause says in all of their passages, and in those that are of no message with a date. */
        whole: new Set<number>(),
        undated: new Set<number>(),
      }
    }),
  )
  const documents = new Set<number>()
  for (const file of files()) {
    let every = true
    for (const { ofFiles, ofTime, messages, ofPassages, whole, undated } of sides) {
      const some = (conditions: readonly FileCondition[]) =>
        conditions.some((condition) => isOfFile(condition, file) !== condition.negated)
      if (some(ofFiles)) whole.add(file.document)
      if (some(ofTime)) undated.add(file.document)
      const { document } = file
      every &&= whole.has(document) || undated.has(document) || messages.documents.has(document) || ofPassages.length > 0
    }
    if (every) documents.add(file.document)
  }
  return {
    documents,
    passage: (id, document) =>
      documents.has(document) &&
      sides.every(
        ({ whole, undated, messages, ofPassages }) =>
          whole.has(document) ||
          (messages.dated.get(id) ?? undated.has(document)) ||
          ofPassages.some(({ ids, negated }) => ids.has(id) !== negated),
      ),
  }
}

interface Messages {
  /** For each passage of a message with a date: whether the message is of one of the times. */
  readonly dated: ReadonlyMap<number, boolean>
  /** Documents with a message that is. */
  readonly documents: ReadonlySet<number>
}

async function messagesOf(times: readonly TimeCondition[], passages: PassageTable): Promise<Messages> {
  const dated = new Map<number, boolean>()
  const documents = new Set<number>()
  for (const { mail, passages: of, documents: holding } of times.length === 0 ? [] : await passages.mails()) {
    const at = writtenAt(mail)
    if (at === null) continue
    const isOfOne = times.some((time) => isOfTime(time, at) !== time.negated)
    for (const id of of) dated.set(id, isOfOne)
    if (isOfOne) for (const document of holding) documents.add(document)
  }
  return { dated, documents }
}

interface Ids {
  readonly ids: ReadonlySet<number>
  readonly negated: boolean
}

/** The passages that are what a condition about them says, before negation. */
async function idsOf(condition: Condition, passages: PassageTable): Promise<Ids> {
  const { negated } = condition
  if (condition.kind === 'language') return { ids: await passages.inLanguages([...condition.languages]), negated }
  if (condition.kind !== 'mail') return { ids: new Set(), negated }
  const ids = new Set<number>()
  for (const { mail, passages: of } of await passages.mails()) if (isOfMail(condition, mail)) for (const id of of) ids.add(id)
  return { ids, negated }
}

/** Centroid scan over every allowed passage ∪ BM25 over the text, `count` of each. */
export async function findCandidates(
  { mode, terms, vectors, required, demanded }: Wanted,
  count: number,
  index: { readonly passages: PassageTable; readonly vectors: VectorIndex },
  allowed: Allowed | null,
): Promise<Candidates> {
  const match = (terms: string, count: number, all = false) => matchAllowed(index.passages, terms, count, allowed, all)
  const scan = (vectors: TokenVectors | null) =>
    vectors && vectors.rows > 0 ? index.vectors.candidates(vectors, count, allowed?.passage) : []
  const matches = mode === 'meaning' ? [] : await match(terms, count)
  const bm25 = new Map(matches.map((each) => [each.id, each]))
  if (required !== '') {
    const holding = await match(required, PHRASE, true)
    return { bm25, ids: new Map(holding.map(({ id, document }) => [id, document])), more: false }
  }
  const scanned = scan(vectors)
  const further = await Promise.all(
    demanded.map(async (word) => [...scan(word.vectors), ...(mode === 'meaning' ? [] : await match(word.terms, count))]),
  )
  const ids = new Map<number, number | undefined>()
  for (const { id, document } of matches) ids.set(id, document)
  for (const { id } of [...scanned, ...further.flat()]) if (!ids.has(id)) ids.set(id, index.vectors.documentOf(id))
  return { bm25, ids, more: matches.length >= count || scanned.length >= count }
}

async function matchAllowed(
  passages: PassageTable,
  terms: string,
  count: number,
  allowed: Allowed | null,
  all: boolean,
): Promise<TextMatch[]> {
  if (!allowed) return passages.match(terms, count, { all })
  const named = allowed.documents.size <= NAMED ? { documents: [...allowed.documents] } : {}
  for (let asked = count; ; asked *= 4) {
    const found = await passages.match(terms, asked, { all, ...named })
    const kept = found.filter(({ id, document }) => allowed.passage(id, document))
    if (kept.length >= count || found.length < asked) return kept.slice(0, count)
  }
}
