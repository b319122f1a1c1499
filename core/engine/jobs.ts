import type { FileChange } from '../files/changes.ts'
import type { LedgerEntry } from '../files/ledger.ts'
import { byUrgency } from '../files/plan.ts'
import type { SourceFile } from '../files/source.ts'

/** What the engine does one at a time, in this order: what a person waits for first, housekeeping last. */
export type Job =
  | { readonly kind: 'remove'; readonly folder: string }
  | { readonly kind: 'changes'; readonly changes: readonly FileChange[] }
  | { readonly kind: 'scan'; readonly folder: string }
  /** Reads what plans did not come to. `gone`: what is forgotten afterwards, unless it turns out to have moved. */
  | { readonly kind: 'read'; readonly files: readonly SourceFile[]; readonly gone: readonly LedgerEntry[] }
  /** Encodes passages that the serving vectors lack. */
  | { readonly kind: 'fill' }
  /** Makes vectors for another encoder, size or codec beside the serving ones, a batch at a time. */
  | { readonly kind: 'rebuild' }
  /** Compacts tables. `last`: only what an earlier round had to leave. */
  | { readonly kind: 'tidy'; readonly last: boolean }

const order: readonly Job['kind'][] = ['remove', 'changes', 'scan', 'read', 'fill', 'rebuild', 'tidy']

/** What takes a processor for long, and waits while indexing is held. The rest is quick, and keeps what is shown right. */
const heavy: readonly Job['kind'][] = ['read', 'fill', 'rebuild']

/**
 * Jobs wait here. A job that is already waiting is not added again; changes that wait are done as one, so that a file that went
 * from one folder to another is seen to have moved; and so are files to be read.
 */
export class Jobs {
  #waiting: Job[] = []
  #wake = () => {}

  get count(): number {
    return this.#waiting.length
  }

  /** Files that wait to be read, in the order they will be. */
  get files(): readonly SourceFile[] {
    return this.#waiting.flatMap((job) => (job.kind === 'read' ? job.files : []))
  }

  has(kind: Job['kind']): boolean {
    return this.#waiting.some((job) => job.kind === kind)
  }

  add(job: Job): void {
    const at = this.#waiting.findIndex(
      (other) => other.kind === job.kind && (!('folder' in job) || ('folder' in other && other.folder === job.folder)),
    )
    if (at < 0) this.#waiting.push(job)
    else this.#waiting[at] = joined(this.#waiting[at]!, job)
    this.#waiting.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
    this.wake()
  }

  /** Whether something waits that comes before `kind`. */
  before(kind: Job['kind']): boolean {
    const [first] = this.#waiting
    return first !== undefined && order.indexOf(first.kind) < order.indexOf(kind)
  }

  drop(unwanted: (job: Job) => boolean): void {
    this.#waiting = this.#waiting.filter((job) => !unwanted(job))
  }

  /** The next job; while indexing is `held`, the next one that is quick. */
  take(held: boolean): Job | undefined {
    const at = this.#waiting.findIndex(({ kind }) => !held || !heavy.includes(kind))
    return at < 0 ? undefined : this.#waiting.splice(at, 1)[0]
  }

  /** Lets whoever waits for a job look again. */
  wake(): void {
    this.#wake()
  }

  /** Resolves when something was added, or is to be looked at again, or `signal` aborts. */
  added(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve()
      const wake = () => {
        signal.removeEventListener('abort', wake)
        resolve()
      }
      this.#wake = wake
      signal.addEventListener('abort', wake)
    })
  }
}

function joined(waiting: Job, added: Job): Job {
  if (waiting.kind === 'changes' && added.kind === 'changes')
    return { kind: 'changes', changes: [...waiting.changes, ...added.changes] }
  if (waiting.kind !== 'read' || added.kind !== 'read') return waiting
  // Looked at later, so it says more rightly how the file is.
  const files = new Map([...waiting.files, ...added.files].map((file) => [file.path, file] as const))
  const gone = new Map([...waiting.gone, ...added.gone].map((entry) => [entry.path, entry] as const))
  return { kind: 'read', files: [...files.values()].sort(byUrgency), gone: [...gone.values()] }
}
