import { readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { homedir } from 'node:os'
import path from 'node:path'
import { EngineError } from '../contract/errors.ts'
import { type DownloadOptions, patiently } from './download.ts'
import { decode, headerLength, readHeader } from './graph/safetensors.ts'
import { HttpFailure, request } from './http.ts'

/** Where encoders are published; `HF_ENDPOINT` names a mirror, as for every tool of that hub. */
export const hubEndpoint = (env = process.env): string => (env.HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/, '')

/**
 * The token of whoever is known to the hub, where its own tools keep it: `HF_TOKEN`, else a file. Repositories that are not for
 * everyone ask for it. `null`: nobody is known.
 */
export async function hubToken(env = process.env): Promise<string | null> {
  if (env.HF_TOKEN) return env.HF_TOKEN.trim()
  const home = env.HF_HOME || path.join(env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'huggingface')
  const text = await readFile(env.HF_TOKEN_PATH || path.join(home, 'token'), 'utf8').catch(() => '')
  return text.trim() || null
}

/** A file of a repository at a commit. */
export interface HubFile {
  readonly endpoint: string
  readonly repository: string
  readonly revision: string
  readonly path: string
}

export const hubUrl = ({ endpoint, repository, revision, path }: HubFile): string =>
  `${endpoint}/${repository}/resolve/${revision}/${path.split('/').map(encodeURIComponent).join('/')}`

export interface Known {
  readonly bytes: number | null
  readonly sha256: string | null
}

/** Size and, for large files, SHA-256 as the hub has them: the headers before it points to its store. */
export async function describeFile(file: HubFile, options: DownloadOptions = {}): Promise<Known> {
  const { signal, token } = options
  const url = hubUrl(file)
  return patiently(url, options, async () => {
    let at = url
    for (let moved = 0; ; moved++) {
      const answer = await request(at, { method: 'HEAD', follow: false, token: token ?? null, ...(signal && { signal }) })
      answer.resume()
      const { location, 'x-linked-size': size, 'x-linked-etag': tag, 'content-length': length } = answer.headers
      const next = location === undefined ? null : new URL(location, at)
      // A repository that was renamed points to itself; the store of large files has another host.
      if (next && tag === undefined && next.host === new URL(at).host && moved < 3) {
        at = next.href
        continue
      }
      const sha256 = /^(?:W\/)?"?([0-9a-f]{64})"?$/.exec(String(tag ?? ''))?.[1] ?? null
      const bytes = size !== undefined ? Number(size) : next ? null : Number(length ?? Number.NaN)
      return { bytes: bytes === null || Number.isNaN(bytes) ? null : bytes, sha256 }
    }
  })
}

/** Whether a file is not there, or not for everyone: no patience and no larger disk would bring it. */
export const isAbsent = (error: unknown): boolean =>
  error instanceof EngineError &&
  (error.code === 'model-missing' || (error.cause instanceof HttpFailure && [401, 403, 404, 410].includes(error.cause.status)))

/** A matrix of a safetensors file on the hub, by three requests for parts: Jina's 64-d head is 131 kB of 1.1 GB. */
export async function fetchTensor(
  file: HubFile,
  name: string,
  options: DownloadOptions = {},
): Promise<{ readonly shape: readonly number[]; readonly weight: Float32Array }> {
  const url = hubUrl(file)
  const part = (from: number, to: number) => patiently(url, options, () => readPart(url, from, to, options))
  const { bytes: first, size } = await part(0, 8)
  const { bytes: header } = await part(0, 8 + headerLength(first, size, url))
  const tensor = readHeader(header, size, url).get(name)
  if (!tensor) throw new EngineError('download-failed', `${url} has no tensor ${name}.`)
  const { bytes } = await part(tensor.offset, tensor.offset + tensor.length)
  return { shape: tensor.shape, weight: decode(bytes, tensor.type) }
}

/** Bytes `from … to`, and the size of the whole file. */
async function readPart(
  url: string,
  from: number,
  to: number,
  { signal, token = null }: DownloadOptions,
): Promise<{ bytes: Buffer; size: number }> {
  const answer = await request(url, { headers: { range: `bytes=${from}-${to - 1}` }, token, ...(signal && { signal }) })
  const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(answer.headers['content-range'] ?? '')
  if (answer.statusCode !== 206 || Number(range?.[1]) !== from) {
    answer.destroy()
    throw new EngineError('download-failed', `${new URL(url).host} does not give parts of files.`)
  }
  const bytes = await collect(answer, to - from)
  if (bytes.length !== to - from) throw new Error(`The connection ended after ${bytes.length} of ${to - from} bytes.`)
  return { bytes, size: Number(range![2]) }
}

async function collect(answer: IncomingMessage, most: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of answer as AsyncIterable<Buffer>) {
    pieces.push(piece)
    length += piece.length
    if (length > most) throw new EngineError('download-failed', 'The server sends more than was asked for.')
  }
  return Buffer.concat(pieces)
}
