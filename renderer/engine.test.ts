import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest'
import { fromMessagePort, fromWebSocket } from '../core/contract/port.ts'
import { serveEngine } from '../core/contract/serve.ts'
import { openEngine, relay } from './engine.ts'
import { fakeEngine } from './testing/fake-engine.ts'

const desktop = {} as NonNullable<Window['desktop']>

describe('in a desktop shell', () => {
  const shell = Object.assign(new EventTarget(), { desktop }) as unknown as Window & typeof globalThis
  /** What the preload does: one end of a channel to the page, the other to the engine. */
  const connect = () => {
    const { port1, port2 } = new MessageChannel()
    serveEngine(fakeEngine(), fromMessagePort(port2))
    shell.dispatchEvent(Object.assign(new Event('message'), { source: shell, data: 'kenning:port', ports: [port1] }))
    return port2
  }

  it('talks to the engine over the port that the preload posts', async () => {
    const { engine, connection } = openEngine(shell)
    expect(connection.getState()).toEqual({ kind: 'connecting' })
    await expect(engine.models({})).rejects.toMatchObject({ code: 'disconnected' })
    const port = connect()
    expect(connection.getState()).toEqual({ kind: 'connected' })
    expect((await engine.search({ query: 'noise', limit: 5, mode: 'exact' })).hits[0]?.passages[0].text).toContain('noise')
    port.close()
  })

  it('is gone when the port closes, and back with the next one', async () => {
    const { engine, connection } = openEngine(shell)
    connect().close()
    await vi.waitFor(() => expect(connection.getState()).toEqual({ kind: 'gone', why: 'lost' }))
    const port = connect()
    expect(connection.getState()).toEqual({ kind: 'connected' })
    expect(await engine.settings({})).toMatchObject({ dim: 96 })
    port.close()
  })

  it('takes no port from anyone else', () => {
    const { connection } = openEngine(shell)
    const { port1 } = new MessageChannel()
    shell.dispatchEvent(Object.assign(new Event('message'), { source: null, data: 'kenning:port', ports: [port1] }))
    expect(connection.getState()).toEqual({ kind: 'connecting' })
  })
})

describe('in a browser', () => {
  /** The browser's door: remembers what was dialled, and is opened and closed by hand. */
  class Socket extends EventTarget {
    static dialled: Socket[] = []
    readonly url: string
    readonly protocols: string[]
    other = new EventTarget()
    isClosed = false
    constructor(url: string, protocols: string[]) {
      super()
      this.url = url
      this.protocols = protocols
      Socket.dialled.push(this)
    }
    send(data: string) {
      this.other.dispatchEvent(Object.assign(new Event('message'), { data }))
    }
    answer() {
      const back = (data: string) => this.dispatchEvent(Object.assign(new Event('message'), { data }))
      const host = { send: back, addEventListener: this.other.addEventListener.bind(this.other) }
      serveEngine(fakeEngine(), fromWebSocket(host as Parameters<typeof fromWebSocket>[0]))
      this.dispatchEvent(new Event('open'))
    }
    close() {
      this.isClosed = true
    }
    hangUp() {
      this.dispatchEvent(new Event('close'))
    }
  }

  let listen: MockInstance<typeof window.addEventListener>
  beforeEach(() => {
    Socket.dialled = []
    vi.stubGlobal('WebSocket', Socket)
    vi.useFakeTimers()
    listen = vi.spyOn(window, 'addEventListener')
    sessionStorage.clear()
    history.replaceState(null, '', '/')
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
    // A page that was closed hears of no further key.
    for (const [event, listener] of listen.mock.calls) removeEventListener(event, listener)
    listen.mockRestore()
  })

  it('takes the key from the fragment, removes it from the address, and offers it as a subprotocol', () => {
    history.replaceState(null, '', '/#token=abc123')
    openEngine(window)
    expect(location.hash).toBe('')
    expect(Socket.dialled[0]).toMatchObject({ url: `ws://${location.host}/engine`, protocols: ['kenning', 'abc123'] })
  })

  it('still has the key after a reload', () => {
    history.replaceState(null, '', '/#token=abc123')
    openEngine(window)
    openEngine(window)
    expect(Socket.dialled[1]?.protocols).toEqual(['kenning', 'abc123'])
  })

  it('keeps the key in the address where the browser keeps nothing for pages: a reload needs it', () => {
    const refuse = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    }
    const storage = [vi.spyOn(Storage.prototype, 'setItem'), vi.spyOn(Storage.prototype, 'getItem')]
    for (const each of storage) each.mockImplementation(refuse)
    history.replaceState(null, '', '/#token=abc123')
    openEngine(window)
    expect(location.hash).toBe('#token=abc123')
    expect(Socket.dialled[0]?.protocols).toEqual(['kenning', 'abc123'])
    for (const each of storage) each.mockRestore()
  })

  it('dials anew when it is given another key: the address of a host that was started again differs in nothing else', () => {
    history.replaceState(null, '', '/#token=old')
    const { connection } = openEngine(window)
    Socket.dialled[0]!.hangUp()
    history.replaceState(null, '', '/#token=new')
    dispatchEvent(new Event('hashchange'))
    expect(location.hash).toBe('')
    expect(Socket.dialled.map(({ protocols }) => protocols[1])).toEqual(['old', 'new'])
    Socket.dialled[1]!.answer()
    expect(connection.getState()).toEqual({ kind: 'connected' })
    vi.advanceTimersByTime(60_000)
    expect(Socket.dialled).toHaveLength(2)
  })

  it('hangs up when it is given another key, and hears no more of the old wire', () => {
    history.replaceState(null, '', '/#token=old')
    const { connection } = openEngine(window)
    Socket.dialled[0]!.answer()
    history.replaceState(null, '', '/#token=new')
    dispatchEvent(new Event('hashchange'))
    expect(Socket.dialled[0]!.isClosed).toBe(true)
    Socket.dialled[1]!.answer()
    Socket.dialled[0]!.hangUp()
    expect(connection.getState()).toEqual({ kind: 'connected' })
  })

  it('dials once it is given a key', () => {
    const { connection } = openEngine(window)
    history.replaceState(null, '', '/#token=abc123')
    dispatchEvent(new Event('hashchange'))
    Socket.dialled[0]!.answer()
    expect(connection.getState()).toEqual({ kind: 'connected' })
  })

  it('dials nowhere without a key', () => {
    expect(openEngine(window).connection.getState()).toEqual({ kind: 'gone', why: 'no-key' })
    expect(Socket.dialled).toEqual([])
  })

  it('answers calls, says when the engine is gone, and dials again, each time a little later', async () => {
    sessionStorage.setItem('kenning:token', 'abc123')
    const { engine, connection } = openEngine(window)
    Socket.dialled[0]!.answer()
    expect(connection.getState()).toEqual({ kind: 'connected' })
    const models = engine.models({})
    await vi.runAllTimersAsync()
    expect((await models).length).toBeGreaterThan(0)

    Socket.dialled[0]!.hangUp()
    expect(connection.getState()).toEqual({ kind: 'gone', why: 'lost' })
    vi.advanceTimersByTime(250)
    Socket.dialled[1]!.hangUp()
    vi.advanceTimersByTime(250)
    expect(Socket.dialled).toHaveLength(2)
    vi.advanceTimersByTime(250)
    expect(Socket.dialled).toHaveLength(3)
    Socket.dialled[2]!.answer()
    expect(connection.getState()).toEqual({ kind: 'connected' })
  })
})

it('hears nothing more of a wire that a newer one has replaced', () => {
  const { line, attach } = relay()
  const detach = attach(fakeEngine())
  attach(fakeEngine())
  detach()
  expect(line.connection.getState()).toEqual({ kind: 'connected' })
})
