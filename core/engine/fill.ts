import { cancelled } from '../contract/errors.ts'
import type { EncodedPassage } from '../encoder/vectors.ts'
import type { Ledger, LedgerEntry } from '../files/ledger.ts'
import type { PassageTable, StoredPassage } from '../index/passages.ts'
import type { Vectors } from './library.ts'
import { type WaitingPassage, WaitingPassages } from './waiting.ts'

/** Passages encoded and stored at once: 512 × 200 tokens × 128 dims × 4 bytes ≈ 52 MB. */
const BATCH = 512

/** A batch at the encoder. */
interface Encoding {
  readonly taken: readonly WaitingPassage[]
  readonly passages: readonly StoredPassage[]
  readonly encoded: Promise<EncodedPassage[]>
  readonly stop: AbortController
}

export interface Filled {
  /** Passages of this batch. */
  readonly encoded: number
  /** Passages that still wait. */
  readonly missing: number
  /** Documents some of whose passages still wait. */
  readonly documents: number
  /** One that was just worked on. */
  readonly document: number | null
}

/** Gives passages their vectors, a batch at a time; while one batch is stored, the next is being encoded. */
export class Filler {
  readonly #vectors: Vectors
  readonly #passages: PassageTable
  readonly #waiting: WaitingPassages
  #encoding: Encoding | null = null
  /** Tokens of documents that are encoded in part. */
  readonly #tokens = new Map<number, number>()

  private constructor(vectors: Vectors, passages: PassageTable, waiting: WaitingPassages) {
    this.#vectors = vectors
    this.#passages = passages
    this.#waiting = waiting
  }

  static async open(vectors: Vectors, passages: PassageTable): Promise<Filler> {
    const have = new Set(vectors.index.ids())
    const waiting = new WaitingPassages()
    waiting.add((await passages.all()).filter(({ id }) => !have.has(id)).sort((a, b) => a.id - b.id))
    return new Filler(vectors, passages, waiting)
  }

  /** What is added from now on is encoded before what waits already. */
  begin(): void {
    this.#waiting.begin()
  }

  add(passages: Iterable<WaitingPassage>): void {
    this.#waiting.add(passages)
  }

  async removeDocuments(documents: ReadonlySet<number>): Promise<void> {
    this.#waiting.removeDocuments(documents)
    for (const document of documents) this.#tokens.delete(document)
    await this.#vectors.index.removeDocuments(documents)
  }

  /**
   * Encodes and stores the next batch.
   * @param known tokens of the whole collection, as far as they are counted
   * @param ledger learns the tokens of each document once it is complete; null where it knows them from other vectors
   */
  async next(known: number, ledger: Ledger | null, signal: AbortSignal): Promise<Filled> {
    this.#encoding ??= await this.#begin()
    const encoding = this.#encoding
    if (!encoding) return this.#filled(0, null)
    const encoded = await Promise.race([encoding.encoded, aborted(signal)]).catch((error) => {
      this.rest()
      throw error
    })
    // This batch is stored now, whoever wants rest meanwhile.
    this.#encoding = null
    const stay = await this.#store(encoding, encoded, known, signal).catch((error) => {
      this.#waiting.restore(encoding.taken)
      throw error
    })
    this.#waiting.done(encoding.taken)
    for (const { document, encoded } of stay) this.#tokens.set(document, (this.#tokens.get(document) ?? 0) + encoded.vectors.rows)
    await this.#note(new Set(stay.map(({ document }) => document)), ledger)
    return this.#filled(stay.length, stay.at(-1)?.document ?? null)
  }

  /** Lets the encoder alone, which would go on with a batch for as long as a minute. */
  rest(): void {
    if (!this.#encoding) return
    this.#encoding.stop.abort()
    this.#waiting.restore(this.#encoding.taken)
    this.#encoding = null
  }

  /** Stores a batch while the next is being encoded; answers with what of it is still wanted. */
  async #store({ passages }: Encoding, encoded: readonly EncodedPassage[], known: number, signal: AbortSignal) {
    this.#encoding = await this.#begin()
    if (signal.aborted) this.rest()
    // A document may have gone while its passages were encoded.
    const stay = passages.flatMap(({ id, document }, i) =>
      this.#waiting.isComplete(document) ? [] : [{ id, document, encoded: encoded[i]! }],
    )
    const tokens = stay.reduce((sum, { encoded }) => sum + encoded.vectors.rows, 0)
    await this.#vectors.index.add(stay, known + tokens)
    return stay
  }

  async #begin(): Promise<Encoding | null> {
    const taken = this.#waiting.take(BATCH)
    if (taken.length === 0) return null
    const found = await this.#passages.byIds(taken.map(({ id }) => id)).catch((error) => {
      this.#waiting.restore(taken)
      throw error
    })
    const passages = found.sort((a, b) => a.id - b.id)
    const stop = new AbortController()
    const encoded = this.#vectors.encoder.encodePassages(
      passages.map(({ text }) => text),
      stop.signal,
    )
    // Waited for at the next call; until then it must not fail unheard.
    encoded.catch(() => {})
    return { taken, passages, encoded, stop }
  }

  /** Until all of a document has its vectors, the ledger says 0 tokens. */
  async #note(documents: ReadonlySet<number>, ledger: Ledger | null): Promise<void> {
    const complete = new Set([...documents].filter((document) => this.#waiting.isComplete(document)))
    for (const entry of ledger ? entriesOf(ledger.entries().values(), complete) : [])
      ledger?.set({ ...entry, tokens: this.#tokens.get(entry.document) ?? 0 })
    for (const document of complete) this.#tokens.delete(document)
    await ledger?.flush()
  }

  #filled(encoded: number, document: number | null): Filled {
    return { encoded, missing: this.#waiting.count, documents: this.#waiting.documents, document }
  }
}

type Indexed = Extract<LedgerEntry, { state: 'indexed' }>

function entriesOf(entries: Iterable<LedgerEntry>, documents: ReadonlySet<number>): Indexed[] {
  const found: Indexed[] = []
  for (const entry of entries) if (entry.state === 'indexed' && documents.has(entry.document)) found.push(entry)
  return found
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(cancelled())
    signal.addEventListener('abort', () => reject(cancelled()), { once: true })
  })
