import { lstatSync, opendirSync, readdirSync } from 'node:fs'

/** Whether a watched folder is there, and which one it is: a folder made anew, or of another disk, is another one. */
export type Root =
  | { readonly kind: 'online'; readonly device: string; readonly inode: string }
  | { readonly kind: 'offline'; readonly message: string }

/**
 * Looks at a watched folder, and waits for its disk. `lookAtRoot` asks the same and does not.
 *
 * @param device that its files were on when last seen (the part of their `inode` before the colon). An empty folder on
 * another device is then the mount point of a disk that is away, not a folder that somebody emptied.
 */
export function rootNow(folder: string, device?: string): Root {
  try {
    const stats = lstatSync(folder, { bigint: true })
    if (!stats.isDirectory()) return { kind: 'offline', message: `${folder} is no longer a folder.` }
    // To be seen and to be opened are two permissions, on a Mac of two systems.
    opendirSync(folder).closeSync()
    const now = String(stats.dev)
    if (device !== undefined && device !== now && readdirSync(folder).length === 0)
      return { kind: 'offline', message: `The disk that holds ${folder} is not connected.` }
    return { kind: 'online', device: now, inode: String(stats.ino) }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    return { kind: 'offline', message: reason(folder, code) }
  }
}

function reason(folder: string, code: string): string {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `${folder} is not there.`
    case 'EACCES':
    case 'EPERM':
      return `Kenning is not allowed to open ${folder}. Once the system allows it, it is read by itself.`
    default:
      return `${folder} cannot be opened (${code}).`
  }
}

export const isSameRoot = (a: Root, b: Root): boolean =>
  a.kind === 'online' && b.kind === 'online' && a.device === b.device && a.inode === b.inode

/** The device an `inode` of a file is on. */
export const deviceOf = (inode: string): string => inode.slice(0, inode.indexOf(':'))
