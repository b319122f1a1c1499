import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { connectEngine } from './connect.ts'
import type { Engine, SearchAnswer, Status } from './engine.ts'
import { cancelled, EngineError } from './errors.ts'
import { fromMessagePort, fromWebSocket, type Port, portPair } from './port.ts'
import { serveEngine } from './serve.ts'

/** How often the far side saw a signal abort. */
let aborted = 0
afterEach(() => {
  aborted = 0
})

const sleep = (ms: number, signal?: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      aborted++
      reject(cancelled())
    })
  })

const status = (tokens: number): Status => ({
  activity: { kind: 'idle' },
  folders: [],
  files: { indexed: 0, failed: 0, skipped: 0, noText: 0 },
  passages: 0,
  tokens,
  bytes: { text: 0, index: 0 },
  model: 'starter',
  dim: 64,
  pooling: 1,
  device: { device: 'cpu' },
  recognition: { waiting: 0, reading: null },
})

/** Three procedures of the contract, with behaviours one can see from outside. The others are never called here. */
const served = {
  async search({ query, mode }, signal): Promise<SearchAnswer> {
    if (query === 'slow') await sleep(5_000, signal)
    if (query === 'bug') throw new TypeError('secret path C:/private')
    return { query, mode, ms: 1, words: [], filters: [], hits: [] }
  },
  async addFolder({ path }) {
    throw new EngineError('not-found', `There is no folder ${path}.`)
  },
  async *status(_, signal) {
    try {
      for (let n = 0; n < 4; n++) {
        yield status(n)
        await sleep(1, signal)
      }
    } finally {
      aborted += signal?.aborted ? 1 : 0
    }
  },
} satisfies Partial<Engine> as unknown as Engine

const bugs: unknown[] = []
const serve = (port: Port) => serveEngine(served, port, (error) => bugs.push(error))

type Wire = () => Promise<{ port: Port; close(): void }>
const wires: Record<string, Wire> = {
  'in memory': async () => {
    const [near, far] = portPair()
    serve(far)
    return { port: near, close: () => near.close() }
  },
  'over a MessagePort': async () => {
    const { port1, port2 } = new MessageChannel()
    serve(fromMessagePort(port2))
    return { port: fromMessagePort(port1), close: () => port1.close() }
  },
  'over a WebSocket': async () => {
    const http = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => http.once('listening', resolve))
    const sockets = new WebSocketServer({ server: http })
    sockets.on('connection', (socket) => serve(fromWebSocket(socket as never)))
    const socket = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`)
    await new Promise((resolve) => socket.addEventListener('open', resolve))
    const close = () => {
      socket.close()
      http.close()
    }
    return { port: fromWebSocket(socket), close }
  },
}

describe.each(Object.entries(wires))('the engine %s', (_, wire) => {
  const connected = async () => {
    const { port, close } = await wire()
    return { engine: connectEngine(port), [Symbol.dispose]: close, close }
  }
  const ask = (query: string) => ({ query, limit: 2, mode: 'hybrid' as const })

  it('answers a call', async () => {
    using far = await connected()
    expect(await far.engine.search(ask('lease'))).toMatchObject({ query: 'lease', hits: [] })
  })

  it('streams until done', async () => {
    using far = await connected()
    const seen: number[] = []
    for await (const { tokens } of far.engine.status({})) seen.push(tokens)
    expect(seen).toEqual([0, 1, 2, 3])
  })

  it('stops the engine when a reader leaves early', async () => {
    using far = await connected()
    for await (const _ of far.engine.status({})) break
    await expect.poll(() => aborted).toBeGreaterThan(0)
  })

  it('cancels a running search at both ends', async () => {
    using far = await connected()
    const control = new AbortController()
    const search = far.engine.search(ask('slow'), control.signal)
    setTimeout(() => control.abort(), 10)
    await expect(search).rejects.toMatchObject({ code: 'cancelled' })
    await expect.poll(() => aborted).toBe(1)
  })

  it('keeps the code of an expected failure', async () => {
    using far = await connected()
    await expect(far.engine.addFolder({ path: '/x' })).rejects.toMatchObject({
      code: 'not-found',
      message: 'There is no folder /x.',
    })
  })

  it('hides the details of a bug, and tells them to the log', async () => {
    using far = await connected()
    await expect(far.engine.search(ask('bug'))).rejects.toMatchObject({ code: 'internal', message: 'Something went wrong.' })
    expect(String(bugs.at(-1))).toContain('secret path')
  })

  it('fails pending calls when the engine goes away', async () => {
    const far = await connected()
    const search = far.engine.search(ask('slow'))
    setTimeout(far.close, 10)
    await expect(search).rejects.toMatchObject({ code: 'disconnected' })
  })

  it('refuses what is not in the contract, and input that is not in its shape', async () => {
    const { port, close } = await wire()
    const answers: unknown[] = []
    port.onMessage((message) => answers.push(message))
    port.send({ id: 1, type: 'call', procedure: 'constructor', input: {} })
    port.send({ id: 2, type: 'call', procedure: 'search', input: { query: 'x', limit: 1e9, mode: 'hybrid' } })
    port.send({ id: 3, type: 'call', procedure: 'search', input: { query: 'x', limit: 1, mode: 'hybrid', extra: true } })
    await expect.poll(() => answers.length).toBe(3)
    expect(answers).toEqual(
      [1, 2, 3].map((id) => expect.objectContaining({ id, type: 'fail', code: 'invalid-input', message: expect.any(String) })),
    )
    close()
  })
})
