import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { cancelled } from '../contract/errors.ts'

/** A symlink put in the file's place is not followed, and a pipe does not block. Windows has neither flag. */
const regularOnly = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

const MB = 1 << 20
/** Of a file larger than this, samples are read: films are not read for their text, and a thousand of them hold a terabyte. */
const LARGE = 256 * MB
/** Megabytes read of a large file's start, which is more than is ever read of its text (20 MB), and evenly of the rest to its end. */
const START = 24
const SAMPLES = 8

/**
 * The file's content as 22 letters: SHA-256, cut to 128 bits, in base64url. It tells one person's files apart, where two
 * of a billion (2³⁰) collide with a chance of 2⁻⁶⁹; it guards nothing, so the other half would only make the ledger longer.
 * Of a file larger than 256 MB, its size, its first 24 MB and 8 MB of the rest are hashed.
 *
 * Reads 1 MB at a time. Throws the system's error when the file cannot be read, and `cancelled` when `signal` aborts.
 */
export async function contentHash(path: string, signal?: AbortSignal): Promise<string> {
  await using file = await open(path, regularOnly)
  const stats = await file.stat()
  if (!stats.isFile()) throw Object.assign(new Error(`${path} is not a regular file.`), { code: 'EINVAL' })
  const hash = createHash('sha256')
  // A megabyte of new memory for each of many small files took five times as long as reading them.
  const buffer = Buffer.allocUnsafe(Math.min(MB, stats.size + 1))
  const read = async (position: number | null): Promise<number> => {
    if (signal?.aborted) throw cancelled()
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position)
    hash.update(buffer.subarray(0, bytesRead))
    return bytesRead
  }
  if (stats.size > LARGE) {
    hash.update(`${stats.size} bytes`)
    for (let i = 0; i < START; i++) await read(i * MB)
    const rest = stats.size - (START + 1) * MB
    for (let i = 0; i < SAMPLES; i++) await read(START * MB + Math.floor((rest * i) / (SAMPLES - 1)))
  } else while ((await read(null)) > 0);
  return hash.digest().subarray(0, 16).toString('base64url')
}
