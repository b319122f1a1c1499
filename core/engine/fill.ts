import { cancelled } from '../contract/errors.ts'
import type { EncodedPassage } from '../encoder/vectors.ts'
import type { Ledger, LedgerEntry } from '../files/ledger.ts'
import type { PassageTable } from '../index/passages.ts'
import type { NewVectors } from '../index/vectors.ts'
import type { Vectors } from './library.ts'
import { type WaitingPassage, WaitingPassages } from './waiting.ts'

/** Passages encoded at once, and the most that are kept until they are stored: 512 × 200 tokens × 128 dims × 4 bytes ≈ 52 MB. */
const BATCH = 512
const FIRST_BATCH = 64
/** A batch keeps the encoder this long, so that little is lost when someone wants quiet. */
const BATCH_MS = 3_000

/** So many tokens are worth storing at once; a codec whose buckets were fitted to fewer is fitted again when there are more. */
export const FEW_TOKENS = 32_768

/** Passages at the encoder. */
interface Encoding {
  readonly taken: readonly WaitingPassage[]
  /** Never rejects. */
  readonly ended: Promise<void>
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

/**
 * Gives passages their vectors, a batch at a time. The encoder works ahead: while one batch is stored, or text is read, the next
 * is being encoded. Only whoever calls stores; so nothing is stored beside another change to the tables.
 */
export class Filler {
  readonly #vectors: Vectors
  readonly #passages: PassageTable
  readonly #waiting: WaitingPassages
  #encoding: Encoding | null = null
  /** Batches that wait to be stored. */
  #encoded: NewVectors[][] = []
  /** What went wrong since the last call of `next`. */
  #failure: { readonly error: unknown } | null = null
  /** How many passages keep the encoder for `BATCH_MS`, as far as is known. */
  #size = FIRST_BATCH
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
    this.#encode()
    while (this.#encoding && !this.#isEnough) {
      await Promise.race([this.#encoding.ended, aborted(signal)]).catch((error) => {
        this.rest()
        throw error
      })
    }
    const failure = this.#failure
    this.#failure = null
    if (failure) throw failure.error
    return this.#store(known, ledger)
  }

  /**
   * The same between two pieces of other work, while more is still to be added: keeps the encoder busy and stores what it has done by
   * now, if that is enough. What goes wrong is told by `next`.
   */
  async along(known: number, ledger: Ledger | null): Promise<void> {
    this.#encode()
    if (!this.#isEnough || this.#failure) return
    await this.#store(known, ledger).catch((error) => {
      this.#failure = { error }
    })
  }

  /** Lets the encoder alone. */
  rest(): void {
    if (!this.#encoding) return
    this.#encoding.stop.abort()
    this.#waiting.restore(this.#encoding.taken)
    this.#encoding = null
  }

  get #isEnough(): boolean {
    const tokens = this.#encoded.flat().reduce((sum, { encoded }) => sum + encoded.vectors.rows, 0)
    return tokens >= FEW_TOKENS || this.#isFull
  }
  get #isFull(): boolean {
    return this.#encoded.reduce((sum, { length }) => sum + length, 0) >= BATCH
  }

  /** Keeps the encoder busy while there is room for what it makes. */
  #encode(): void {
    if (this.#encoding || this.#failure || this.#isFull) return
    const taken = this.#waiting.take(this.#size)
    if (taken.length === 0) return
    const stop = new AbortController()
    const ended = this.#vectorsOf(taken, stop.signal).then(
      (made) => {
        if (!stop.signal.aborted) this.#encoded.push(made)
      },
      (error) => {
        if (stop.signal.aborted) return
        this.#waiting.restore(taken)
        this.#failure = { error }
      },
    )
    this.#encoding = { taken, stop, ended: ended.then(() => this.#goOn(stop)) }
  }

  #goOn(ended: AbortController): void {
    if (this.#encoding?.stop !== ended) return
    this.#encoding = null
    this.#encode()
  }

  async #vectorsOf(taken: readonly WaitingPassage[], signal: AbortSignal): Promise<NewVectors[]> {
    const began = performance.now()
    const passages = (await this.#passages.byIds(taken.map(({ id }) => id))).sort((a, b) => a.id - b.id)
    const encoded: EncodedPassage[] = await this.#vectors.encoder.encodePassages(
      passages.map(({ text }) => text),
      signal,
    )
    const perMs = taken.length / (performance.now() - began)
    this.#size = Math.max(FIRST_BATCH, Math.min(BATCH, Math.round(perMs * BATCH_MS)))
    // Those that are being written anew just now, because more is known of them, are there in a moment.
    const found = new Set(passages.map(({ id }) => id))
    if (!signal.aborted) this.#waiting.restore(taken.filter(({ id }) => !found.has(id)))
    return passages.map(({ id, document }, i) => ({ id, document, encoded: encoded[i]! }))
  }

  /** Stores what is encoded while the encoder goes on. */
  async #store(known: number, ledger: Ledger | null): Promise<Filled> {
    const made = this.#encoded.splice(0).flat()
    this.#encode()
    // A document may have gone while its passages were encoded.
    const stay = made.filter(({ document }) => !this.#waiting.isComplete(document))
    const tokens = stay.reduce((sum, { encoded }) => sum + encoded.vectors.rows, 0)
    await this.#vectors.index.add(stay, known + tokens).catch((error) => {
      this.#waiting.restore(stay)
      throw error
    })
    this.#waiting.done(stay)
    for (const { document, encoded } of stay) this.#tokens.set(document, (this.#tokens.get(document) ?? 0) + encoded.vectors.rows)
    await this.#note(new Set(stay.map(({ document }) => document)), ledger)
    return {
      encoded: stay.length,
      missing: this.#waiting.count,
      documents: this.#waiting.documents,
      document: stay.at(-1)?.document ?? null,
    }
  }

  /** Until all of a document has its vectors, the ledger says 0 tokens. */
  async #note(documents: ReadonlySet<number>, ledger: Ledger | null): Promise<void> {
    const complete = new Set([...documents].filter((document) => this.#waiting.isComplete(document)))
    for (const entry of ledger ? entriesOf(ledger.entries().values(), complete) : [])
      ledger?.set({ ...entry, tokens: this.#tokens.get(entry.document) ?? 0 })
    for (const document of complete) this.#tokens.delete(document)
    await ledger?.flush()
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
