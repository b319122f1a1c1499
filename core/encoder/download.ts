import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat, statfs } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cancelled, EngineError } from '../contract/errors.ts'
import { HttpFailure, request } from './http.ts'

/** One file of a pinned revision. */
export interface Wanted {
  readonly url: string
  /** Where it goes. Until it is whole it is `<to>.partial`. */
  readonly to: string
  /** `null`: not known beforehand. */
  readonly bytes: number | null
  readonly sha256: string | null
}

export interface Fetched {
  readonly bytes: number
  readonly sha256: string
}

export interface DownloadOptions {
  readonly signal?: AbortSignal
  /** Called with every piece; `total` is null until the server says. */
  readonly progress?: (done: number, total: number | null) => void
  /** Of the person, for repositories that are not for everyone. */
  readonly token?: string | null
  /** The first pause after a failure, doubled with each that follows. Milliseconds. */
  readonly firstPause?: number
}

/** Failures in a row that bring nothing before we give up: pauses of 1, 2, 4, 8, 16 s. */
const ATTEMPTS = 6
const FIRST_PAUSE = 1_000
/** A server may ask for patience, but not for more than a person has. */
const LONGEST_PAUSE = 60_000
/** Room left on the disk after a download. */
const SPARE = 200e6

const failed = (message: string, cause?: unknown) => new EngineError('download-failed', message, { cause })

/**
 * Downloads a file, going on where an earlier try ended, and compares it with its SHA-256 before it gets its name. What is
 * written stays when this fails or is aborted, unless it is wrong.
 * @throws {EngineError} `download-failed`, `cancelled`
 */
export async function download(wanted: Wanted, options: DownloadOptions = {}): Promise<Fetched> {
  const partial = `${wanted.to}.partial`
  await mkdir(path.dirname(wanted.to), { recursive: true })
  const fetched = await patiently(
    wanted.url,
    options,
    () => attempt(wanted, partial, options),
    () => sizeOf(partial),
  )
  await rename(partial, wanted.to)
  return fetched
}

/**
 * Tries until it works, with longer and longer pauses. Failures count from the last one that brought something.
 * @param gained grows with what is kept of a failed try
 * @throws {EngineError} `download-failed` for what no patience mends, and after six failures in a row; `cancelled`
 */
export async function patiently<T>(
  url: string,
  { signal, token = null, firstPause = FIRST_PAUSE }: DownloadOptions,
  attempt: () => Promise<T>,
  gained: () => Promise<number> = async () => 0,
): Promise<T> {
  for (let failures = 0; ; ) {
    const before = await gained()
    try {
      return await attempt()
    } catch (error) {
      if (signal?.aborted) throw cancelled()
      const wait = pauseAfter(error, url, token !== null)
      failures = (await gained()) > before ? 1 : failures + 1
      if (failures >= ATTEMPTS) throw failed(`${hostOf(url)} cannot be reached. Try again later; what is here is kept.`, error)
      await sleep(Math.min(wait ?? firstPause * 2 ** (failures - 1), LONGEST_PAUSE), undefined, signal && { signal }).catch(
        () => {
          throw cancelled()
        },
      )
    }
  }
}

/** Milliseconds that the server asks for, or null for our own pause. Throws what no patience mends. */
function pauseAfter(error: unknown, url: string, isKnown: boolean): number | null {
  if (error instanceof EngineError) throw error
  if (error instanceof HttpFailure) {
    const { status, retryAfter } = error
    if (status === 401 || status === 403)
      throw failed(
        isKnown
          ? `${hostOf(url)} does not give ${nameOf(url)} to you (${status}). Ask for access on its page there, or see whether your token still holds.`
          : `${hostOf(url)} does not give ${nameOf(url)} to everyone (${status}). Ask for access on its page there, and put your token in HF_TOKEN.`,
        error,
      )
    if (status === 404 || status === 410) throw failed(`${hostOf(url)} no longer has ${nameOf(url)}.`, error)
    if (status !== 429 && status < 500) throw failed(`${hostOf(url)} refused ${nameOf(url)} (${status}).`, error)
    return retryAfter
  }
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC') throw failed('The disk is full. Free some space and try again; what is here is kept.', error)
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    throw failed(`The folder of encoders cannot be written to (${code}).`, error)
  return null
}

const nameOf = (url: string) => path.posix.basename(new URL(url).pathname)
const hostOf = (url: string) => new URL(url).host

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  )
}

/** One request for what is still missing. */
async function attempt(wanted: Wanted, partial: string, { signal, progress, token = null }: DownloadOptions): Promise<Fetched> {
  let have = await sizeOf(partial)
  if (wanted.bytes !== null && have > wanted.bytes) {
    await rm(partial)
    have = 0
  }
  let hash = await hashOf(partial, have)
  if (wanted.bytes === null || have < wanted.bytes) {
    const answer = await request(wanted.url, {
      token,
      ...(have > 0 && { headers: { range: `bytes=${have}-` } }),
      ...(signal && { signal }),
    }).catch(async (error) => {
      // Nothing is missing, or the file has become shorter: either way begin again.
      if (error instanceof HttpFailure && error.status === 416) await rm(partial, { force: true })
      throw error instanceof HttpFailure && error.status === 416 ? new Error('The range does not exist.') : error
    })
    if (answer.statusCode === 200 && have > 0) {
      // The server sends the whole again.
      hash = createHash('sha256')
      have = 0
    } else if (answer.statusCode === 206 && startOf(answer) !== have) {
      answer.destroy()
      await rm(partial, { force: true })
      throw new Error('The server sent another range than the one asked for.')
    }
    const total = wanted.bytes ?? totalOf(answer, have)
    await checkSpace(path.dirname(partial), (total ?? 0) - have)
    have = await append(answer, { partial, have, most: wanted.bytes, hash, progress: (done) => progress?.(done, total) })
    if (total !== null && have < total) throw new Error(`The connection ended after ${have} of ${total} bytes.`)
  }
  const sha256 = hash.digest('hex')
  if (wanted.sha256 !== null && sha256 !== wanted.sha256) {
    await rm(partial)
    throw failed(
      `${nameOf(wanted.url)} from ${hostOf(wanted.url)} is not the file it should be; it was thrown away. Try again later.`,
    )
  }
  return { bytes: have, sha256 }
}

interface Appending {
  readonly partial: string
  readonly have: number
  /** More than this is no longer the file we want. */
  readonly most: number | null
  readonly hash: Hash
  readonly progress: (done: number) => void
}

/** Resolves with the size of the partial file. */
async function append(answer: IncomingMessage, { partial, have, most, hash, progress }: Appending): Promise<number> {
  const handle = await open(partial, have === 0 ? 'w' : 'a')
  let done = have
  try {
    for await (const piece of answer as AsyncIterable<Buffer>) {
      if (most !== null && done + piece.length > most) {
        await handle.truncate(0)
        throw failed('The server sends more than the file should have; it was thrown away. Try again later.')
      }
      // What is not written is not hashed either.
      for (let at = 0; at < piece.length; ) at += (await handle.write(piece, at)).bytesWritten
      hash.update(piece)
      done += piece.length
      progress(done)
    }
    await handle.sync()
    return done
  } finally {
    await handle.close()
  }
}

async function hashOf(file: string, bytes: number): Promise<Hash> {
  const hash = createHash('sha256')
  if (bytes > 0) for await (const piece of createReadStream(file)) hash.update(piece as Buffer)
  return hash
}

/** `Content-Range: bytes 100-199/200` → 100 */
const startOf = ({ headers }: IncomingMessage): number | null => {
  const start = /^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1]
  return start === undefined ? null : Number(start)
}

function totalOf({ headers }: IncomingMessage, have: number): number | null {
  const length = headers['content-length']
  return length === undefined ? null : have + Number(length)
}

/** @throws {EngineError} `download-failed` when the disk has no room for so many more bytes */
export async function checkSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  const room = bavail * bsize
  if (bytes + SPARE > room)
    throw failed(
      `This takes ${megabytes(bytes + SPARE)} of disk, and ${megabytes(room)} are free. Free some space and try again.`,
    )
}

const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`
