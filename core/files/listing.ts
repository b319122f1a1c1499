import { type Dirent, lstatSync, readdirSync } from 'node:fs'
import path from 'node:path'

/** What stands in one folder, in columns: a hundred thousand objects would take longer to hand over than to find. */
export interface Listing {
  readonly kind: 'listed'
  /** Names of the folders in it. */
  readonly folders: readonly string[]
  /** Names of the regular files in it. */
  readonly files: readonly string[]
  /** Of each file: bytes; milliseconds since 1970; `device:inode`. */
  readonly sizes: Float64Array<ArrayBuffer>
  readonly modified: Float64Array<ArrayBuffer>
  readonly inodes: readonly string[]
  /** Files that could not be looked at, with the system's code. */
  readonly refused: readonly { readonly name: string; readonly code: string }[]
}

/** The folder itself could not be opened: the system's code. */
export interface Refusal {
  readonly kind: 'refused'
  readonly code: string
}

/**
 * Symlinks, pipes, sockets and devices are passed over. Neither a folder nor a file is opened through a link. Waits for the disk:
 * one question to the system after the other takes less than half the processor time of handing each to Node's own threads (0.9 s
 * against 2.0 s for 100,000 files).
 *
 * @param each called after each look at the disk, which may take long
 */
export function listFolder(folder: string, each: () => void = () => {}): Listing | Refusal {
  let children: Dirent[]
  try {
    children = readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    return { kind: 'refused', code: codeOf(error) }
  }
  const folders: string[] = []
  const files: string[] = []
  const inodes: string[] = []
  const refused: { name: string; code: string }[] = []
  const sizes = new Float64Array(children.length)
  const modified = new Float64Array(children.length)
  for (const child of children) {
    if (child.isDirectory()) folders.push(child.name)
    if (!child.isFile()) continue
    each()
    try {
      // As big integers: NTFS numbers its files beyond 2^53.
      const stats = lstatSync(path.join(folder, child.name), { bigint: true })
      if (!stats.isFile()) continue
      sizes[files.length] = Number(stats.size)
      modified[files.length] = Number(stats.mtimeMs)
      inodes.push(`${stats.dev}:${stats.ino}`)
      files.push(child.name)
    } catch (error) {
      refused.push({ name: child.name, code: codeOf(error) })
    }
  }
  return {
    kind: 'listed',
    folders,
    files,
    sizes: sizes.slice(0, files.length),
    modified: modified.slice(0, files.length),
    inodes,
    refused,
  }
}

/** @throws what is no refusal of the system's */
function codeOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException
  if (code === undefined) throw error
  return code
}
