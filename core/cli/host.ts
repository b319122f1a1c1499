import { randomBytes, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Engine } from '../contract/engine.ts'
import { EngineError } from '../contract/errors.ts'
import { fromWebSocket } from '../contract/port.ts'
import { serveEngine } from '../contract/serve.ts'
import { sendOriginal } from './originals.ts'

export interface Host extends AsyncDisposable {
  /** With the token in the fragment, which no server and no log sees. */
  readonly url: string
}

/** A page of another origin must not read or drive this one; nothing is loaded from anywhere else. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; worker-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-cache',
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  // What pages of PDFs are drawn with: character maps and fonts.
  '.bcmap': 'application/octet-stream',
  '.pfb': 'application/octet-stream',
  '.ttf': 'font/ttf',
}

/** The largest request the page sends is a list of exclusions: 1,000 lines × 1,000 letters × 4 bytes. */
const LARGEST_MESSAGE = 4_100_000

/**
 * Serves the page and, over a WebSocket, the engine, to this machine alone. The page is public; the engine and the files it knows
 * answer only to the token. Exact Host and Origin keep out pages that point a name of theirs at 127.0.0.1.
 * @throws {EngineError} `invalid-input` when the port is taken
 */
export async function startHost(engine: Engine, page: string, port: number): Promise<Host> {
  const token = randomBytes(32).toString('base64url')
  const own = { host: '', origin: '' }
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refuse = (status: number): void => void response.writeHead(status, headers).end()
    if (request.headers.host !== own.host) return refuse(403)
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405)
    if (request.url?.startsWith('/original?'))
      return sendOriginal(request, response, { engine, token, origin: own.origin, headers })
    const file = fileOf(page, request.url ?? '/')
    const type = file && types[path.extname(file)]
    if (!file || !type) return refuse(404)
    const bytes = await readFile(file).catch(() => null) // Whatever the reason, there is no such page.
    if (!bytes) return refuse(404)
    response.writeHead(200, { ...headers, 'content-type': type, 'content-length': bytes.length })
    response.end(request.method === 'HEAD' ? undefined : bytes)
  }
  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      console.error(error)
      if (response.headersSent) response.destroy()
      else response.writeHead(500, headers).end()
    })
  })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE, handleProtocols: () => 'kenning' })
  server.on('upgrade', (request, socket, head) => {
    // From here on nobody else listens: a page that opens a socket and drops it at once would end the process.
    socket.on('error', () => socket.destroy())
    if (!isOurs(request, own, token)) socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
    else sockets.handleUpgrade(request, socket, head, (client) => serveEngine(engine, portOf(client)))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new EngineError('invalid-input', `Port ${port} cannot be used (${cause.code}). Choose another with --port.`, { cause }),
      ),
    )
    server.listen(port, '127.0.0.1', resolve)
  })
  own.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  own.origin = `http://${own.host}`
  return {
    url: `${own.origin}/#token=${token}`,
    async [Symbol.asyncDispose]() {
      for (const client of sockets.clients) client.terminate()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The page's own socket: exact Host and Origin, and the token as the second subprotocol (a URL would be logged). */
function isOurs({ url, headers: sent }: IncomingMessage, own: { host: string; origin: string }, token: string): boolean {
  if (url !== '/engine' || sent.host !== own.host || sent.origin !== own.origin) return false
  const [name, given = ''] = (sent['sec-websocket-protocol'] ?? '').split(',').map((part) => part.trim())
  const a = Buffer.from(given)
  const b = Buffer.from(token)
  return name === 'kenning' && a.length === b.length && timingSafeEqual(a, b)
}

/** A frame that is no JSON object ends the connection: only a broken or hostile client sends one. */
function portOf(client: WebSocket) {
  client.on('error', () => client.terminate())
  const port = fromWebSocket(client as never)
  return {
    ...port,
    send: (message: unknown) => {
      if (client.readyState === client.OPEN) port.send(message)
    },
    onMessage: (listener: (message: unknown) => void) => {
      client.on('message', (data, isBinary) => {
        let message: unknown
        try {
          if (isBinary) throw new Error('binary')
          message = JSON.parse(String(data))
          if (typeof message !== 'object' || message === null) throw new Error('no request')
        } catch {
          return client.terminate()
        }
        listener(message)
      })
    },
  }
}

/** The file a request means, or null when it would leave the page's folder. */
export function fileOf(page: string, url: string): string | null {
  let pathname: string
  try {
    pathname = decodeURIComponent(new URL(url, 'http://127.0.0.1').pathname)
  } catch {
    return null
  }
  if (pathname.includes('\0')) return null
  const file = path.join(page, pathname === '/' ? 'index.html' : pathname)
  return file.startsWith(page + path.sep) ? file : null
}
