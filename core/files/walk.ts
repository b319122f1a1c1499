import type { BigIntStats, Dirent } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import path from 'node:path'
import { cancelled } from '../contract/errors.ts'
import { relativePath } from './folders.ts'
import type { IgnoreRules } from './ignore.ts'
import type { SourceFile } from './source.ts'

export type Found =
  | { readonly kind: 'file'; readonly file: SourceFile }
  /** A file, or a folder with all that is below it, that could not be looked at: what is known about it stays as it is. */
  | { readonly kind: 'unreadable'; readonly path: string; readonly message: string }

/** Looks in flight at once: enough to keep the four threads that Node does them on busy, few enough to stop at once. */
const looksAtOnce = 64

/**
 * Every regular file below `folder` that the rules leave in, in no order. Symlinks are never followed; pipes, sockets
 * and devices are passed over; what vanishes meanwhile is not there.
 *
 * @param from folders below it to walk instead of the whole
 *
 * Throws `cancelled` when `signal` aborts, so that half a folder is never taken for the whole.
 */
export async function* walk(
  folder: string,
  rules: IgnoreRules,
  signal?: AbortSignal,
  from: readonly string[] = [folder],
): AsyncIterable<Found> {
  const { ignores } = rules.within(folder)
  const folders = [...from]
  for (let directory = folders.pop(); directory !== undefined; directory = folders.pop()) {
    if (signal?.aborted) throw cancelled()
    let children: Dirent[]
    try {
      children = await readdir(directory, { withFileTypes: true })
    } catch (error) {
      const found = notRead(directory, error)
      // A folder that vanished below is no news; the watched folder itself being away is.
      if (found) yield found
      else if (directory === folder) yield { kind: 'unreadable', path: folder, message: 'The folder is not there.' }
      continue
    }
    const files: string[] = []
    for (const child of children) {
      const kind = child.isDirectory() ? 'directory' : child.isFile() ? 'file' : undefined
      if (!kind) continue
      const full = path.join(directory, child.name)
      if (!ignores(relativePath(folder, full), kind)) (kind === 'file' ? files : folders).push(full)
    }
    for (let start = 0; start < files.length; start += looksAtOnce) {
      if (signal?.aborted) throw cancelled()
      for (const found of await Promise.all(files.slice(start, start + looksAtOnce).map(look))) if (found) yield found
    }
  }
}

/** What stands at a path now: a regular file, something unreadable, or (undefined) nothing that can be indexed. */
export async function look(file: string): Promise<Found | undefined> {
  try {
    const stats = await lstat(file, { bigint: true })
    return stats.isFile() ? { kind: 'file', file: sourceFile(file, stats) } : undefined
  } catch (error) {
    return notRead(file, error)
  }
}

const sourceFile = (file: string, stats: BigIntStats): SourceFile => ({
  path: file,
  size: Number(stats.size),
  modified: Number(stats.mtimeMs),
  // As big integers: NTFS numbers its files beyond 2^53.
  inode: `${stats.dev}:${stats.ino}`,
})

function notRead(file: string, error: unknown): Found | undefined {
  const { code } = error as NodeJS.ErrnoException
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      // Node spells bytes that are no UTF-8 as U+FFFD, and then cannot find the file again.
      if (!file.includes('\ufffd')) return undefined
      return { kind: 'unreadable', path: file, message: 'Its name is not valid Unicode. Rename it to have it indexed.' }
    case 'EACCES':
    case 'EPERM':
      return { kind: 'unreadable', path: file, message: 'Kenning is not allowed to open it.' }
    case undefined:
      throw error
    default:
      return { kind: 'unreadable', path: file, message: `The system could not read it (${code}).` }
  }
}
