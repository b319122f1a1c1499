import { type FileHandle, open, rename } from 'node:fs/promises'
import path from 'node:path'

/** Where the new file stands until it takes the place of `file`. */
export const besides = (file: string): string => `${file}.new`

/** Resolves when what was written to a file, or which names stand in a folder, survives a power cut. */
export type Sync = (handle: FileHandle) => Promise<void>
export const toDisk: Sync = (handle) => handle.sync()

/**
 * Replaces a file at once: whoever looks sees the old one or the new one, each whole, also after a power cut. If `write` fails,
 * the old one stays; if `sync` fails, it may be either.
 */
export async function replaceFile(
  file: string,
  write: (handle: FileHandle) => Promise<void>,
  sync: Sync = toDisk,
): Promise<void> {
  {
    await using handle = await open(besides(file), 'w')
    await write(handle)
    // A name may reach the disk before what it names.
    await sync(handle)
  }
  await rename(besides(file), file)
  // The new name is on the disk only when its folder is; Windows opens no folders and does this by itself.
  if (process.platform === 'win32') return
  await using folder = await open(path.dirname(file), 'r')
  await sync(folder)
}
