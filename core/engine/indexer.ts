import type { FailureCode } from '../contract/engine.ts'
import type { Ledger, LedgerEntry } from '../files/ledger.ts'
import type { Plan } from '../files/plan.ts'
import type { SourceFile } from '../files/source.ts'
import { busy } from '../index/lance.ts'
import type { StoredPassage } from '../index/passages.ts'
import type { Extractor, Failure, PreparedPassage } from '../text/extraction.ts'
import { failed } from '../text/failure.ts'
import { READERS } from '../text/readers.ts'
import { writeRanges } from '../text/recognized.ts'
import { ahead } from './ahead.ts'
import { type Filled, Filler } from './fill.ts'
import type { Library, Vectors } from './library.ts'
import { Moves } from './moves.ts'
import { type Reading, readFile } from './read.ts'
import type { Recognitions } from './recognitions.ts'
import type { Counters } from './repair.ts'

export interface IndexerOptions {
  readonly library: Library
  readonly ledger: Ledger
  readonly extractor: Extractor
  readonly counters: Counters
  /** At which of these paths nothing stands, although their disks are there. */
  readonly gone: (paths: readonly string[]) => Promise<ReadonlySet<string>>
  /** Whether a file may be downloaded to be read. */
  readonly mayDownload: (path: string) => boolean
  readonly recognitions: Recognitions
}

export interface Progress {
  readonly done: number
  readonly total: number
  readonly file: string
}

export interface Applying {
  readonly signal: AbortSignal
  /** Whether it is the rest of a plan that yielded. */
  readonly continues: boolean
  readonly onProgress: (progress: Progress) => void
  /** Whether to stop: something more urgent waits, or indexing is held. */
  readonly yields: () => boolean
  /** Whether what is gone may yet be seen in another folder. */
  readonly mayAppear: () => boolean
}

/** What a plan asked for and was not done. */
export interface Rest {
  readonly files: readonly SourceFile[]
  /** What is gone, but may have moved to a place that was not looked at or read yet. */
  readonly gone: readonly LedgerEntry[]
}

/** Files read ahead of the tables, so that reading goes on while they are written: as many as that takes of small ones (100 ms). */
const READ_AHEAD = 64
/** Bytes of these files together, whose text is held in memory. */
const READ_AHEAD_BYTES = 8 << 20
/** Passages written at once: 512 × 1.5 KB, with their terms, are about 2 MB. */
const BATCH = 512
/** Full-text search reads passages that its index does not cover yet one by one: 500 ms for 18,000, 100 ms for this many. */
const UNINDEXED = 4_096
/** A batch is written after this long even when it is small, so that what is read can be found. */
const BATCH_MS = 3_000

type ReadText = Extract<Reading, { kind: 'text' }>

/** Takes plans to the ledger and the tables. One plan at a time. */
export class Indexer {
  readonly #options: IndexerOptions
  /** Passages written since the full-text index was last brought up to date. */
  #unindexed = 0
  /** By content: files that cost their reader a process. The same content is not tried again, wherever it turns up. */
  readonly #poison = new Map<string, Failure>()
  /** Files that the plan under way has yet to read, and some that it has just read. */
  waiting: readonly SourceFile[] = []
  readonly #fillers = new Map<Vectors, Filler>()

  constructor(options: IndexerOptions) {
    this.#options = options
    for (const entry of options.ledger.entries().values())
      if (entry.state === 'failed' && isPoison(entry)) this.#poison.set(entry.hash, failed(entry.code, entry.message))
  }

  /**
   * Reads and stores the text of what the plan asks for, and forgets what is gone. From then on words find it; `fill` gives it
   * the vectors by which meaning finds it.
   *
   * Answers with what it did not come to, because it yielded.
   *
   * Killed at any moment it loses at most the files of the batch in flight: rows are written before the ledger says so, and
   * `repair` throws away rows that the ledger does not know.
   */
  async apply(plan: Plan, { signal, continues, onProgress, yields, mayAppear }: Applying): Promise<Rest> {
    const { ledger } = this.#options
    for (const { from, to } of plan.moved) {
      ledger.delete(from.path)
      ledger.set({ ...from, ...to })
    }
    // What may have moved to another folder or disk is forgotten last, so that its vectors go with it.
    const sizes = new Set(plan.read.map(({ size }) => size))
    const mayMove: LedgerEntry[] = []
    const removed: LedgerEntry[] = []
    const movable = plan.removed.filter(({ size }) => sizes.has(size) || mayAppear())
    const gone = await this.#options.gone(movable.map(({ path }) => path))
    for (const entry of plan.removed) (gone.has(entry.path) ? mayMove : removed).push(entry)
    await this.#forget(removed)
    if (!continues) for (const filler of await this.#open()) filler.begin()

    this.waiting = plan.read
    const moves = new Moves(ledger.entries(), this.#options.gone)
    const batch = new Batch()
    let done = 0
    let flushed = performance.now()
    const files = yields() ? [] : plan.read
    for await (const reading of ahead(files, mayBegin, (file) => this.#read(file, moves, signal), signal)) {
      const { path } = reading.kind === 'same' ? reading.entry : reading.file
      if (reading.kind === 'text') await this.#number(reading, batch)
      else await this.#note(reading)
      if (batch.size >= BATCH || batch.age > BATCH_MS) await this.#write(batch)
      if (performance.now() - flushed > BATCH_MS) {
        await ledger.flush()
        flushed = performance.now()
      }
      onProgress({ done: ++done, total: plan.read.length, file: path })
      if (done < plan.read.length && yields()) break
    }
    await this.#write(batch)
    // As they are by now: some may have been encoded meanwhile, or be where another file moved to.
    const missed = mayMove.flatMap(({ path, inode }) => {
      const now = ledger.entries().get(path)
      return now?.inode === inode ? [now] : []
    })
    const whole = done === plan.read.length && !mayAppear()
    if (whole) await this.#forget(missed)
    await ledger.flush()
    this.waiting = []
    return { files: plan.read.slice(done), gone: whole ? [] : missed }
  }

  /** A person wants a content tried once more. */
  forgive(hash: string): void {
    this.#poison.delete(hash)
  }

  /** Encodes and stores the next batch of passages that `vectors` lacks, so that other work can come between. */
  async fill(vectors: Vectors, signal: AbortSignal): Promise<Filled> {
    const { library, ledger } = this.#options
    const filler = await this.#filler(vectors)
    return filler.next(this.#tokens(), vectors === library.serving ? ledger : null, signal)
  }

  /** Nothing is encoded until `fill` is called again. */
  rest(): void {
    for (const filler of this.#fillers.values()) filler.rest()
  }

  async #filler(vectors: Vectors): Promise<Filler> {
    const known = this.#fillers.get(vectors)
    if (known) return known
    const filler = await Filler.open(vectors, this.#options.library.passages)
    this.#fillers.set(vectors, filler)
    return filler
  }

  /** Those of the vectors in use; the ones of vectors that were given up are forgotten. */
  async #open(): Promise<Filler[]> {
    const { serving, building } = this.#options.library
    for (const vectors of this.#fillers.keys()) if (vectors !== serving && vectors !== building) this.#fillers.delete(vectors)
    return Promise.all([serving, building].flatMap((vectors) => (vectors ? [this.#filler(vectors)] : [])))
  }

  async #read(file: SourceFile, moves: Moves, signal: AbortSignal): Promise<Reading> {
    const { ledger, library } = this.#options
    const { largest } = library.remembered
    // A ledger entry may be given for a file, and says more of it, which has passed by now.
    const { path, size, modified, inode } = file
    return readFile(
      { path, size, modified, inode },
      ledger.entries().get(path),
      { ...this.#options, moves, largest, poison: this.#poison },
      signal,
    )
  }

  async #number(reading: ReadText, batch: Batch): Promise<void> {
    const { counters, ledger, library } = this.#options
    const before = ledger.entries().get(reading.file.path)
    if (before?.state === 'indexed' && before.hash === reading.hash) {
      const stored = await library.passages.wholeDocument(before.document)
      if (isSameText(stored, reading.passages)) return batch.renew(reading, before, stored)
    }
    const document = counters.document++
    const passages = reading.passages.map((passage): StoredPassage => ({ ...passage, id: counters.passage++, document }))
    batch.add(reading, document, passages)
  }

  /** A file without text of its own: the ledger says why, and what an earlier reading left is forgotten. */
  async #note(reading: Exclude<Reading, ReadText>): Promise<void> {
    const { ledger } = this.#options
    if (reading.kind === 'gone') return
    if (reading.kind === 'same') {
      const { entry, movedFrom } = reading
      const now = ledger.entries().get((movedFrom ?? entry).path)
      if (movedFrom) ledger.delete(movedFrom.path)
      // It may have been encoded since it was looked at.
      const encoded = entry.state === 'indexed' && now?.state === 'indexed' && now.document === entry.document
      return ledger.set(encoded ? { ...entry, tokens: now.tokens } : entry)
    }
    const before = ledger.entries().get(reading.file.path)
    const { file, hash, code, message } = reading
    if (isPoison(reading)) this.#poison.set(hash, failed(code, message))
    ledger.set({ ...file, state: 'failed', hash, code, message, readers: READERS, ...scansOf(reading) })
    if (before) await this.#purge([before])
  }

  /** Rows first, then the ledger, then the rows of what the files held before. */
  async #write(batch: Batch): Promise<void> {
    if (batch.entries.length === 0) return
    const { ledger, library } = this.#options
    const { entries, passages, renewed } = batch.take()
    await library.passages.replace(renewed)
    await library.passages.add(passages)
    const before = entries.flatMap(({ path, document }) => {
      const known = ledger.entries().get(path)
      return known && !(known.state === 'indexed' && known.document === document) ? known : []
    })
    for (const entry of entries) ledger.set(entry)
    await this.#purge(before)
    for (const filler of await this.#open()) filler.add(passages)
    this.#unindexed += passages.length + renewed.length
    if (this.#unindexed >= UNINDEXED) {
      await library.passages.tidy(busy)
      this.#unindexed = 0
    }
  }

  async #forget(entries: readonly LedgerEntry[]): Promise<void> {
    for (const { path } of entries) this.#options.ledger.delete(path)
    await this.#purge(entries)
  }

  /** Once the ledger on disk no longer names their documents, their rows go. */
  async #purge(entries: readonly LedgerEntry[]): Promise<void> {
    const { ledger, library } = this.#options
    await ledger.flush()
    const documents = entries.flatMap((entry) => (entry.state === 'indexed' ? [entry.document] : []))
    if (documents.length === 0) return
    await library.passages.removeDocuments(documents)
    for (const filler of await this.#open()) await filler.removeDocuments(new Set(documents))
  }

  #tokens = (): number => tokensOf(this.#options.ledger.entries().values())
}

const mayBegin = (begun: readonly SourceFile[], next: SourceFile): boolean =>
  begun.length < READ_AHEAD && begun.reduce((sum, { size }) => sum + size, next.size) <= READ_AHEAD_BYTES

/** It cost its reader a process, and would again. */
const isPoison = ({ code, hash }: { readonly code: FailureCode; readonly hash: string }): boolean =>
  hash !== '' && (code === 'timeout' || code === 'out-of-memory' || code === 'crashed')

const scansOf = ({ scans, recognized }: Pick<Exclude<Reading, { kind: 'same' | 'gone' }>, 'scans' | 'recognized'>) =>
  scans ? { scans: { pages: writeRanges(scans), recognized } } : {}

export function tokensOf(entries: Iterable<LedgerEntry>): number {
  let sum = 0
  for (const entry of entries) if (entry.state === 'indexed') sum += entry.tokens
  return sum
}

type Indexed = Extract<LedgerEntry, { state: 'indexed' }>

const isSameText = (stored: readonly StoredPassage[], read: readonly PreparedPassage[]): boolean =>
  stored.length === read.length && stored.every(({ text }, i) => text === read[i]!.text.toWellFormed())

/** Whether all that is stored of two passages is the same. */
const isSame = (a: StoredPassage, b: StoredPassage): boolean =>
  (['start', 'end', 'before', 'language', 'terms'] as const).every((name) => a[name] === b[name]) &&
  JSON.stringify(a.place) === JSON.stringify(b.place)

/** Files read but not yet written. */
class Batch {
  entries: Indexed[] = []
  passages: StoredPassage[] = []
  /** Passages that are stored, and of which something else is to be said now. */
  renewed: StoredPassage[] = []
  #began = performance.now()

  get size(): number {
    return this.passages.length + this.renewed.length
  }
  get age(): number {
    return this.entries.length === 0 ? 0 : performance.now() - this.#began
  }

  /** The same text was read anew: its passages keep their numbers, and so their vectors. */
  renew({ file, passages, partial, ...reading }: ReadText, before: Indexed, stored: readonly StoredPassage[]): void {
    if (this.entries.length === 0) this.#began = performance.now()
    const { scans: _, ...known } = before
    this.entries.push({ ...known, ...file, partial, readers: READERS, ...scansOf(reading) })
    for (const [i, old] of stored.entries()) {
      const renewed = { ...passages[i]!, id: old.id, document: old.document, terms: passages[i]!.terms.toWellFormed() }
      if (!isSame(old, renewed)) this.renewed.push(renewed)
    }
  }

  add(reading: ReadText, document: number, passages: readonly StoredPassage[]): void {
    const { file, hash, textBytes, partial } = reading
    if (this.entries.length === 0) this.#began = performance.now()
    // Its tokens are counted when it is encoded.
    const counts = { passages: passages.length, tokens: 0, textBytes }
    this.entries.push({ ...file, state: 'indexed', document, hash, partial, readers: READERS, ...counts, ...scansOf(reading) })
    for (const passage of passages) this.passages.push(passage)
  }

  take(): Pick<Batch, 'entries' | 'passages' | 'renewed'> {
    const { entries, passages, renewed } = this
    this.entries = []
    this.passages = []
    this.renewed = []
    return { entries, passages, renewed }
  }
}
