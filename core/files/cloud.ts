import { lstat } from 'node:fs/promises'

/** NTFS and APFS keep smaller files beside their names, where they take no block either. Bytes. */
const SMALL = 4096

/**
 * Whether a file's content is only in the cloud (OneDrive, iCloud Drive): it has a size and takes no room, and opening it
 * would download it. Files with nothing but holes look the same, and hold nothing to read either.
 */
export const isCloudOnly = ({ size, blocks }: { size: number; blocks: number }, platform = process.platform): boolean =>
  (platform === 'darwin' || platform === 'win32') && size > SMALL && blocks === 0

/** Asks for no content. False for what is not there. */
export async function isInCloudOnly(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => null)
  return stats !== null && isCloudOnly(stats)
}
