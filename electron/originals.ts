import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import type { MessagePortMain } from 'electron'
import { ORIGINAL_HEADERS } from '../core/cli/originals.ts'
import { connectEngine } from '../core/contract/connect.ts'
import type { Engine } from '../core/contract/engine.ts'
import { EngineError } from '../core/contract/errors.ts'
import { fromMessagePort } from '../core/contract/port.ts'
import { byteRange } from '../core/files/range.ts'
import { HEADERS } from './app-protocol.ts'
import { APP_URL } from './security.ts'

type Answer = (request: Request) => Promise<Response>

/** The engine at the other end of a port that is renewed after it has closed, as it does when the engine was started again. */
export function whileOpen(connect: () => MessagePortMain): () => Pick<Engine, 'original'> {
  let current: Engine | null = null
  return () => {
    if (current) return current
    const port = connect()
    const opened = connectEngine(fromMessagePort(port))
    port.on('close', () => {
      if (current === opened) current = null
    })
    current = opened
    return opened
  }
}

/**
 * Answers `app://kenning/original?path=…` with the bytes of a file that the engine knows, and leaves all else to `others`. Only a
 * script of our own page can set the header; a link or an image in a page cannot.
 */
export function serveOriginals(engine: () => Pick<Engine, 'original'>, others: Answer): Answer {
  const refuse = (status: number, headers = {}) => new Response(null, { status, headers: { ...HEADERS, ...headers } })
  return async (request) => {
    if (!request.url.startsWith(`${APP_URL}original?`)) return others(request)
    if (request.method !== 'GET') return refuse(405)
    if (request.headers.get('x-kenning-token') === null) return refuse(403)
    const path = new URL(request.url).searchParams.get('path') ?? ''
    const file = await engine()
      .original({ path })
      .catch((error: unknown) => {
        if (!(error instanceof EngineError)) throw error
        return null
      })
    if (!file?.type) return refuse(404)
    const range = byteRange(request.headers.get('range'), file.size)
    if (!range) return refuse(416, { 'content-range': `bytes */${file.size}` })
    const { start, end, partial } = range
    const bytes = Readable.toWeb(createReadStream(path, { start, end: end - 1 })) as ReadableStream<Uint8Array>
    return new Response(start === end ? null : bytes, {
      status: partial ? 206 : 200,
      headers: {
        ...HEADERS,
        ...ORIGINAL_HEADERS,
        'content-type': file.type,
        'content-length': String(end - start),
        ...(partial ? { 'content-range': `bytes ${start}-${end - 1}/${file.size}` } : {}),
      },
    })
  }
}
