import { type Connection, makeArrowTable, type Table } from '@lancedb/lancedb'
import { Binary, Field, Int32, Schema } from 'apache-arrow'
import type { EncodedPassage, TokenVectors } from '../encoder/vectors.ts'
import type { Codec, Codes } from './codec.ts'
import { Compressor } from './compress.ts'
import { bytesOf, openDatabase, openOrCreate, type Round, tidySeldom } from './lance.ts'
import { Aligner, type Alignment } from './maxsim.ts'
import { type Candidate, CandidateScan } from './scan.ts'
import { TokenTables } from './tokens.ts'

export interface NewVectors {
  readonly id: number
  readonly document: number
  readonly encoded: EncodedPassage
}

export interface AlignedPassage {
  readonly id: number
  readonly document: number
  readonly alignment: Alignment
  /** UTF-16 range of each token in the passage's text; -1, -1 for markers. [tokens × 2] */
  readonly spans: Int32Array
  /** The row that stands for each token; left out where every token has its own. [tokens] */
  readonly pool?: Int32Array
}

/** One row per training: the first brings buckets and centroids, later ones only further centroids. */
const schema = new Schema([
  new Field('part', new Int32(), false),
  new Field('dim', new Int32(), false),
  new Field('bits', new Int32(), false),
  new Field('tokens', new Int32(), false),
  new Field('weights', new Binary(), false),
  new Field('centroids', new Binary(), false),
])

/**
 * 4 bits a dimension: 64 dims take 34 bytes a token and keep .894 of exact MaxSim's top ten; 2 bits take 18 and keep .706
 * (synthetic vectors).
 */
const BITS = 4

/** All token vectors of one encoder and size: the codec, the codes and the scan over their centroids. */
export class VectorIndex implements AsyncDisposable {
  readonly #codecTable: Table
  readonly #tokens: TokenTables
  readonly #scan: CandidateScan
  readonly #compressor: Compressor
  #codec: Codec | null = null
  #aligner: Aligner | null = null
  #parts: number
  /** Tokens the buckets were fitted to; 0 before the first training. */
  #trainedOn: number

  private constructor(codecTable: Table, tokens: TokenTables, scan: CandidateScan, parts: readonly CodecRow[]) {
    this.#codecTable = codecTable
    this.#tokens = tokens
    this.#scan = scan
    const codec = joinCodec(parts)
    if (codec) this.#adopt(codec)
    this.#compressor = new Compressor({ codec, bits: BITS })
    this.#parts = parts.length
    this.#trainedOn = parts[0]?.tokens ?? 0
  }

  static async open(folder: string): Promise<VectorIndex> {
    const database: Connection = await openDatabase(folder)
    const codecTable = await openOrCreate(database, 'codec', schema)
    const parts = (await codecTable.query().toArray()).map((row) => row.toJSON() as CodecRow).sort((a, b) => a.part - b.part)
    const scan = new CandidateScan()
    const tokens = await TokenTables.open(database, (id, set) => scan.add(id, set))
    return new VectorIndex(codecTable, tokens, scan, parts)
  }

  ids(): IterableIterator<number> {
    return this.#tokens.ids()
  }
  documentOf(id: number): number | undefined {
    return this.#tokens.documentOf(id)
  }
  get trainedOn(): number {
    return this.#trainedOn
  }

  /** Compresses and stores; searchable when it returns. Takes the vectors' memory over. `tokens`: how many the index holds with these. */
  async add(passages: readonly NewVectors[], tokens: number): Promise<void> {
    if (passages.length === 0) return
    const { codes, codec } = await this.#compressor.compress({ vectors: passages.map(({ encoded }) => encoded.vectors), tokens })
    if (codec) await this.#learn(codec, codes.rows)
    let from = 0
    const added = await this.#tokens.add(
      passages.map(({ id, document, encoded }) => {
        const rows = encoded.vectors.rows
        const own = rowsOfCodes(codes, from, rows)
        from += rows
        return { id, document, codes: own, spans: encoded.spans, ...(encoded.pool && { pool: encoded.pool }) }
      }),
    )
    for (const [id, set] of added) this.#scan.add(id, set)
  }

  async removeDocuments(documents: ReadonlySet<number>): Promise<void> {
    for (const id of await this.#tokens.removeDocuments(documents)) this.#scan.remove(id)
  }

  /** The passages whose centroids answer the query best, over all that are stored and `allowed`. */
  candidates(query: TokenVectors, count: number, allowed?: (id: number, document: number) => boolean): Candidate[] {
    if (!this.#codec) return []
    return this.#scan.top(query, count, allowed && ((id) => allowed(id, this.#tokens.documentOf(id)!)))
  }

  /** Exact MaxSim over decoded codes; ids that are not stored are left out. */
  async align(query: TokenVectors, ids: readonly number[]): Promise<AlignedPassage[]> {
    if (!this.#aligner) return []
    const stored = await this.#tokens.byIds(ids)
    const alignments = this.#aligner.align(
      query,
      stored.map(({ codes }) => codes),
    )
    return stored.map(({ codes, ...tokens }, i) => ({ ...tokens, alignment: alignments[i]! }))
  }

  [Symbol.asyncDispose] = () => this.#compressor[Symbol.asyncDispose]()

  /**
   * The codec too: it is a row a batch, and each version of a table names all fragments before it (4,000 batches: a gigabyte).
   * Answers whether a copy of what was rewritten can go in a later round.
   */
  async tidy(round: Round): Promise<boolean> {
    const left = await this.#tokens.tidy(round)
    return (await tidySeldom(this.#codecTable, round)) || left
  }
  async bytes(): Promise<number> {
    return (await this.#tokens.bytes()) + (await bytesOf(this.#codecTable))
  }

  /** Keeps what a codec has beyond the one before; `rows`: how many vectors it learnt that from. */
  async #learn(codec: Codec, rows: number): Promise<void> {
    const before = this.#codec
    const row: CodecRow = {
      part: this.#parts,
      dim: codec.dim,
      bits: codec.bits,
      tokens: rows,
      weights: floatBytes(before ? new Float32Array() : codec.weights),
      centroids: floatBytes(codec.centroids.subarray(before?.centroids.length ?? 0)),
    }
    await this.#codecTable.add(makeArrowTable([{ ...row }], { schema }))
    if (!before) this.#trainedOn = rows
    this.#parts++
    this.#compressor.kept(codec)
    this.#adopt(codec)
  }

  #adopt(codec: Codec): void {
    this.#codec = codec
    this.#aligner = new Aligner(codec)
    this.#scan.takeCentroids(codec.centroids, codec.dim)
  }
}

interface CodecRow {
  readonly part: number
  readonly dim: number
  readonly bits: number
  readonly tokens: number
  readonly weights: Uint8Array
  readonly centroids: Uint8Array
}

function joinCodec(parts: readonly CodecRow[]): Codec | null {
  const [first] = parts
  if (!first) return null
  const centroids = floats(Buffer.concat(parts.map((part) => part.centroids)))
  return { dim: first.dim, bits: first.bits as Codec['bits'], centroids, weights: floats(first.weights) }
}

function rowsOfCodes(codes: Codes, from: number, rows: number): Codes {
  const width = codes.residuals.length / codes.rows
  return {
    rows,
    centroids: codes.centroids.subarray(from, from + rows),
    residuals: codes.residuals.subarray(from * width, (from + rows) * width),
  }
}

const floatBytes = (values: Float32Array): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
const floats = (values: Uint8Array): Float32Array => new Float32Array(Uint8Array.from(values).buffer)
