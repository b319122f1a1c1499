import { lstatSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { watch as chokidar, type FSWatcher } from 'chokidar'
import { type FileChange, PendingChanges } from './changes.ts'
import { covers, relativePath } from './folders.ts'
import type { IgnoreRules } from './ignore.ts'
import { listFolder } from './listing.ts'
import { isSameRoot, rootNow } from './root.ts'
import { walk } from './walk.ts'

export interface FollowOptions {
  /** Milliseconds of quiet before changes are told. */
  readonly settle: number
  /** The device that the folder's files were on when last seen, as `lookAtRoot` takes it. */
  readonly device: string | undefined
  /** Milliseconds between walks while the system watches only a part. */
  readonly poll: number
}

/** How often the watched folder itself is looked at: the system tells nothing when a disk comes back. Milliseconds. */
const rootEvery = 2000
/** From a folder's first look to its second: chokidar watches a new folder within milliseconds, or late when the machine is busy. */
const secondLook = 3_000

/**
 * What happens below a folder, in batches, without an end: see `watch`, which has this run on a thread of its own. It waits for the
 * folder's disk, and sets up watches for a hundred thousand files in one go.
 */
export async function* follow(
  folder: string,
  rules: IgnoreRules,
  options: FollowOptions,
): AsyncGenerator<readonly FileChange[], never> {
  const { settle, poll } = options
  const inFolder = rules.within(folder)
  let { device } = options
  let away = false
  for (;;) {
    const root = rootNow(folder, device)
    if (root.kind === 'offline') {
      if (!away) yield [root]
      away = true
      await pause(rootEvery)
      continue
    }
    away = false
    device = root.device
    await using tree = new Tree(folder, inFolder, settle, poll)
    let told = false
    for (;;) {
      await tree.news(rootEvery)
      tree.poll()
      await tree.lookThroughFolders()
      // Before any batch: an unmounted disk looks like the removal of every file on it.
      if (tree.rootLost || !isSameRoot(root, rootNow(folder))) break
      if (!told) {
        if (!tree.ready) continue
        told = true
        yield [{ kind: 'online' }]
      } else if (tree.due) {
        const batch = tree.take().map(believe)
        if (batch.length > 0) yield batch
      }
    }
  }
}

/** A removal is believed after a look: what can be had again only by encoding it anew is not thrown away on a rumour. */
function believe(change: FileChange): FileChange {
  if (change.kind !== 'removed') return change
  return isFile(change.path) ? { kind: 'changed', path: change.path } : change
}

function isFile(path: string): boolean {
  try {
    return lstatSync(path).isFile()
  } catch {
    // Whatever the reason, there is nothing to read.
    return false
  }
}

/** Everything below one folder, as long as that folder is the same one. */
class Tree implements AsyncDisposable {
  ready = false
  /** The folder itself went away, if only for a moment: its watches went with it. */
  rootLost = false
  readonly #pending: PendingChanges
  readonly #watcher: FSWatcher
  readonly #folder: string
  readonly #rules: IgnoreRules
  readonly #every: number
  /** Folders that appeared, and when each is to be looked through. */
  #appeared = new Map<string, { readonly looks: number; readonly due: number }>()
  /** Set from when the system refused a watch: why, and when to walk next. */
  #unwatched: { readonly reason: string; due: number } | undefined
  #woken = false
  #wake: () => void = () => {
    this.#woken = true
  }

  constructor(folder: string, rules: IgnoreRules, settle: number, every: number) {
    this.#pending = new PendingChanges(settle)
    this.#folder = folder
    this.#rules = rules
    this.#every = every
    this.#watcher = chokidar(folder, {
      ignoreInitial: true,
      followSymlinks: false,
      ignorePermissionErrors: true,
      // Ours is the wider net: see `after`.
      atomic: false,
      ignored: (path, stats) => {
        if (path === folder || !covers(folder, path)) return false
        const relative = relativePath(folder, path)
        if (stats) return rules.ignores(relative, stats.isDirectory() ? 'directory' : 'file')
        return rules.ignores(relative, 'file') && rules.ignores(relative, 'directory')
      },
    })
    this.#watcher.on('ready', () => {
      this.ready = true
      this.#wake()
    })
    this.#watcher.on('error', (error) => {
      const reason = sentence(folder, error)
      const lasting = isLimit(error)
      if (lasting) this.#unwatched ??= { reason, due: performance.now() + every }
      this.#note((now) => this.#pending.noteLoss(reason, lasting, now))
    })
    this.#watcher.on('all', (event, path, stats) => {
      if (event === 'unlinkDir' && path === folder) {
        this.rootLost = true
        this.#wake()
      }
      // A watch follows its folder when that is renamed, and then tells of places outside.
      if (path === folder || !covers(folder, path)) return
      if (event === 'addDir' && this.ready) {
        this.#appeared.set(path, { looks: 2, due: performance.now() + settle })
        this.#wake()
      }
      // A pipe or a symlink put in a file's place ends the file; put where there was none, nothing is known of it.
      const fate = event === 'unlink' || (stats && !stats.isFile()) ? 'removed' : 'changed'
      if (event === 'add' || event === 'change' || event === 'unlink') this.#note((now) => this.#pending.note(path, fate, now))
    })
  }

  #note(change: (now: number) => void): void {
    const now = performance.now()
    const idle = this.#pending.dueIn(now) === undefined
    change(now)
    if (idle) this.#wake()
  }

  /** What the system does not watch is walked now and then. */
  poll(): void {
    const unwatched = this.#unwatched
    const now = performance.now()
    if (!unwatched || now < unwatched.due) return
    unwatched.due = now + this.#every
    this.#note(() => this.#pending.noteLoss(unwatched.reason, true, now))
  }

  get due(): boolean {
    const left = this.#dueIn(performance.now())
    return left !== undefined && left <= 0
  }

  #dueIn(now: number): number | undefined {
    const dues = [...this.#appeared.values()].map(({ due }) => due - now)
    const pending = this.#pending.dueIn(now)
    if (pending !== undefined) dues.push(pending)
    return dues.length === 0 ? undefined : dues.reduce((a, b) => Math.min(a, b))
  }

  /**
   * While a folder is on its way from one name to another, the system tells of what happens in it under neither (11 of 6,000
   * random deeds in renamed folders went unheard). Each is looked through twice: the second time when its own watch is surely there.
   */
  async lookThroughFolders(): Promise<void> {
    const now = performance.now()
    const due = [...this.#appeared].filter(([, { due }]) => due <= now)
    for (const [path, { looks }] of due) {
      if (looks === 1) this.#appeared.delete(path)
      else this.#appeared.set(path, { looks: looks - 1, due: now + secondLook })
    }
    if (due.length === 0) return
    const from = due.map(([path]) => path).filter((path, _, all) => !all.some((other) => other !== path && covers(other, path)))
    for await (const found of walk(this.#folder, this.#rules, undefined, from, listHere)) {
      if (found.kind === 'file') this.#note((now) => this.#pending.noteThere(found.file.path, now))
    }
  }

  take(): FileChange[] {
    const now = performance.now()
    return (this.#pending.dueIn(now) ?? 1) <= 0 ? this.#pending.take(now) : []
  }

  /** Resolves when there is something to look at, after `atMost` milliseconds at the latest. */
  async news(atMost: number): Promise<void> {
    const deadline = performance.now() + atMost
    while (!this.#woken && !(this.ready && this.due)) {
      const now = performance.now()
      if (now >= deadline) return
      const until = this.ready ? (this.#dueIn(now) ?? atMost) : atMost
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(1, Math.min(until, deadline - now)))
        this.#wake = () => {
          clearTimeout(timer)
          this.#woken = true
          resolve()
        }
      })
    }
    this.#woken = false
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#watcher.close()
  }
}

/** On this thread, which has nothing else to do. */
const listHere = async (_root: string, folder: string) => listFolder(folder)

const isLimit = (error: unknown): boolean => ['ENOSPC', 'EMFILE', 'ENFILE'].includes((error as NodeJS.ErrnoException).code ?? '')

function sentence(folder: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC')
    return `The system's limit of watched folders is reached, so some changes in ${folder} are noticed only once a minute. Raise fs.inotify.max_user_watches.`
  if (code === 'EMFILE' || code === 'ENFILE')
    return `The system's limit of open files is reached, so some changes in ${folder} are noticed only once a minute.`
  return `Watching ${folder} met an error: ${message}`
}
