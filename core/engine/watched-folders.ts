import path from 'node:path'
import type { Folder } from '../contract/engine.ts'
import { missingFrom } from '../files/disk.ts'
import { covers } from '../files/folders.ts'
import { type IgnoreRules, ignoreRules } from '../files/ignore.ts'
import type { Ledger } from '../files/ledger.ts'
import type { LeftOut } from '../files/left-out.ts'
import { deviceOf } from '../files/root.ts'
import { watch } from '../files/watch.ts'
import type { Jobs } from './jobs.ts'
import type { Library } from './library.ts'

interface Watched {
  state: Folder['state']
  /** What a person should know of how it is watched. */
  notice: string | null
  readonly stop: AbortController
  /** Resolved once the folder was looked through: setting up its watches takes as long again, and tells nothing new. */
  readonly lookedAt: PromiseWithResolvers<void>
  /** Whether its watches are set up: what happens from then on is told. */
  online: boolean
  done: Promise<void>
}

export interface WatchedFoldersOptions {
  readonly library: Library
  readonly ledger: Ledger
  /** Where scans and changes go. */
  readonly jobs: Jobs
  readonly changed: () => void
  readonly fail: (error: unknown) => void
}

/** Between the two halves of a move from one watched folder to another, each told when its folder has been quiet for 300 ms. */
const MOVE_MS = 1_000

/** The person's folders: which are followed, which are away, and what is left out of them. */
export class WatchedFolders {
  readonly #options: WatchedFoldersOptions
  readonly #watched = new Map<string, Watched>()
  /** Folders that are away, and why. */
  readonly #away = new Map<string, string>()
  /** What rules left out of each folder when it was last looked through. */
  readonly #leftOut = new Map<string, readonly LeftOut[]>()

  constructor(options: WatchedFoldersOptions) {
    this.#options = options
  }

  /** Follows a folder from its next scan on: its changes become jobs, the first of which is to look again for what came between. */
  watch(folder: string): void {
    const stop = new AbortController()
    const lookedAt = Promise.withResolvers<void>()
    stop.signal.addEventListener('abort', () => lookedAt.resolve())
    const watched: Watched = { state: 'waiting', notice: null, stop, lookedAt, online: false, done: Promise.resolve() }
    this.#watched.set(folder, watched)
    watched.done = this.#follow(folder, watched, stop.signal).catch((error) => {
      if (!stop.signal.aborted) this.#options.fail(error)
    })
  }

  async unwatch(folder: string): Promise<void> {
    const watched = this.#watched.get(folder)
    this.#watched.delete(folder)
    this.#away.delete(folder)
    this.#leftOut.delete(folder)
    watched?.stop.abort()
    await watched?.done
  }

  async unwatchAll(): Promise<void> {
    for (const folder of [...this.#watched.keys()]) await this.unwatch(folder)
  }

  /** Scans what is watched now, in case something was missed. */
  scanAll(): void {
    for (const [folder, { state }] of this.#watched) if (state === 'watching') this.scan(folder)
  }

  scan(folder: string): void {
    const watched = this.#watched.get(folder)
    if (watched && watched.state !== 'watching') watched.state = 'scanning'
    this.#options.jobs.add({ kind: 'scan', folder })
  }

  /** A scan has seen what there is. */
  lookedAt(folder: string): void {
    this.#watched.get(folder)?.lookedAt.resolve()
  }

  /** A scan found the folder where it belongs, and this much of it left out. */
  arrived(folder: string, leftOut: readonly LeftOut[]): void {
    this.#away.delete(folder)
    this.#leftOut.set(folder, leftOut)
  }

  /** What the scan found is in the index; from now on changes are told. */
  scanned(folder: string): void {
    const watched = this.#watched.get(folder)
    if (watched?.online) watched.state = 'watching'
  }

  setAway(folder: string, message: string): void {
    this.#away.set(folder, message)
    const watched = this.#watched.get(folder)
    if (watched) watched.state = 'offline'
    this.#options.changed()
  }

  stateOf(folder: string): { readonly state: Folder['state']; readonly notice: string | null } {
    const watched = this.#watched.get(folder)
    const away = this.#away.get(folder)
    const state = away === undefined ? (watched?.state ?? 'waiting') : 'offline'
    return { state, notice: away ?? watched?.notice ?? null }
  }

  /** Nothing until the folder was looked through. */
  leftOutOf(folder: string): readonly LeftOut[] {
    return this.#leftOut.get(folder) ?? []
  }

  /** Which of these paths are gone although their folder is there. */
  async gone(paths: readonly string[]): Promise<ReadonlySet<string>> {
    const { folders } = this.#options.library.remembered
    const below = Map.groupBy(paths, (file) => folders.find((folder) => covers(folder, file)) ?? path.parse(file).root)
    const gone = await Promise.all([...below].map(([folder, of]) => missingFrom(folder, this.deviceOf(folder), of)))
    return new Set(gone.flat())
  }

  roots(): { readonly path: string; readonly device: string | undefined }[] {
    return this.#options.library.remembered.folders.map((path) => ({ path, device: this.deviceOf(path) }))
  }

  rules(): IgnoreRules {
    const { remembered, data } = this.#options.library
    return ignoreRules(remembered.exclusions, [data], remembered)
  }

  /** The device that the folder's files were on when last seen. */
  deviceOf(folder: string): string | undefined {
    for (const { path, inode } of this.#options.ledger.entries().values()) if (covers(folder, path)) return deviceOf(inode)
    return undefined
  }

  async #follow(folder: string, watched: Watched, signal: AbortSignal): Promise<void> {
    const { jobs, changed } = this.#options
    await watched.lookedAt.promise
    for await (const changes of watch(folder, this.rules(), { signal, device: this.deviceOf(folder) })) {
      const paths = changes.filter(({ kind }) => kind === 'changed' || kind === 'removed')
      // What only went away may be about to appear in another watched folder, with its vectors.
      const leaving = this.#watched.size > 1 && paths.every(({ kind }) => kind === 'removed')
      if (paths.length > 0) setTimeout(() => jobs.add({ kind: 'changes', changes: paths }), leaving ? MOVE_MS : 0).unref()
      for (const change of changes) {
        if (change.kind === 'offline') this.setAway(folder, change.message)
        if (change.kind === 'online') {
          watched.notice = null
          watched.online = true
        }
        if (change.kind === 'rescan' && change.lasting) watched.notice = change.reason
        if (change.kind === 'online' || change.kind === 'rescan') this.scan(folder)
      }
      changed()
    }
  }
}
