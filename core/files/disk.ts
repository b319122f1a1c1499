import { Worker } from 'node:worker_threads'
import type { Answer, FromDisk, Question } from './disk-worker.ts'
import { leftThreads } from './left-threads.ts'
import type { Listing, Refusal } from './listing.ts'
import type { Root } from './root.ts'

/** A disk that says nothing for so long is taken not to answer. Disks that slept start within 15 s. Milliseconds. */
const PATIENCE = 20_000
/** And this much longer, after which a computer that slept, and a process that stood still, has heard what was said. Milliseconds. */
const GRACE = 2_000
/** A thread that nobody asks anything for so long ends. Milliseconds. */
const IDLE = 30_000

interface Asked {
  readonly resolve: (answer: Answer | 'silent') => void
  readonly reject: (error: unknown) => void
}

/**
 * The thread that asks the disk of one folder. A call to a network share that is gone may never return, and nothing can end it: what
 * is asked of such a disk, then and later, is answered with `silent`, until the call returns after all.
 */
export class Disk {
  readonly #worker: Worker
  readonly #patience: number
  readonly #ended: () => void
  readonly #fellSilent: () => void
  /** In the order of their answers. A question that was given up has an answer to come too. */
  readonly #asked: (Asked | 'given up')[] = []
  #timer: NodeJS.Timeout | undefined
  isSilent = false

  /**
   * @param ended called when no more can be asked of it
   * @param fellSilent called each time its disk does not answer
   */
  constructor(ended: () => void, fellSilent: () => void, patience = PATIENCE) {
    this.#ended = ended
    this.#fellSilent = fellSilent
    this.#patience = patience
    const entry = new URL(`./disk-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)
    this.#worker = new Worker(entry, { execArgv: [] })
    this.#worker.on('message', (said: FromDisk) => this.#hear(said))
    this.#worker.on('error', (error) => this.#end(error))
    this.#worker.on('exit', (code) => this.#end(new Error(`The thread that asks a disk ended (${code}).`)))
    this.#worker.unref()
  }

  ask(question: Question): Promise<Answer | 'silent'> {
    return new Promise((resolve, reject) => {
      if (this.isSilent) return resolve('silent')
      this.#asked.push({ resolve, reject })
      this.#worker.ref()
      this.#worker.postMessage(question)
      if (this.#asked.length === 1) this.#wait()
    })
  }

  #hear(said: FromDisk): void {
    this.isSilent = false
    leftThreads.delete(this.#worker)
    if (said.kind !== 'going') {
      const asked = this.#asked.shift()!
      if (asked !== 'given up') {
        if (said.kind === 'failed') asked.reject(said.error)
        else asked.resolve(said.answer)
      }
    }
    this.#wait()
  }

  /** For the next answer, or to be asked. Meanwhile the thread keeps the process alive only as long as its disk may answer. */
  #wait(): void {
    clearTimeout(this.#timer)
    const isAsked = this.#asked.length > 0
    if (!isAsked) this.#worker.unref()
    this.#timer = setTimeout(isAsked ? this.#listen : this.#rest, isAsked ? this.#patience : IDLE).unref()
  }

  #listen = (): void => {
    this.#timer = setTimeout(this.#giveUp, GRACE).unref()
  }

  #giveUp = (): void => {
    this.isSilent = true
    this.#fellSilent()
    leftThreads.add(this.#worker)
    this.#worker.unref()
    for (const [n, asked] of this.#asked.entries()) {
      if (asked !== 'given up') asked.resolve('silent')
      this.#asked[n] = 'given up'
    }
  }

  #rest = (): void => {
    this.#ended()
    void this.#worker.terminate()
  }

  #end(error: unknown): void {
    clearTimeout(this.#timer)
    this.#ended()
    for (const asked of this.#asked.splice(0)) if (asked !== 'given up') asked.reject(error)
  }
}

/** Each folder a person named has a thread of its own, so that none waits for the disk of another. */
const disks = new Map<string, Disk>()
/** How often the disk of each fell silent. */
const silences = new Map<string, number>()

function diskOf(root: string): Disk {
  const known = disks.get(root)
  if (known) return known
  const disk = new Disk(
    () => {
      if (disks.get(root) === disk) disks.delete(root)
    },
    () => silences.set(root, silencesOf(root) + 1),
  )
  disks.set(root, disk)
  return disk
}

/** What stands in `folder`, which is `root` or lies below it, and what the disk says of each file. */
export async function list(root: string, folder: string): Promise<Listing | Refusal> {
  const answer = await diskOf(root).ask({ kind: 'list', folder })
  return answer === 'silent' ? { kind: 'refused', code: 'ETIMEDOUT' } : (answer as Listing | Refusal)
}

/** Looks at a watched folder as `rootNow` does; one whose disk does not answer is offline. */
export async function lookAtRoot(folder: string, device?: string): Promise<Root> {
  const answer = await diskOf(folder).ask({ kind: 'root', folder, device })
  return answer === 'silent' ? { kind: 'offline', message: `The disk that holds ${folder} does not answer.` } : (answer as Root)
}

/** Paths that are asked for at once: tens of milliseconds of the disk's thread. */
const AT_ONCE = 5_000

/**
 * Those of `paths`, all of them below `folder`, at which nothing stands although the folder is there: what is on a disk that is away
 * is not gone.
 *
 * @param device that the folder's files were on when last seen
 */
export async function missingFrom(folder: string, device: string | undefined, paths: readonly string[]): Promise<string[]> {
  const isThere = async () => (await lookAtRoot(folder, device)).kind === 'online'
  // A disk that does not answer is not asked for paths.
  if (!(await isThere())) return []
  const missing: string[] = []
  for (let from = 0; from < paths.length; from += AT_ONCE) {
    const answer = await diskOf(folder).ask({ kind: 'missing', paths: paths.slice(from, from + AT_ONCE) })
    if (answer === 'silent') return []
    missing.push(...(answer as string[]))
  }
  // It may have gone away meanwhile, and all that is on it.
  return (await isThere()) ? missing : []
}

/** How often the folder's disk fell silent. What was asked meanwhile was answered as if the folder was away. */
export const silencesOf = (folder: string): number => silences.get(folder) ?? 0

/** Whether the folder's disk has been asked and does not answer. */
export const isSilent = (folder: string): boolean => disks.get(folder)?.isSilent ?? false
