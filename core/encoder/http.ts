import { type IncomingMessage, type OutgoingHttpHeaders, Agent as PlainAgent, request as plain } from 'node:http'
import { Agent as SecureAgent, request as secure } from 'node:https'
import { EngineError } from '../contract/errors.ts'

/** An answer that is none of what was asked for. */
export class HttpFailure extends Error {
  readonly status: number
  /** Milliseconds that the server asks us to wait. */
  readonly retryAfter: number | null
  constructor(status: number, retryAfter: number | null) {
    super(`HTTP ${status}`)
    this.status = status
    this.retryAfter = retryAfter
  }
}

export interface Asked {
  readonly method?: 'GET' | 'HEAD'
  readonly headers?: OutgoingHttpHeaders
  readonly signal?: AbortSignal
  /** Shown to the host that is asked, and to no other that it points to. */
  readonly token?: string | null
  /** Whether to go where the server points; its own headers are wanted where not. */
  readonly follow?: boolean
}

const MOST_REDIRECTS = 8
/** A connection that brings nothing for so long is dead. Milliseconds. */
const SILENCE = 60_000

// HTTPS_PROXY, HTTP_PROXY and NO_PROXY, as every other tool of the system has them.
const options = { proxyEnv: process.env, keepAlive: false, timeout: SILENCE }
const agents = { 'http:': new PlainAgent(options), 'https:': new SecureAgent(options) }

/**
 * Asks for a URL; resolves with an answer 200 or 206 (or a redirect that is not followed) whose body is still to be read.
 * @throws {HttpFailure} for any other status, and whatever the network throws
 */
export async function request(url: string, asked: Asked = {}): Promise<IncomingMessage> {
  let at = new URL(url)
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const isOwn = at.host === new URL(url).host && isPrivate(at)
    const answer = await once(at, isOwn ? asked : { ...asked, token: null })
    const status = answer.statusCode ?? 0
    const isRedirect = status >= 300 && status < 400 && answer.headers.location !== undefined
    if (status === 200 || status === 206 || (isRedirect && asked.follow === false)) return answer
    answer.destroy()
    if (!isRedirect) throw new HttpFailure(status, waitOf(answer))
    const next = new URL(answer.headers.location!, at)
    if (at.protocol === 'https:' && next.protocol !== 'https:')
      throw new EngineError(
        'download-failed',
        `${at.host} points to an address without encryption, ${next.host}. Nothing was downloaded.`,
      )
    at = next
  }
  throw new EngineError('download-failed', `${at.host} sends us around in circles.`)
}

/** Nobody on the way can read what is said. */
const isPrivate = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || hostname === 'localhost' || hostname === '127.0.0.1'

function once(url: URL, { method = 'GET', headers = {}, token, signal }: Asked): Promise<IncomingMessage> {
  const { protocol } = url
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new EngineError('download-failed', `${url.protocol} is no address to download from.`)
  return new Promise((resolve, reject) => {
    const send = protocol === 'https:' ? secure : plain
    const sent = send(
      url,
      {
        method,
        agent: agents[protocol],
        headers: { 'user-agent': 'Kenning', ...(token && { authorization: `Bearer ${token}` }), ...headers },
        ...(signal && { signal }),
      },
      resolve,
    )
    sent.on('timeout', () => sent.destroy(new Error('The connection is silent.')))
    sent.on('error', reject)
    sent.end()
  })
}

/** `Retry-After` in seconds or as a date. */
function waitOf({ headers }: IncomingMessage): number | null {
  const said = headers['retry-after']
  if (said === undefined) return null
  const seconds = Number(said)
  const wait = Number.isNaN(seconds) ? Date.parse(said) - Date.now() : seconds * 1_000
  return Number.isNaN(wait) ? null : Math.max(0, wait)
}
