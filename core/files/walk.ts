import type { BigIntStats } from 'node:fs'
import { lstat } from 'node:fs/promises'
import path from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { cancelled } from '../contract/errors.ts'
import { list } from './disk.ts'
import { relativePath } from './folders.ts'
import type { IgnoreRules } from './ignore.ts'
import type { SourceFile } from './source.ts'

export type Found =
  | { readonly kind: 'file'; readonly file: SourceFile }
  /** A file, or a folder with all that is below it, that could not be looked at: what is known about it stays as it is. */
  | { readonly kind: 'unreadable'; readonly path: string; readonly message: string }

/** Folders that are being listed while the files of another are given out. */
const AHEAD = 4
/** Files given out before whatever else waits has its turn. */
const TURN = 1_000

/**
 * Every regular file below `folder` that the rules leave in, in no order. Symlinks are never followed; pipes, sockets
 * and devices are passed over; what vanishes meanwhile is not there.
 *
 * @param from folders below it to walk instead of the whole
 * @param lists how a folder's disk is asked
 *
 * Throws `cancelled` when `signal` aborts, so that half a folder is never taken for the whole.
 */
export async function* walk(
  folder: string,
  rules: IgnoreRules,
  signal?: AbortSignal,
  from: readonly string[] = [folder],
  lists: typeof list = list,
): AsyncIterable<Found> {
  const { ignores, ignoresFile } = rules.within(folder)
  const folders = [...from]
  const listings: { readonly directory: string; readonly listed: ReturnType<typeof list> }[] = []
  let given = 0
  for (;;) {
    while (listings.length < AHEAD && folders.length > 0) {
      const directory = folders.pop()!
      const listed = lists(folder, directory)
      // Waited for in its turn; until then it must not fail unheard.
      listed.catch(() => {})
      listings.push({ directory, listed })
    }
    const next = listings.shift()
    if (!next) return
    const { directory } = next
    const listed = await next.listed
    if (signal?.aborted) throw cancelled()
    if (listed.kind === 'refused') {
      const found = notRead(directory, listed.code)
      // A folder that vanished below is no news; the watched folder itself being away is.
      if (found) yield found
      else if (directory === folder) yield { kind: 'unreadable', path: folder, message: 'The folder is not there.' }
      continue
    }
    const start = directory.endsWith(path.sep) ? directory : directory + path.sep
    const relative = directory === folder ? '' : `${relativePath(folder, directory)}/`
    for (const name of listed.folders) if (!ignores(relative + name, 'directory')) folders.push(start + name)
    for (const [n, name] of listed.files.entries()) {
      if (ignoresFile(relative + name)) continue
      const [size, modified, inode] = [listed.sizes[n]!, listed.modified[n]!, listed.inodes[n]!]
      yield { kind: 'file', file: { path: start + name, size, modified, inode } }
      if (++given % TURN !== 0) continue
      await turn()
      if (signal?.aborted) throw cancelled()
    }
    for (const { name, code } of listed.refused) {
      const found = ignoresFile(relative + name) ? undefined : notRead(start + name, code)
      if (found) yield found
    }
  }
}

/** What stands at a path now: a regular file, something unreadable, or (undefined) nothing that can be indexed. */
export async function look(file: string): Promise<Found | undefined> {
  try {
    const stats = await lstat(file, { bigint: true })
    return stats.isFile() ? { kind: 'file', file: sourceFile(file, stats) } : undefined
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    return notRead(file, code)
  }
}

const sourceFile = (file: string, stats: BigIntStats): SourceFile => ({
  path: file,
  size: Number(stats.size),
  modified: Number(stats.mtimeMs),
  // As big integers: NTFS numbers its files beyond 2^53.
  inode: `${stats.dev}:${stats.ino}`,
})

function notRead(file: string, code: string): Found | undefined {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      // Node spells bytes that are no UTF-8 as U+FFFD, and then cannot find the file again.
      if (!file.includes('\ufffd')) return undefined
      return { kind: 'unreadable', path: file, message: 'Its name is not valid Unicode. Rename it to have it indexed.' }
    case 'EACCES':
    case 'EPERM':
      return { kind: 'unreadable', path: file, message: 'Kenning is not allowed to open it.' }
    default:
      return { kind: 'unreadable', path: file, message: `The system could not read it (${code}).` }
  }
}
