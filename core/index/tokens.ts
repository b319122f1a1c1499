import { type Connection, makeArrowTable, type Table } from '@lancedb/lancedb'
import { Binary, Field, Int32, Schema } from 'apache-arrow'
import { type Codes, centroidSet } from './codec.ts'
import { bytesOf, openOrCreate, type Round, tidySeldom } from './lance.ts'
import { Recent } from './recent.ts'

/** The codes of one passage and the text each row stands for. */
export interface StoredTokens {
  readonly id: number
  readonly document: number
  readonly codes: Codes
  /** UTF-16 range of each token in the passage's text; -1, -1 for markers. [tokens × 2] */
  readonly spans: Int32Array
  /** The row that stands for each token; left out where every token has its own. [tokens] */
  readonly pool?: Int32Array
}

const schema = new Schema([
  new Field('id', new Int32(), false),
  new Field('document', new Int32(), false),
  new Field('set', new Binary(), false),
  new Field('centroids', new Binary(), false),
  new Field('residuals', new Binary(), false),
  new Field('spans', new Binary(), false),
])

/**
 * Passages of one shard. `optimize` rewrites a whole fragment of under a million rows, so one table would rewrite gigabytes for
 * each new file: 65,536 passages × 7 KB ≈ 450 MB is the most it touches.
 */
const SHARD = 65_536

/** 64 MB ≈ 5,000 passages of 150 tokens at 128 dims. */
const RECENT_BYTES = 64 << 20

/** Codes of all passages of one encoder, in shards by id. */
export class TokenTables {
  readonly #database: Connection
  readonly #shards: Map<number, Table>
  /** Row id of each passage: what `takeRowIds` fetches by, 4.3 ms for 200 against 7.0 by filter. */
  readonly #rows = new Map<number, { shard: number; row: bigint; document: number }>()

  readonly #recent = new Recent<StoredTokens>(
    RECENT_BYTES,
    ({ codes, spans }) => codes.residuals.length + codes.centroids.byteLength + spans.byteLength,
  )

  private constructor(database: Connection, shards: Map<number, Table>) {
    this.#database = database
    this.#shards = shards
  }

  /** Calls `each` with the centroid set of every passage that is stored. */
  static async open(database: Connection, each: (id: number, set: Uint16Array) => void): Promise<TokenTables> {
    const shards = new Map<number, Table>()
    for (const name of await database.tableNames()) {
      if (name.startsWith('tokens_')) shards.set(Number(name.slice('tokens_'.length)), await database.openTable(name))
    }
    const tables = new TokenTables(database, shards)
    for (const shard of [...shards.keys()].sort((a, b) => a - b)) {
      for (const [id, set] of await tables.#register(shard, '')) each(id, set)
    }
    return tables
  }

  ids(): IterableIterator<number> {
    return this.#rows.keys()
  }
  documentOf(id: number): number | undefined {
    return this.#rows.get(id)?.document
  }

  /** Ids must be new. Answers with each passage's centroid set. */
  async add(tokens: readonly StoredTokens[]): Promise<(readonly [id: number, set: Uint16Array])[]> {
    const added: (readonly [number, Uint16Array])[] = []
    for (const [shard, members] of Map.groupBy(tokens, ({ id }) => Math.floor(id / SHARD))) {
      let table = this.#shards.get(shard)
      if (!table) {
        table = await openOrCreate(this.#database, `tokens_${shard}`, schema)
        this.#shards.set(shard, table)
      }
      await table.add(
        makeArrowTable(
          members.map(({ id, document, codes, spans, pool }) => ({
            id,
            document,
            set: bytes(centroidSet(codes)),
            centroids: bytes(codes.centroids),
            residuals: codes.residuals,
            spans: bytes(packSpans(spans, pool)),
          })),
          { schema },
        ),
      )
      const ids = members.map(({ id }) => id)
      const least = ids.reduce((a, b) => Math.min(a, b))
      const most = ids.reduce((a, b) => Math.max(a, b))
      added.push(...(await this.#register(shard, `id >= ${least} AND id <= ${most}`)))
    }
    return added
  }

  async removeDocuments(documents: ReadonlySet<number>): Promise<number[]> {
    const removed = [...this.#rows].filter(([, { document }]) => documents.has(document))
    for (const [shard, members] of Map.groupBy(removed, ([, { shard }]) => shard)) {
      await this.#shards
        .get(shard)!
        .delete(`document IN (${[...new Set(members.map(([, { document }]) => document))].join(',')})`)
    }
    for (const [id] of removed) {
      this.#rows.delete(id)
      this.#recent.delete(id)
    }
    return removed.map(([id]) => id)
  }

  /** In any order; ids that are not stored are left out. */
  byIds(ids: readonly number[]): Promise<StoredTokens[]> {
    return this.#recent.through(ids, (missing) => this.#read(missing))
  }

  async #read(ids: readonly number[]): Promise<StoredTokens[]> {
    const known = ids.flatMap((id) => this.#rows.get(id) ?? [])
    const parts = await Promise.all(
      [...Map.groupBy(known, ({ shard }) => shard)].map(([shard, rows]) =>
        this.#shards
          .get(shard)!
          .takeRowIds(rows.map(({ row }) => row))
          .select(['id', 'document', 'centroids', 'residuals', 'spans'])
          .toArrow(),
      ),
    )
    return parts.flatMap((part) =>
      part.toArray().map((row) => {
        const centroids = u16(row.centroids)
        return {
          id: row.id as number,
          document: row.document as number,
          codes: { rows: centroids.length, centroids, residuals: (row.residuals as Uint8Array).slice() },
          ...unpackSpans(u16(row.spans), centroids.length),
        }
      }),
    )
  }

  /** Answers whether a copy of what was rewritten can go in a later round. */
  async tidy(round: Round): Promise<boolean> {
    let left = false
    for (const table of this.#shards.values()) left = (await tidySeldom(table, round)) || left
    return left
  }

  async bytes(): Promise<number> {
    let sum = 0
    for (const table of this.#shards.values()) sum += await bytesOf(table)
    return sum
  }

  async #register(shard: number, filter: string): Promise<(readonly [number, Uint16Array])[]> {
    let query = this.#shards.get(shard)!.query().select(['id', 'document', 'set']).withRowId()
    if (filter !== '') query = query.where(filter)
    const found = (await query.toArray()).filter((row) => !this.#rows.has(row.id))
    return found.map((row) => {
      this.#rows.set(row.id, { shard, row: BigInt(row._rowid), document: row.document })
      return [row.id as number, u16(row.set)] as const
    })
  }
}

const bytes = (values: Uint16Array): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)

/** Arrow's bytes start anywhere; a u16 view must start at an even address. */
const u16 = (values: Uint8Array): Uint16Array => new Uint16Array(values.slice().buffer)

/**
 * A passage is at most a few thousand UTF-16 units long, so u16 serves; 65,535 stands for a marker. The rows of pooled tokens
 * follow their spans. [tokens × 2], or [tokens × 3]
 */
function packSpans(spans: Int32Array, pool?: Int32Array): Uint16Array {
  const packed = new Uint16Array(spans.length + (pool?.length ?? 0))
  packed.set(spans.map((at) => (at < 0 ? 0xffff : Math.min(at, 0xfffe))))
  if (pool) packed.set(pool, spans.length)
  return packed
}

/** Pooled tokens are more than rows: more numbers than two a row tell that there is a pool map. */
function unpackSpans(packed: Uint16Array, rows: number): Pick<StoredTokens, 'spans' | 'pool'> {
  const tokens = packed.length === 2 * rows ? rows : packed.length / 3
  const spans = Int32Array.from(packed.subarray(0, 2 * tokens), (at) => (at === 0xffff ? -1 : at))
  return packed.length === 2 * rows ? { spans } : { spans, pool: Int32Array.from(packed.subarray(2 * tokens)) }
}
