import { statfs } from 'node:fs/promises'
import { EngineError } from '../contract/errors.ts'

/** Room left on the disk after a download. */
const SPARE = 200e6

/** @throws {EngineError} `download-failed` when the disk has no room for so many more bytes */
export async function checkSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  const room = bavail * bsize
  if (bytes + SPARE > room)
    throw new EngineError(
      'download-failed',
      `This takes ${megabytes(bytes + SPARE)} of disk, and ${megabytes(room)} are free. Free some space and try again.`,
    )
}

const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`

/** What a disk that is full, or closed to us, says in plain words; `null` for any other failure. */
export function diskFailure(cause: unknown): EngineError | null {
  const { code } = cause as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new EngineError('download-failed', 'The disk is full. Free some space and try again; what is here is kept.', { cause })
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new EngineError('download-failed', `The folder of encoders cannot be written to (${code}).`, { cause })
  return null
}
