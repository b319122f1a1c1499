import type {
  DocumentText,
  Engine,
  Explanation,
  FileFailure,
  Folder,
  Installation,
  Original,
  SearchInput,
  SearchMode,
  Settings,
  Status,
} from '../contract/engine.ts'
import { cancelled, EngineError } from '../contract/errors.ts'
import type { Estimate } from '../contract/estimate.ts'
import type { Coverages, LedgerPage, LedgerQuery } from '../contract/ledger.ts'
import type { Recall } from '../contract/recall.ts'
import { type Added, addToFolders, covers, realFolder } from '../files/folders.ts'
import type { Ledger, LedgerEntry } from '../files/ledger.ts'
import { evidence } from '../search/evidence.ts'
import { search } from '../search/search.ts'
import type { Extractor } from '../text/extraction.ts'
import type { Recognizer } from '../text/isolate.ts'
import { Broadcast } from './broadcast.ts'
import { EncoderDevices } from './devices.ts'
import { listDirectory } from './directory.ts'
import { encoderRate, estimate } from './estimate.ts'
import { explain } from './explain.ts'
import { Indexer } from './indexer.ts'
import { Jobs } from './jobs.ts'
import { installedModel, type Library, remember, searchable } from './library.ts'
import { type Hold, Manners, type Power } from './manners.ts'
import { type InstallInput, install, listModels, remove } from './models.ts'
import { type NamedFile, namesFor } from './names.ts'
import { original } from './original.ts'
import { coverages, ledgerPage } from './overview.ts'
import { recall } from './recall.ts'
import { Recognition, scanSentence } from './recognition.ts'
import type { Recognitions } from './recognitions.ts'
import { reconcile } from './reconcile.ts'
import { Renewal } from './renewal.ts'
import type { Counters } from './repair.ts'
import { Report } from './report.ts'
import { publicSettings } from './settings.ts'
import { suggestions } from './suggestions.ts'
import { lackOf } from './tally.ts'
import { Upkeep } from './upkeep.ts'
import { WatchedFolders } from './watched-folders.ts'
import { Work } from './work.ts'

export interface Writing {
  readonly library: Library
  readonly ledger: Ledger
  readonly extractor: Extractor
  readonly recognizer: Recognizer
  readonly recognitions: Recognitions
  readonly counters: Counters
  /** Whether folders are watched, or scanned only when asked. */
  readonly watch: boolean
  /** What to close in the end: the extractor, the vectors that serve then, the ledger, the lock. */
  readonly opened: AsyncDisposableStack
}

/** Files below some folders: read since the engine was opened, known before, and those without text, as they stand now. */
export interface FileCounts {
  readonly indexed: number
  readonly unchanged: number
  readonly skipped: number
  readonly noText: number
  readonly failed: number
}

/** The status is told at most ten times a second. */
const STATUS_MS = 100
/** A person who searched so lately may search again. */
const QUIET_MS = 15_000

/** The engine that owns a data folder: watches folders, keeps the index up to date, answers. */
export class LocalEngine implements Engine, AsyncDisposable {
  readonly #library: Library
  readonly #ledger: Ledger
  readonly #opened: AsyncDisposableStack
  readonly #indexer: Indexer
  readonly #jobs = new Jobs()
  readonly #folders: WatchedFolders
  readonly #upkeep: Upkeep
  readonly #devices: EncoderDevices
  readonly #closing = new AbortController()
  readonly #searching = new Set<Promise<unknown>>()
  readonly #status = new Broadcast(() => this.#report.status())
  readonly #watches: boolean
  readonly #reconciling: Disposable | undefined
  readonly #report: Report
  readonly #work: Work
  readonly #working: Promise<void>
  readonly #manners: Manners
  readonly #recognition: Recognition
  readonly #renewal: Renewal
  /** When a person last searched, by `performance.now`. */
  #searched = -Infinity
  /** Files and folders that are read even where that downloads them. */
  readonly #wanted: string[] = []
  /** Documents with this number or a higher one were read since the engine was opened. */
  readonly #firstDocument: number

  constructor({ library, ledger, extractor, recognizer, recognitions, counters, watch, opened }: Writing) {
    this.#library = library
    this.#ledger = ledger
    this.#opened = opened
    this.#watches = watch
    this.#firstDocument = counters.document
    this.#folders = new WatchedFolders({
      library,
      ledger,
      jobs: this.#jobs,
      changed: this.#changed,
      fail: (error) => this.#work.fail(error),
    })
    this.#indexer = new Indexer({
      library,
      ledger,
      extractor,
      counters,
      gone: (paths) => this.#folders.gone(paths),
      mayDownload: (path) => this.#wanted.some((wanted) => covers(wanted, path)),
      recognitions,
    })
    this.#recognition = new Recognition({
      ledger,
      recognizer,
      recognitions,
      settings: () => library.remembered,
      isQuiet: () => this.#isQuiet,
      done: (file) => this.#jobs.add({ kind: 'read', files: [file], gone: [] }),
      changed: this.#changed,
      fail: (error) => this.#work.fail(error),
    })
    this.#renewal = new Renewal({
      ledger,
      isQuiet: () => this.#isQuiet,
      read: (files) => this.#jobs.add({ kind: 'read', files, gone: [] }),
    })
    const held = () => this.#held
    this.#report = new Report({
      library,
      ledger,
      folders: this.#folders,
      recognition: this.#recognition,
      hold: held,
      waiting: () => this.#jobs.files.length + this.#indexer.waiting.length,
      changed: this.#changed,
    })
    this.#devices = new EncoderDevices({ library, signal: this.#closing.signal, changed: this.#changed })
    library.devices.onLost = this.#changed
    this.#upkeep = new Upkeep({
      library,
      ledger,
      indexer: this.#indexer,
      jobs: this.#jobs,
      quiet: !watch,
      size: () => this.#report.tally(),
      read: () => Promise.allSettled(this.#searching),
      onActivity: (activity) => this.#report.tell(activity),
      onOpened: () => void this.#devices.settle(),
    })
    this.#work = new Work({
      library,
      ledger,
      jobs: this.#jobs,
      folders: this.#folders,
      indexer: this.#indexer,
      upkeep: this.#upkeep,
      recognition: this.#recognition,
      recognitions,
      renewal: this.#renewal,
      report: this.#report,
      watches: watch,
      held,
    })
    this.#manners = new Manners({
      settings: () => library.remembered,
      changed: () => {
        this.#work.holdOrGoOn()
        this.#changed()
      },
      ended: () => void this.changeSettings({ paused: false }),
    })
    this.#jobs.add({ kind: 'fill' })
    this.#jobs.add({ kind: 'rebuild' })
    // A process that was killed may have left passages that full-text search has not indexed, and so ranks by other counts.
    this.#jobs.add({ kind: 'tidy', last: !watch })
    if (watch) {
      for (const folder of library.remembered.folders) this.#follow(folder)
      this.#reconciling = reconcile(() => this.#folders.scanAll())
    }
    this.#working = this.#work.run(this.#closing.signal)
    void this.#devices.settle()
  }

  // What the contract asks for.

  async search(input: SearchInput, signal?: AbortSignal) {
    this.#searched = performance.now()
    const answer = await this.#reading(search(input, searchable(this.#library), signal))
    return { ...answer, names: namesFor(input.query, this.#files(), input.limit) }
  }

  async evidence(input: { readonly path: string; readonly query: string; readonly mode: SearchMode }, signal?: AbortSignal) {
    return this.#reading(evidence(input, this.#documentOf(input.path), searchable(this.#library), signal))
  }

  async document({ path }: { readonly path: string }): Promise<DocumentText> {
    const passages = await this.#library.passages.ofDocument(this.#documentOf(path))
    return {
      path,
      text: passages.map(({ before, text }) => before + text).join(''),
      passages: passages.map(({ id, start, end, place }) => ({ id, start, end, place })),
    }
  }

  async original({ path }: { readonly path: string }): Promise<Original> {
    return original(path, { entries: this.#ledger.entries(), folders: this.#library.remembered.folders })
  }

  /** Every file that is known of, those that wait to be read included. */
  *#files(): Generator<NamedFile> {
    const entries = this.#ledger.entries()
    yield* entries.values()
    for (const files of [this.#indexer.waiting, this.#jobs.files])
      for (const file of files) if (!entries.has(file.path)) yield file
  }

  #documentOf(path: string): number {
    const entry = this.#ledger.entries().get(path)
    if (entry?.state !== 'indexed') throw new EngineError('not-found', `${path} is not in the index.`, { about: path })
    return entry.document
  }

  /** Vectors that are read are not taken away before they were. */
  #reading<T>(answer: Promise<T>): Promise<T> {
    this.#searching.add(answer)
    return answer.finally(() => this.#searching.delete(answer))
  }

  async addFolder({ path }: { readonly path: string }): Promise<Folder> {
    const added = await this.#remember(path)
    if (added.kind === 'added') this.#follow(added.folder)
    else if (!this.#watches) this.#jobs.add({ kind: 'scan', folder: added.folder })
    this.#changed()
    return this.#report.folder(added.folder)
  }

  async #remember(given: string): Promise<{ readonly kind: Added['kind']; readonly folder: string }> {
    const folder = await realFolder(given)
    const added = addToFolders(this.#library.remembered.folders, folder)
    if (added.kind === 'covered') return { kind: 'covered', folder: added.by }
    await remember(this.#library, { folders: [...added.folders] })
    for (const replaced of added.replaced) await this.#unwatch(replaced)
    return { kind: 'added', folder }
  }

  async removeFolder({ path: folder }: { readonly path: string }): Promise<null> {
    const { folders } = this.#library.remembered
    if (!folders.includes(folder)) throw new EngineError('not-found', `${folder} is not one of your folders.`, { about: folder })
    await remember(this.#library, { folders: folders.filter((each) => each !== folder) })
    await this.#unwatch(folder)
    this.#jobs.add({ kind: 'remove', folder })
    this.#changed()
    return null
  }

  async retry({ path: only }: { readonly path?: string }): Promise<null> {
    if (only !== undefined) this.#wanted.push(only)
    const failed = [...this.#ledger.entries().values()].filter(
      ({ state, path }) => state === 'failed' && (only === undefined || covers(only, path)),
    )
    // Scanned pages have no other text to give: their words are recognised, which nobody need wait for idly.
    if (only !== undefined) this.#recognition.ask(only)
    const again = failed.filter(({ path, scans }) => !(path === only && scans))
    for (const { path, hash } of again) {
      this.#indexer.forgive(hash)
      this.#ledger.delete(path)
    }
    await this.#ledger.flush()
    this.#jobs.add({ kind: 'changes', changes: again.map(({ path }) => ({ kind: 'changed', path })) })
    return null
  }

  async failures(): Promise<readonly FileFailure[]> {
    return [...this.#ledger.entries().values()]
      .flatMap((entry) =>
        entry.state === 'failed'
          ? [{ path: entry.path, code: entry.code, message: [entry.message, this.#scans(entry)].filter(Boolean).join(' ') }]
          : [],
      )
      .sort((a, b) => (a.path < b.path ? -1 : 1))
  }

  async ledger(query: LedgerQuery & { readonly from: number; readonly count: number }): Promise<LedgerPage> {
    const offline = this.#library.remembered.folders.filter((folder) => this.#folders.stateOf(folder).state === 'offline')
    return ledgerPage(this.#files(), query, offline)
  }

  async coverage({ folder }: { readonly folder?: string }): Promise<Coverages> {
    const { folders } = this.#library.remembered
    const leftOut = folders
      .filter((each) => folder === undefined || each === folder)
      .flatMap((folder) => this.#folders.leftOutOf(folder).map((each) => ({ ...each, folder })))
    return { ...coverages(this.#files(), folders, folder), leftOut }
  }

  async explain({ path }: { readonly path: string }): Promise<Explanation> {
    const { data, remembered } = this.#library
    return explain(path, {
      entries: this.#ledger.entries(),
      folders: remembered.folders,
      choice: remembered,
      data,
      scans: this.#scans,
    })
  }

  async *status(_: Record<never, never> = {}, signal?: AbortSignal): AsyncGenerator<Status, void> {
    yield* this.#status.follow(signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal, STATUS_MS)
  }

  async settings(): Promise<Settings> {
    return publicSettings(this.#library.remembered)
  }

  async changeSettings(change: Partial<Settings>): Promise<Settings> {
    const { remembered, models } = this.#library
    installedModel(models, change.model ?? remembered.model, change.dim ?? remembered.dim)
    const forgotten = change.keepHistory === false ? { history: [] } : {}
    await remember(this.#library, { ...change, ...forgotten, exclusions: [...(change.exclusions ?? remembered.exclusions)] })
    this.#manners.look()
    if (change.model !== undefined || change.dim !== undefined || change.pooling !== undefined)
      this.#jobs.add({ kind: 'rebuild' })
    if (change.device !== undefined) void this.#devices.settle()
    const rules: readonly (keyof Settings)[] = ['exclusions', 'leftOut', 'hidden', 'largest']
    if (rules.some((name) => change[name] !== undefined)) await this.#watchAnew()
    this.#recognition.lookAnew()
    this.#changed()
    return this.settings()
  }

  models = () => listModels(this.#library)

  async *installModel(input: InstallInput, signal?: AbortSignal): AsyncGenerator<Installation, void> {
    yield* install(this.#library, input, signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal)
  }

  removeModel = ({ id }: { readonly id: string }) => remove(this.#library, id)

  devices = ({ again = false }: { readonly again?: boolean }) => this.#devices.describe(again)

  async *recall({ passages }: { readonly passages: number }, signal?: AbortSignal): AsyncGenerator<Recall, void> {
    const stop = signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal
    const asking = recall(this.#library, { passages, seed: Date.now() }, stop)
    // Vectors that are read are not taken away before they were.
    for (let next = await this.#reading(asking.next()); !next.done; next = await this.#reading(asking.next())) {
      yield next.value
      if (stop.aborted) throw cancelled()
    }
  }

  async *estimate({ path }: { readonly path: string }, signal?: AbortSignal): AsyncGenerator<Estimate, void> {
    const { encoder } = this.#library.serving
    const tokensPerSecond = await encoderRate(encoder)
    const measured = () => ({
      entries: this.#ledger.entries().values(),
      indexBytes: this.#report.indexBytes,
      dim: encoder.dim,
      pooling: encoder.pooling,
      tokensPerSecond,
    })
    const stop = signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal
    yield* estimate(path, this.#folders.rules(), measured, stop)
  }

  suggestions = () => suggestions()

  directory = ({ path }: { readonly path?: string }) => listDirectory(path)

  // What its host tells it, and the command line asks for beside it.

  takePower(power: Partial<Power>): void {
    this.#manners.take(power)
  }

  /** The computer woke up: what happened meanwhile was told to nobody. */
  resumed(): void {
    if (this.#watches) this.#folders.scanAll()
  }

  /** Adds folders and scans them all before anything is forgotten, so that what moved between them keeps its vectors. */
  async addFolders(paths: readonly string[]): Promise<void> {
    const folders: string[] = []
    for (const path of paths) folders.push((await this.#remember(path)).folder)
    for (const folder of folders) this.#follow(folder)
    this.#changed()
  }

  /** Recognises the words on all scanned pages below some folders, now, and reads the files with them. */
  async recognize(folders: readonly string[], signal: AbortSignal): Promise<void> {
    for (const { path } of this.#ledger.entries().values())
      if (folders.some((folder) => covers(folder, path))) this.#recognition.ask(path)
    await this.#recognition.answered(signal)
    await this.idle(signal)
  }

  /** Resolves when nothing is left to do. Rejects with what went wrong, once. */
  idle = (signal: AbortSignal): Promise<void> => this.#work.idle(signal)

  counts(folders: readonly string[]): FileCounts {
    const counts = { indexed: 0, unchanged: 0, skipped: 0, noText: 0, failed: 0 }
    for (const entry of this.#ledger.entries().values()) {
      if (!folders.some((folder) => covers(folder, entry.path))) continue
      if (entry.state === 'indexed') counts[entry.document >= this.#firstDocument ? 'indexed' : 'unchanged']++
      else counts[lackOf(entry)]++
    }
    return counts
  }

  async now(): Promise<Status> {
    this.#report.countAnew()
    return this.#report.status()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    this.#manners[Symbol.dispose]()
    this.#upkeep[Symbol.dispose]()
    this.#renewal[Symbol.dispose]()
    this.#reconciling?.[Symbol.dispose]()
    await this.#recognition[Symbol.asyncDispose]()
    this.#work.stop()
    await this.#folders.unwatchAll()
    this.#changed()
    await this.#working
    await Promise.allSettled(this.#searching)
    await this.#devices[Symbol.asyncDispose]()
    await this.#library.building?.[Symbol.asyncDispose]()
    await this.#opened.disposeAsync()
  }

  // Folders.

  async #unwatch(folder: string): Promise<void> {
    this.#work.drop((job) => 'folder' in job && job.folder === folder)
    await this.#folders.unwatch(folder)
  }

  /** With other rules, every folder is looked at again from the start. */
  async #watchAnew(): Promise<void> {
    const { folders } = this.#library.remembered
    this.#work.drop(({ kind }) => kind === 'read')
    for (const folder of folders) await this.#unwatch(folder)
    for (const folder of folders) this.#follow(folder)
  }

  /** Looks through a folder now, and watches it from now on; what happens until its watcher is ready, that one looks for. */
  #follow(folder: string): void {
    if (this.#watches) this.#folders.watch(folder)
    this.#folders.scan(folder)
  }

  /** Work that was asked for at a terminal waits for nothing. */
  get #held(): Hold | null {
    return this.#watches ? this.#manners.hold : null
  }

  /** Neither this engine nor, as far as the computer says, the person has anything else for it to do. */
  get #isQuiet(): boolean {
    const busy = this.#work.isBusy || performance.now() - this.#searched < QUIET_MS
    return this.#watches && !busy && this.#manners.isQuiet
  }

  #scans = (entry: LedgerEntry): string => scanSentence(entry, this.#recognition.stateOf(entry), this.#recognition.reading)

  #changed = (): void => this.#status.changed()
}
