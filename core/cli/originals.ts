import { timingSafeEqual } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Engine } from '../contract/engine.ts'
import { EngineError } from '../contract/errors.ts'
import { byteRange } from '../files/range.ts'

/** A file of a person's is data for the page, and no page itself: should one be opened by its address, nothing in it runs. */
export const ORIGINAL_HEADERS = {
  'content-security-policy': "default-src 'none'; sandbox",
  'content-disposition': 'attachment',
  'accept-ranges': 'bytes',
  'cache-control': 'no-store',
}

interface Asked {
  readonly engine: Pick<Engine, 'original'>
  readonly token: string
  readonly origin: string
  /** Headers of every answer. */
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Sends the bytes of `/original?path=…` to our own page. It shows the token in a header, which no other page can set without being
 * asked whether it may (and it is not answered); which files there are, the engine says.
 */
export async function sendOriginal(request: IncomingMessage, response: ServerResponse, asked: Asked): Promise<void> {
  const { engine, token, origin, headers } = asked
  const refuse = (status: number): void => void response.writeHead(status, headers).end()
  const { origin: from = origin, 'sec-fetch-site': site = 'same-origin', 'x-kenning-token': given } = request.headers
  if (from !== origin || site !== 'same-origin' || !isToken(given, token)) return refuse(403)
  const path = new URL(request.url!, origin).searchParams.get('path') ?? ''
  const file = await engine.original({ path }).catch((error: unknown) => {
    if (!(error instanceof EngineError)) throw error
    return null
  })
  if (!file?.type) return refuse(404)
  const range = byteRange(request.headers.range, file.size)
  if (!range) return void response.writeHead(416, { ...headers, 'content-range': `bytes */${file.size}` }).end()
  const { start, end, partial } = range
  response.writeHead(partial ? 206 : 200, {
    ...headers,
    ...ORIGINAL_HEADERS,
    'content-type': file.type,
    'content-length': end - start,
    ...(partial ? { 'content-range': `bytes ${start}-${end - 1}/${file.size}` } : {}),
  })
  if (request.method === 'HEAD' || start === end) return void response.end()
  // Whether the page went away or the file did, the connection ends and the page sees that bytes are missing.
  await pipeline(createReadStream(path, { start, end: end - 1 }), response).catch(() => response.destroy())
}

function isToken(given: string | string[] | undefined, token: string): boolean {
  const a = Buffer.from(String(given ?? ''))
  const b = Buffer.from(token)
  return a.length === b.length && timingSafeEqual(a, b)
}
