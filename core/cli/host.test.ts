import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect as dial } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { connectEngine } from '../contract/connect.ts'
import type { Engine } from '../contract/engine.ts'
import { EngineError } from '../contract/errors.ts'
import { fromWebSocket } from '../contract/port.ts'
import { fileOf, type Host, startHost } from './host.ts'

let page: string
let host: Host
let origin: string
let token: string
let lease: string
const torn = 'on a disk that fails.pdf'
const engine = {
  models: async () => [],
  async original({ path }: { path: string }) {
    if (path === torn) throw new Error('EIO')
    if (path !== lease) throw new EngineError('not-found', `${path} is not in the index.`)
    return { path, type: 'application/pdf', size: 20 }
  },
} as unknown as Engine

beforeAll(async () => {
  page = await mkdtemp(path.join(tmpdir(), 'kenning-page-'))
  await writeFile(path.join(page, 'index.html'), '<!doctype html><title>Kenning</title>')
  lease = path.join(page, 'lease #1 ü.pdf')
  await writeFile(lease, '%PDF-1.7 twenty byte')
  host = await startHost(engine, page, 0)
  const url = new URL(host.url)
  origin = url.origin
  token = url.hash.slice('#token='.length)
})
afterAll(async () => {
  await host[Symbol.asyncDispose]()
  await rm(page, { recursive: true })
})

const get = (url: string, headers: Record<string, string> = {}) =>
  new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const sent = request(`${origin}${url}`, { headers }, (response) => {
      let body = ''
      response.on('data', (bytes) => {
        body += bytes
      })
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }))
    })
    sent.on('error', reject)
    sent.end()
  })

/** 'open', or the status that the upgrade was refused with. */
async function connect(protocols: string[], headers: Record<string, string>, url = '/engine'): Promise<string | number> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}${url}`, protocols, { headers })
  return new Promise((resolve) => {
    socket.on('open', () => {
      socket.close()
      resolve('open')
    })
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode!))
    socket.on('error', () => resolve('error'))
  })
}

describe('files of a person', () => {
  const original = (file: string, headers: Record<string, string> = {}) =>
    get(`/original?path=${encodeURIComponent(file)}`, { 'x-kenning-token': token, ...headers })

  it('are sent to the page that has the token, as data in which nothing runs', async () => {
    const { status, headers, body } = await original(lease)
    expect([status, body]).toEqual([200, '%PDF-1.7 twenty byte'])
    expect(headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': '20',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    })
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })
  it('are sent in parts', async () => {
    const { status, headers, body } = await original(lease, { range: 'bytes=5-7' })
    expect([status, body, headers['content-range']]).toEqual([206, '1.7', 'bytes 5-7/20'])
    expect((await original(lease, { range: 'bytes=20-' })).status).toBe(416)
  })
  it.each(['/etc/passwd', '../index.html', '', 'lease\0.pdf'])('are no others than the engine knows: %s', async (file) => {
    const { status, body } = await original(file)
    expect([status, body]).toEqual([404, ''])
  })
  it('are answered for also when their disk fails', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    expect((await original(torn)).status).toBe(500)
    expect(String(log.mock.calls)).toContain('EIO')
    log.mockRestore()
  })
  it.each<[string, () => Record<string, string>]>([
    ['a wrong token', () => ({ 'x-kenning-token': 'x'.repeat(43) })],
    ['no token', () => ({ 'x-kenning-token': '' })],
    ['another origin', () => ({ origin: 'http://evil.example' })],
    ['another site', () => ({ 'sec-fetch-site': 'cross-site' })],
    ['a rebound name', () => ({ host: 'rebound.example' })],
  ])('are refused to a request with %s', async (_, headers) => {
    expect((await original(lease, headers())).status).toBe(403)
  })
})

describe('the loopback host', () => {
  it('serves the page with a strict policy and without the token', async () => {
    const { status, headers, body } = await get('/')
    expect(status).toBe(200)
    expect(body).toContain('<title>Kenning</title>')
    expect(body).not.toContain(token)
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })

  it.each(['evil.example', 'localhost', '127.0.0.1', '127.0.0.1.evil.example', '127.attacker.example'])(
    'refuses the Host %s',
    async (name) => {
      expect((await get('/', { host: name })).status).toBe(403)
    },
  )

  it.each([
    '/../package.json',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2fetc/passwd',
    '/index.html%00.js',
    '/secret.txt',
    '/nothing.html',
  ])('has nothing at %s', async (url) => {
    expect((await get(url)).status).toBe(404)
  })

  it('keeps every path inside the page', () => {
    for (const url of ['/../../x.html', '//etc/passwd', '/a/../../x.js', '/%2e%2e%2fx.css', '/\\..\\x.html']) {
      const file = fileOf(page, url)
      if (file !== null) expect(file.startsWith(page + path.sep)).toBe(true)
    }
  })

  it('lets the page that has the token ask the engine', async () => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/engine`, ['kenning', token], { headers: { origin } })
    await once(socket, 'open')
    expect(socket.protocol).toBe('kenning') // The token is not sent back.
    expect(await connectEngine(fromWebSocket(socket as never)).models({})).toEqual([])
    socket.close()
  })

  it.each<[string, () => [string[], Record<string, string>, string?]]>([
    ['a wrong token', () => [['kenning', 'x'.repeat(43)], { origin }]],
    ['no token', () => [['kenning'], { origin }]],
    ['no protocol', () => [[], { origin }]],
    ['another origin', () => [['kenning', token], { origin: 'http://evil.example' }]],
    ['the same port of another name', () => [['kenning', token], { origin: origin.replace('127.0.0.1', 'localhost') }]],
    ['no origin', () => [['kenning', token], {}]],
    ['a rebound name', () => [['kenning', token], { origin, host: 'rebound.example' }]],
    ['another path', () => [['kenning', token], { origin }, '/other']],
  ])('refuses a socket with %s', async (_, given) => {
    expect(await connect(...given())).toBe(403)
  })

  it('outlives a stranger who asks for a socket and hangs up before the answer', async () => {
    const { hostname, port } = new URL(origin)
    for (let i = 0; i < 5; i++) {
      const stranger = dial(Number(port), hostname)
      await once(stranger, 'connect')
      stranger.write('GET /engine HTTP/1.1\r\nHost: evil.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
      stranger.resetAndDestroy()
      await once(stranger, 'close')
    }
    expect((await get('/')).status).toBe(200)
  })

  it.each(['not json', 'null', '1'])('drops a client that sends something else than a JSON object: %s', async (frame) => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/engine`, ['kenning', token], { headers: { origin } })
    await once(socket, 'open')
    socket.send(frame)
    await once(socket, 'close')
  })

  it('says so when the port is taken', async () => {
    const port = Number(new URL(origin).port)
    await expect(startHost(engine, page, port)).rejects.toMatchObject({
      code: 'invalid-input',
      message: /Port \d+ cannot be used/,
    })
  })
})
