import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from '../core/contract/engine.ts'
import { EngineError } from '../core/contract/errors.ts'
import { fromMessagePort } from '../core/contract/port.ts'
import { serveEngine } from '../core/contract/serve.ts'
import { serveOriginals, whileOpen } from './originals.ts'

let folder: string
let lease: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'kenning-originals-'))
  lease = path.join(folder, 'lease #1 ü.pdf')
  await writeFile(lease, '%PDF-1.7 twenty byte')
})
afterAll(() => rm(folder, { recursive: true }))

const engine = {
  async original({ path }: { path: string }) {
    if (path !== lease) throw new EngineError('not-found', `${path} is not in the index.`)
    return { path, type: 'application/pdf', size: 20 }
  },
} as unknown as Engine

/** How often a port to the engine was asked for; each asks an engine at its other end, as the page's does. */
let ports: { close(): void }[] = []
const asking = whileOpen(() => {
  const { port1, port2 } = new MessageChannel()
  serveEngine(engine, fromMessagePort(port2 as never))
  ports.push(port1)
  return port1 as never
})
const serve = serveOriginals(asking, async () => new Response('page'))
const ask = (url: string, headers: Record<string, string> = { 'x-kenning-token': '' }, method = 'GET') =>
  serve(Object.defineProperty(new Request('http://x/', { headers, method }), 'url', { value: url }))
const original = (file: string, headers?: Record<string, string>) =>
  ask(`app://kenning/original?path=${encodeURIComponent(file)}`, headers)

describe('files of a person', () => {
  it('are sent to the page, whole or in parts, as data in which nothing runs', async () => {
    const whole = await original(lease)
    expect([whole.status, await whole.text()]).toEqual([200, '%PDF-1.7 twenty byte'])
    expect(whole.headers.get('content-type')).toBe('application/pdf')
    expect(whole.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    expect(whole.headers.get('x-content-type-options')).toBe('nosniff')
    const part = await original(lease, { 'x-kenning-token': '', range: 'bytes=5-7' })
    expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([206, '1.7', 'bytes 5-7/20'])
    expect((await original(lease, { 'x-kenning-token': '', range: 'bytes=20-' })).status).toBe(416)
  })
  it('are no others than the engine knows', async () => {
    for (const file of ['/etc/passwd', `${folder}/../secret`, '']) expect((await original(file)).status).toBe(404)
  })
  it('are refused to what is not a script of our own page', async () => {
    expect((await original(lease, {})).status).toBe(403)
    expect((await ask(`app://kenning/original?path=${encodeURIComponent(lease)}`, undefined, 'POST')).status).toBe(405)
  })
  it('leave every other address to the page', async () => {
    expect(await (await ask('app://kenning/index.html')).text()).toBe('page')
    expect(await (await ask('app://other/original?path=x')).text()).toBe('page')
  })
  it('are asked of the engine that was started again', async () => {
    await original(lease)
    const before = ports.length
    ports.at(-1)!.close()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect((await original(lease)).status).toBe(200)
    expect(ports.length).toBe(before + 1)
    for (const port of ports) port.close()
    ports = []
  })
})
