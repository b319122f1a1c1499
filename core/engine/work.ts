import type { Activity } from '../contract/engine.ts'
import { cancelled, EngineError, type Failing, failingOf } from '../contract/errors.ts'
import { covers } from '../files/folders.ts'
import { isOutdated, type Ledger, type LedgerEntry } from '../files/ledger.ts'
import type { Plan } from '../files/plan.ts'
import { Failures } from './failures.ts'
import type { Indexer, Progress } from './indexer.ts'
import type { Job, Jobs } from './jobs.ts'
import type { Library } from './library.ts'
import type { Hold } from './manners.ts'
import { Rate } from './rate.ts'
import type { Recognition } from './recognition.ts'
import type { Recognitions } from './recognitions.ts'
import { isOutgrown, type Renewal } from './renewal.ts'
import type { Report } from './report.ts'
import { planChanges, planFolder } from './scan.ts'
import type { Upkeep } from './upkeep.ts'
import type { WatchedFolders } from './watched-folders.ts'

export interface Shop {
  readonly library: Library
  readonly ledger: Ledger
  readonly jobs: Jobs
  readonly folders: WatchedFolders
  readonly indexer: Indexer
  readonly upkeep: Upkeep
  readonly recognition: Recognition
  readonly recognitions: Recognitions
  readonly renewal: Renewal
  readonly report: Report
  /** Whether folders are watched, or scanned only when asked. */
  readonly watches: boolean
  readonly held: () => Hold | null
}

const nothing: Plan = { unchanged: 0, read: [], moved: [], removed: [] }

/** Does the jobs, one after the other, and rests while there are none. */
export class Work {
  readonly #shop: Shop
  #running: { readonly job: Job; readonly abort: AbortController } | null = null
  #failure: unknown = null
  /** Of a folder that is watched. What was asked for at a terminal fails there, and is asked for again. */
  readonly #failures: Failures
  #idle: (() => void)[] = []
  constructor(shop: Shop) {
    this.#shop = shop
    this.#failures = new Failures((job) => shop.jobs.add(job))
  }

  get isBusy(): boolean {
    return this.#running !== null || this.#shop.jobs.count > 0
  }

  /** Neither the job that runs nor those that wait are done, where they are unwanted. */
  drop(unwanted: (job: Job) => boolean): void {
    this.#shop.jobs.drop(unwanted)
    this.#failures.drop(unwanted)
    if (this.#running && unwanted(this.#running.job)) this.#running.abort.abort()
  }

  /** Ends the job that runs. */
  stop(): void {
    this.#running?.abort.abort()
  }

  /** Someone wants quiet, or does so no more. */
  holdOrGoOn(): void {
    const { jobs, indexer, held } = this.#shop
    const kind = this.#running?.job.kind
    if (held()) {
      // A batch of vectors would go on for long; files that are being read end by themselves.
      if (kind === 'fill' || kind === 'rebuild') {
        this.stop()
        jobs.add({ kind })
      }
      indexer.rest()
    }
    jobs.wake()
  }

  /** Resolves when nothing is left to do. Rejects with what went wrong, once. */
  async idle(signal: AbortSignal): Promise<void> {
    while (this.isBusy) {
      if (signal.aborted) throw cancelled()
      await Promise.race([new Promise<void>((resolve) => this.#idle.push(resolve)), aborted(signal)])
    }
    const failure = this.#failure
    this.#failure = null
    if (failure) throw failure
    await this.#shop.report.measure()
  }

  fail(error: unknown): void {
    console.error(error)
    this.#failure = error
    this.#shop.report.tell(this.#told(error))
  }

  /** Resolves after `signal` has aborted, when the last job has ended. */
  async run(signal: AbortSignal): Promise<void> {
    const { jobs, report, recognition, renewal, held, watches } = this.#shop
    using failures = this.#failures
    await report.measure().catch((error) => this.fail(error))
    /** What the last job to fail failed of, until all that failed went well. */
    let failed: unknown = null
    while (!signal.aborted) {
      const job = jobs.take(held() !== null)
      if (!job) {
        if (jobs.count + failures.count === 0) {
          if (this.#failure === failed && watches) this.#failure = null
          failed = null
          failures.overcome()
        }
        const failure = failed ?? this.#failure
        report.tell(failure ? this.#told(failure) : { kind: 'idle' })
        for (const wake of this.#idle.splice(0)) wake()
        recognition.look()
        renewal.look()
        await jobs.added(signal)
        continue
      }
      const abort = new AbortController()
      this.#running = { job, abort }
      try {
        await this.#do(job, abort.signal)
      } catch (error) {
        if (!abort.signal.aborted) {
          this.fail(error)
          if (watches) failures.add(job)
          failed = error
        }
      }
      this.#running = null
    }
    for (const wake of this.#idle.splice(0)) wake()
  }

  async #do(job: Job, signal: AbortSignal): Promise<void> {
    const { library, ledger, folders, upkeep, recognition, recognitions, report, watches } = this.#shop
    const entries = ledger.entries()
    switch (job.kind) {
      case 'remove': {
        const removed = [...entries.values()].filter(({ path }) => covers(job.folder, path) && !this.#covered(path))
        return this.#apply(job, { ...nothing, removed }, signal)
      }
      case 'changes': {
        // Its folder may have been removed since.
        const changes = job.changes.filter((change) => 'path' in change && this.#covered(change.path))
        return this.#apply(job, await planChanges(changes, entries, folders.roots()), signal)
      }
      case 'scan': {
        report.tell({ kind: 'scanning', folder: job.folder })
        const { folder } = job
        // Asked for at a terminal, it waits for no idle hour.
        const isOld = (entry: LedgerEntry) => isOutdated(entry, library.remembered.largest) || (!watches && isOutgrown(entry))
        const rules = folders.rules()
        const scanned = await planFolder(folder, entries, rules, folders.deviceOf(folder), signal, isOld).finally(() =>
          folders.lookedAt(folder),
        )
        if (scanned.kind === 'offline') {
          folders.setAway(folder, scanned.message)
          return
        }
        folders.arrived(folder, scanned.leftOut)
        await this.#apply(job, scanned.plan, signal)
        recognition.lookAnew()
        return folders.scanned(folder)
      }
      case 'read': {
        const files = job.files.filter(({ path }) => this.#covered(path))
        const removed: LedgerEntry[] = []
        const gone = await folders.gone(job.gone.map(({ path }) => path))
        for (const { path, inode } of job.gone) {
          const now = entries.get(path)
          if (now?.inode === inode && gone.has(path)) removed.push(now)
        }
        return this.#apply(job, { ...nothing, read: files, removed }, signal)
      }
      case 'fill':
        await upkeep.fill(signal)
        return report.measureAgain()
      case 'rebuild':
        await upkeep.rebuild(signal)
        return report.measureAgain()
      case 'tidy':
        await upkeep.tidy(job.last)
        if (job.last) await recognitions.keep(new Set([...entries.values()].map(({ hash }) => hash)))
        return report.measure()
    }
  }

  async #apply(job: Job, plan: Plan, signal: AbortSignal): Promise<void> {
    const { jobs, indexer, report, held, watches } = this.#shop
    const rate = new Rate()
    const { files, gone } = await indexer.apply(plan, {
      signal,
      continues: job.kind === 'read',
      yields: () => jobs.before(job.kind) || held() !== null,
      mayAppear: () => jobs.has('scan'),
      onProgress: ({ done, total, file }: Progress) => {
        rate.mark(done)
        const { perSecond } = rate
        const secondsLeft = perSecond > 0 ? Math.round((total - done) / perSecond) : null
        report.tell({ kind: 'indexing', done, total, file, filesPerSecond: perSecond, secondsLeft })
      },
    })
    if (files.length + gone.length > 0) jobs.add({ kind: 'read', files, gone })
    if (plan.read.length + plan.moved.length + plan.removed.length === 0) return
    jobs.add({ kind: 'fill' })
    jobs.add({ kind: 'tidy', last: !watches })
  }

  #told(error: unknown): Activity {
    return { kind: 'failed', ...tellable(error, this.#shop.library.data) }
  }

  #covered(file: string): boolean {
    return this.#shop.library.remembered.folders.some((folder) => covers(folder, file))
  }
}

function tellable(error: unknown, data: string): Failing {
  if (error instanceof EngineError) return failingOf(error)
  if (isFullDisk(error)) {
    const message = `The disk that holds ${data} is full. Free some space; Kenning tries again by itself.`
    return { code: 'data-unreadable', message, about: data }
  }
  return { code: 'internal', message: 'Indexing stopped on an error that Kenning did not expect. The log has the details.' }
}

/** The tables' errors have no code, but say what the system said; Windows numbers it 112. */
const isFullDisk = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '') ||
  /No space left on device|os error 112\b/.test(String(error))

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
