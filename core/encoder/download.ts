import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cancelled, EngineError } from '../contract/errors.ts'
import { checkSpace, diskFailure } from './disk.ts'
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

const failed = (message: string, cause?: unknown, about?: string) =>
  new EngineError('download-failed', message, { cause, ...(about !== undefined && { about }) })

/** What has arrived of a file. */
interface Arrived {
  readonly partial: string
  /** What the server calls the version that it sends (a strong ETag), in this run; `null` where it does not say. */
  tag: string | null
}

/**
 * Downloads a file, going on where an earlier try ended, and compares it with its SHA-256 before it gets its name. What is
 * written stays when this fails or is aborted, unless it is wrong. Where no SHA-256 is known, only the server can tell that the
 * rest belongs to what is here, and only of what it sent in the same run.
 * @throws {EngineError} `download-failed`, `cancelled`
 */
export async function download(wanted: Wanted, options: DownloadOptions = {}): Promise<Fetched> {
  const arrived: Arrived = { partial: `${wanted.to}.partial`, tag: null }
  await mkdir(path.dirname(wanted.to), { recursive: true })
  const fetched = await patiently(
    wanted.url,
    options,
    () => attempt(wanted, arrived, options),
    () => sizeOf(arrived.partial),
  )
  await rename(arrived.partial, wanted.to)
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
      if (failures >= ATTEMPTS)
        throw failed(`${hostOf(url)} cannot be reached. Try again later; what is here is kept.`, error, hostOf(url))
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
        hostOf(url),
      )
    if (status === 404 || status === 410) throw failed(`${hostOf(url)} no longer has ${nameOf(url)}.`, error, hostOf(url))
    if (status !== 429 && status < 500) throw failed(`${hostOf(url)} refused ${nameOf(url)} (${status}).`, error, hostOf(url))
    return retryAfter
  }
  const disk = diskFailure(error)
  if (disk) throw disk
  const { code = '', statusCode = 0 } = error as NodeJS.ErrnoException & { readonly statusCode?: number }
  if (code === 'ERR_PROXY_TUNNEL' && statusCode < 500)
    throw failed(
      `The proxy does not let Kenning through to ${hostOf(url)} (${statusCode}). See whether HTTPS_PROXY names the right one, with your name and password where it asks for them.`,
      error,
    )
  if (UNTRUSTED.test(code))
    throw failed(
      `${hostOf(url)} cannot prove that it is itself (${code}). Nothing was downloaded. Where your network reads along on purpose, name its certificate in NODE_EXTRA_CA_CERTS.`,
      error,
    )
  return null
}

/** How OpenSSL and Node say that a certificate is not to be believed. */
const UNTRUSTED = /CERT|UNABLE_TO_VERIFY|INVALID_CA|INVALID_PURPOSE/

const nameOf = (url: string) => path.posix.basename(new URL(url).pathname)
const hostOf = (url: string) => new URL(url).host

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  )
}

/** One request for what is still missing. */
async function attempt(wanted: Wanted, arrived: Arrived, { signal, progress, token = null }: DownloadOptions): Promise<Fetched> {
  const { partial, tag } = arrived
  let have = await sizeOf(partial)
  if (have > (wanted.bytes ?? Number.POSITIVE_INFINITY) || (wanted.sha256 === null && tag === null)) {
    await rm(partial, { force: true })
    have = 0
  }
  let hash = await hashOf(partial, have, signal)
  if (wanted.bytes === null || have < wanted.bytes) {
    const rest = { range: `bytes=${have}-`, ...(wanted.sha256 === null && tag !== null && { 'if-range': tag }) }
    const answer = await request(wanted.url, {
      token,
      ...(have > 0 && { headers: rest }),
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
    arrived.tag = strongTag(answer)
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

async function hashOf(file: string, bytes: number, signal?: AbortSignal): Promise<Hash> {
  const hash = createHash('sha256')
  if (bytes > 0) for await (const piece of createReadStream(file, { ...(signal && { signal }) })) hash.update(piece as Buffer)
  return hash
}

/** The ETag, unless it says itself that it does not tell every version from every other. */
const strongTag = ({ headers: { etag } }: IncomingMessage): string | null =>
  etag === undefined || etag.startsWith('W/') ? null : etag

/** `Content-Range: bytes 100-199/200` → 100 */
const startOf = ({ headers }: IncomingMessage): number | null => {
  const start = /^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1]
  return start === undefined ? null : Number(start)
}

function totalOf({ headers }: IncomingMessage, have: number): number | null {
  const length = headers['content-length']
  return length === undefined ? null : have + Number(length)
}
