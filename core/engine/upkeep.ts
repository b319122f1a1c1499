import { rm } from 'node:fs/promises'
import type { Activity } from '../contract/engine.ts'
import type { Ledger } from '../files/ledger.ts'
import { alone, busy, calm } from '../index/lance.ts'
import type { Filled } from './fill.ts'
import type { Indexer } from './indexer.ts'
import type { Jobs } from './jobs.ts'
import {
  dropOtherVectors,
  fileOf,
  generationOf,
  isMadeBy,
  type Library,
  openVectors,
  remember,
  vectorsFolder,
} from './library.ts'
import { Rate } from './rate.ts'

export interface Collection {
  readonly library: Library
  readonly ledger: Ledger
  readonly indexer: Indexer
  readonly jobs: Jobs
  /** Nobody else reads the tables: what is old may go at once. */
  readonly quiet: boolean
  size(): { readonly passages: number; readonly tokens: number }
  /** Resolves when the searches that run now have read their vectors. */
  read(): Promise<unknown>
  onActivity(activity: Activity): void
  /** Another encoder was opened. */
  onOpened(): void
}

/** Buckets fitted to fewer tokens than this are fitted again once the collection is four times as large. */
const FEW_TOKENS = 32_768
/** Twice as long as a search may read an old version of a table. */
const LAST_TIDY_MS = 20_000

/** How far passages are that wait for vectors, and how quickly they go. */
class Course {
  readonly #rate = new Rate()
  #total = 0
  #encoded = 0

  constructor() {
    this.#rate.mark(0)
  }

  /** @param missing passages that still wait, after `encoded` more of them went; others may have come */
  mark({ missing, encoded }: Filled, total = 0) {
    this.#total = Math.max(this.#total, missing + encoded, total)
    this.#encoded += encoded
    this.#rate.mark(this.#encoded)
    const { perSecond } = this.#rate
    return {
      done: this.#total - missing,
      total: this.#total,
      passagesPerSecond: perSecond,
      secondsLeft: perSecond > 0 ? Math.round(missing / perSecond) : null,
    }
  }
}

/** Keeps the vectors complete, of the encoder and size that the settings ask for, and the tables compact: a batch at a time. */
export class Upkeep implements Disposable {
  readonly #collection: Collection
  /** How far the passages that wait for vectors are, while there are any. */
  #filling: Course | null = null
  /** The same for those of vectors that are made beside the serving ones. */
  #rebuilding: Course | null = null
  #lastTidy: NodeJS.Timeout | undefined
  #disposed = false

  constructor(collection: Collection) {
    this.#collection = collection
  }

  /** One batch of vectors; what a person waits for comes between. */
  async fill(signal: AbortSignal): Promise<void> {
    const { library, ledger, indexer, jobs, onActivity } = this.#collection
    this.#filling ??= new Course()
    const course = this.#filling
    const filled = await indexer.fill(library.serving, signal)
    const { missing, documents, document } = filled
    if (missing === 0) {
      this.#filling = null
      if (this.#outgrown()) jobs.add({ kind: 'rebuild' })
      return
    }
    const entry = document === null ? undefined : fileOf(ledger.entries(), document)
    onActivity({ kind: 'encoding', ...course.mark(filled), filesLeft: documents, file: entry?.path ?? '' })
    jobs.add({ kind: 'fill' })
  }

  /** One batch of the vectors that the settings ask for; when they are complete, they serve and the old ones go. */
  async rebuild(signal: AbortSignal): Promise<void> {
    const { library, indexer, jobs, quiet, size, read, onActivity, onOpened } = this.#collection
    const { model, dim, pooling } = library.remembered
    const made = { model, dim, pooling }
    const asked = isMadeBy(library.serving, made)
    if (library.building && !isMadeBy(library.building, made)) await this.#abandon(library.building.name)
    if (asked && !library.building && !this.#outgrown()) return this.#keepServing()

    if (!library.building) {
      const generation = asked ? generationOf(library.serving.name) + 1 : 0
      library.building = await openVectors(library, { ...made, generation })
      onOpened()
    }
    this.#rebuilding ??= new Course()
    const course = this.#rebuilding
    const filled = await indexer.fill(library.building, signal)
    const { missing } = filled
    onActivity({ kind: 'rebuilding', ...course.mark(filled, size().passages), model, dim })
    if (missing > 0) return jobs.add({ kind: 'rebuild' })
    this.#rebuilding = null

    const old = library.serving
    library.serving = library.building
    library.building = null
    await read()
    await old[Symbol.asyncDispose]()
    await this.#keepServing()
    jobs.add({ kind: 'tidy', last: quiet })
  }

  /** Versions that searches may still be reading go a little later, in a last round; what that one rewrites, in another. */
  async tidy(last: boolean): Promise<void> {
    const { library, jobs, quiet } = this.#collection
    const round = !last ? busy : quiet ? alone : calm
    const words = await library.passages.tidy(round)
    const vectors = await library.serving.index.tidy(round)
    clearTimeout(this.#lastTidy)
    if ((!last || words || vectors) && !this.#disposed)
      this.#lastTidy = setTimeout(() => jobs.add({ kind: 'tidy', last: true }), LAST_TIDY_MS)
  }

  async #abandon(name: string): Promise<void> {
    const { library } = this.#collection
    await library.building?.[Symbol.asyncDispose]()
    library.building = null
    this.#rebuilding = null
    await rm(vectorsFolder(library.data, name), { recursive: true, force: true })
  }

  async #keepServing(): Promise<void> {
    const { library } = this.#collection
    const { name } = library.serving
    if (library.remembered.serving !== name) await remember(library, { serving: name })
    await dropOtherVectors(library.data, [name])
  }

  #outgrown(): boolean {
    const { library, size } = this.#collection
    const { trainedOn } = library.serving.index
    return trainedOn > 0 && trainedOn < FEW_TOKENS && size().tokens > 4 * trainedOn
  }

  [Symbol.dispose](): void {
    this.#disposed = true
    clearTimeout(this.#lastTidy)
  }
}
