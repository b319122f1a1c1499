import { readFile, realpath } from 'node:fs/promises'
import path from 'node:path'
import { isAppUrl } from './security.ts'

/** Everything the page may load comes from us; no plug-ins, no foreign base, no frame around it, no form to anywhere. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-cache',
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.bcmap': 'application/octet-stream',
  '.pfb': 'application/octet-stream',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
}

/** A name that can only be a child of its folder: no separator of any system, no drive or stream, nothing hidden, no NUL. */
const PLAIN_NAME = /^[^./\\:\0][^/\\:\0]*$/

export type Resolved =
  | { readonly kind: 'file'; readonly segments: readonly string[]; readonly type: string }
  | { readonly kind: 'refused'; readonly status: 400 | 404 | 405 }

/**
 * Which file below the renderer's folder a request means, decided on the URL alone.
 *
 * The path is decoded once and split; every segment must then be a plain name. Normalising instead would let `%2e%2e%2f`
 * through on one system and `..\` on another.
 */
export function resolveAppRequest(method: string, url: string): Resolved {
  if (method !== 'GET' && method !== 'HEAD') return { kind: 'refused', status: 405 }
  if (!isAppUrl(url)) return { kind: 'refused', status: 404 }
  let pathname: string
  try {
    pathname = decodeURIComponent(new URL(url).pathname)
  } catch {
    return { kind: 'refused', status: 400 } // A lone % or bytes that are no UTF-8.
  }
  const segments = pathname === '/' || pathname === '' ? ['index.html'] : pathname.slice(1).split('/')
  const type = CONTENT_TYPES[path.posix.extname(segments.at(-1)!).toLowerCase()]
  if (!type || !segments.every((segment) => PLAIN_NAME.test(segment))) return { kind: 'refused', status: 404 }
  return { kind: 'file', segments, type }
}

/** Answers `app://kenning/…` from the files below `root`; for `protocol.handle`. */
export function serveAppFiles(root: string): (request: Request) => Promise<Response> {
  const refuse = (status: number) => new Response(null, { status, headers: HEADERS })
  return async (request) => {
    const resolved = resolveAppRequest(request.method, request.url)
    if (resolved.kind === 'refused') return refuse(resolved.status)
    const [folder, file] = await Promise.all([realpath(root), realpath(path.join(root, ...resolved.segments))]).catch(() => [])
    // A link below the folder that leads out of it is not ours to serve.
    if (!folder || !file?.startsWith(folder + path.sep)) return refuse(404)
    const body = request.method === 'HEAD' ? null : await readFile(file)
    return new Response(body, { headers: { ...HEADERS, 'content-type': resolved.type } })
  }
}
