import { type Connection, Index, MatchQuery, makeArrowTable, Operator, type Table } from '@lancedb/lancedb'
import { Field, Int32, Schema, Utf8 } from 'apache-arrow'
import type { MailPlace, Place, Span } from '../contract/engine.ts'
import { bytesOf, openOrCreate, type Round, tidy } from './lance.ts'
import { Recent } from './recent.ts'

/** A passage as it is stored. `document` numbers one reading of one file; the ledger knows its path. */
export interface StoredPassage extends Span {
  readonly id: number
  readonly document: number
  readonly text: string
  /** White space between the passage before it and this one. */
  readonly before: string
  readonly place: Place
  /** BCP 47 primary tag, or `und`. */
  readonly language: string
  /** What the full-text index sees: the passage's terms, separated by spaces. */
  readonly terms: string
}

/** A message, and the passages that are of it. */
export interface Mail {
  readonly mail: MailPlace
  readonly passages: readonly number[]
  /** The documents these are in: a message may lie in several files. */
  readonly documents: ReadonlySet<number>
}

export interface TextMatch {
  readonly id: number
  readonly document: number
  readonly bm25: number
}

const schema = new Schema([
  new Field('id', new Int32(), false),
  new Field('document', new Int32(), false),
  new Field('start', new Int32(), false),
  new Field('end', new Int32(), false),
  new Field('text', new Utf8(), false),
  new Field('before', new Utf8(), false),
  new Field('place', new Utf8(), false),
  new Field('language', new Utf8(), false),
  new Field('terms', new Utf8(), false),
])
const columns = schema.fields.map((field) => field.name).filter((name) => name !== 'terms')

/** 4 million letters ≈ 5,000 passages. */
const RECENT_CHARS = 4_000_000

/** Passages' text and place, with LanceDB's full-text index over their terms. */
export class PassageTable {
  readonly #table: Table
  readonly #recent = new Recent<StoredPassage>(RECENT_CHARS, ({ text }) => text.length)
  #indexed: boolean
  #mails: Promise<readonly Mail[]> | null = null
  private constructor(table: Table, indexed: boolean) {
    this.#table = table
    this.#indexed = indexed
  }

  static async open(database: Connection): Promise<PassageTable> {
    const table = await openOrCreate(database, 'passages', schema)
    return new PassageTable(table, (await table.listIndices()).length > 0)
  }

  async add(passages: readonly StoredPassage[]): Promise<void> {
    if (passages.length === 0) return
    this.#mails = null
    await this.#table.add(
      makeArrowTable(
        passages.map((passage) => ({
          ...passage,
          // The store is UTF-8: a lone surrogate would change the text's length, U+FFFD does not.
          text: passage.text.toWellFormed(),
          place: JSON.stringify(passage.place),
          terms: passage.terms.toWellFormed(),
        })),
        { schema },
      ),
    )
    // An index made over no rows at all is refused; the first rows bring it.
    if (!this.#indexed) await this.#makeIndex()
  }

  /** Says anew what is known of passages, whose numbers and texts stay as they are. */
  async replace(passages: readonly StoredPassage[]): Promise<void> {
    if (passages.length === 0) return
    for (const { id } of passages) this.#recent.delete(id)
    await this.#table.delete(`id IN (${passages.map(({ id }) => id).join(',')})`)
    await this.add(passages)
  }

  async removeDocuments(documents: readonly number[]): Promise<void> {
    this.#mails = null
    if (documents.length > 0) await this.#table.delete(`document IN (${documents.join(',')})`)
  }

  /** BM25 over `terms`, best first: passages that hold any of them, or all; of all documents, or of some, or some passages alone. */
  async match(
    terms: string,
    count: number,
    {
      all = false,
      documents,
      ids,
    }: { readonly all?: boolean; readonly documents?: readonly number[]; readonly ids?: readonly number[] } = {},
  ): Promise<TextMatch[]> {
    if (terms.trim() === '' || !this.#indexed || documents?.length === 0 || ids?.length === 0) return []
    let query = this.#table
      .query()
      .fullTextSearch(new MatchQuery(terms, 'terms', { operator: all ? Operator.And : Operator.Or }))
      .select(['id', 'document', '_score'])
    if (documents) query = query.where(`document IN (${documents.join(',')})`)
    if (ids) query = query.where(`id IN (${ids.join(',')})`)
    const rows = await query.limit(count).toArray()
    return rows
      .map((row) => ({ id: row.id as number, document: row.document as number, bm25: row._score as number }))
      .sort((a, b) => b.bm25 - a.bm25 || a.id - b.id)
  }

  /** In any order; ids that are not stored are left out. */
  byIds(ids: readonly number[]): Promise<StoredPassage[]> {
    return this.#recent.through(ids, (missing) => this.#where(`id IN (${missing.join(',')})`))
  }

  /** In reading order, without their terms. */
  async ofDocument(document: number): Promise<StoredPassage[]> {
    return (await this.#where(`document = ${document}`)).sort((a, b) => a.start - b.start)
  }

  /** In reading order, whole. */
  async wholeDocument(document: number): Promise<StoredPassage[]> {
    return (await this.#where(`document = ${document}`, [...columns, 'terms'])).sort((a, b) => a.start - b.start)
  }

  /** The first passage of each of these documents, among those that `isWanted`. */
  async firstOf(
    documents: readonly number[],
    isWanted: (id: number, document: number) => boolean = () => true,
  ): Promise<StoredPassage[]> {
    if (documents.length === 0) return []
    const rows = await this.#table
      .query()
      .where(`document IN (${documents.join(',')})`)
      .select(['id', 'document', 'start'])
      .toArray()
    const first = new Map<number, { id: number; start: number }>()
    for (const { id, document, start } of rows) {
      if (isWanted(id, document) && start < (first.get(document)?.start ?? Infinity)) first.set(document, { id, start })
    }
    return this.byIds([...first.values()].map(({ id }) => id))
  }

  /** Ids of the passages written in one of these languages. */
  async inLanguages(languages: readonly string[]): Promise<Set<number>> {
    const tags = languages.filter((tag) => /^[a-z]{2,3}$/u.test(tag)).map((tag) => `'${tag}'`)
    if (tags.length === 0) return new Set()
    const rows = await this.#table
      .query()
      .where(`language IN (${tags.join(',')})`)
      .select(['id'])
      .toArray()
    return new Set(rows.map(({ id }) => id as number))
  }

  /** Every message, with the passages that are of it. Read once, and again after anything was added or removed. */
  mails(): Promise<readonly Mail[]> {
    this.#mails ??= this.#readMails()
    return this.#mails
  }

  async #readMails(): Promise<readonly Mail[]> {
    const rows = await this.#table.query().where(`place LIKE '%"mail":{%'`).select(['id', 'document', 'place']).toArray()
    // The passages of one message have the same place, but for headings.
    const mails = new Map<string, { mail: MailPlace; passages: number[]; documents: Set<number> }>()
    for (const { id, document, place } of rows) {
      const { mail } = JSON.parse(place as string) as Place
      if (!mail) continue // A heading that looks like one.
      const key = JSON.stringify(mail)
      const known = mails.get(key) ?? { mail, passages: [], documents: new Set() }
      mails.set(key, known)
      known.passages.push(id as number)
      known.documents.add(document as number)
    }
    return [...mails.values()]
  }

  /** Id and document of every passage. */
  async all(): Promise<{ id: number; document: number }[]> {
    const rows = await this.#table.query().select(['id', 'document']).toArray()
    return rows.map((row) => ({ id: row.id as number, document: row.document as number }))
  }

  /**
   * Should LanceDB fail to bring the full-text index up to date, it is made anew: the rows themselves are whole. Answers whether
   * a copy of what was rewritten can go in a later round.
   */
  async tidy(round: Round): Promise<boolean> {
    try {
      return await tidy(this.#table, round)
    } catch (error) {
      if (!this.#indexed || !String(error).includes('lance error')) throw error
      console.warn(`The full-text index is made anew: ${String(error).slice(0, 300)}`)
      await this.#makeIndex()
      return true
    }
  }

  /** Without positions, of which phrases would be found: merging them loses rows (seen with 19,000 passages). */
  async #makeIndex(): Promise<void> {
    const config = Index.fts({
      baseTokenizer: 'icu' as 'simple', // Known to the native side, missing in its types.
      withPosition: false,
      stem: false,
      removeStopWords: false,
      asciiFolding: false,
      lowercase: true,
      maxTokenLength: 64,
    })
    await this.#table.createIndex('terms', { config, replace: true })
    this.#indexed = true
  }

  bytes = (): Promise<number> => bytesOf(this.#table)

  async #where(filter: string, names = columns): Promise<StoredPassage[]> {
    const rows = await this.#table.query().where(filter).select(names).toArray()
    return rows.map((row) => ({
      id: row.id,
      document: row.document,
      start: row.start,
      end: row.end,
      text: row.text,
      before: row.before,
      place: JSON.parse(row.place),
      language: row.language,
      terms: row.terms ?? '',
    }))
  }
}
