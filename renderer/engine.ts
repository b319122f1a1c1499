import { createStore, type StoreApi } from 'zustand/vanilla'
import { connectEngine } from '../core/contract/connect.ts'
import type { Desktop } from '../core/contract/desktop.ts'
import { type Engine, procedures } from '../core/contract/engine.ts'
import { EngineError } from '../core/contract/errors.ts'
import { fromMessagePort, fromWebSocket } from '../core/contract/port.ts'
import { remember, remembered } from './remembered.ts'

/** Where the page stands with its engine. `lost` is tried again by itself; `no-key` needs the address with the key. */
export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected' }
  | { readonly kind: 'gone'; readonly why: 'lost' | 'no-key' }

/** One engine for the page's whole life, however often the wire below it is renewed. */
export interface Line {
  readonly engine: Engine
  readonly connection: StoreApi<Connection>
  /** The bytes of a file that the engine knows: all of them, or those of a range (`bytes=0-99`). */
  original(path: string, options?: { readonly range?: string; readonly signal?: AbortSignal }): Promise<Response>
}

declare global {
  interface Window {
    /** Put there by Electron's preload. */
    readonly desktop?: Desktop
  }
}

/** Milliseconds before the first and the slowest further attempt; each waits twice as long as the one before. */
const FIRST_WAIT = 250
const LONGEST_WAIT = 8_000

/** In a desktop shell the engine comes as a MessagePort, in a browser over a WebSocket to the host of the page. */
export function openEngine(page: Window): Line {
  return page.desktop ? overMessagePort(page) : overWebSocket(page)
}

/** The preload posts `kenning:port` with a port once the page has loaded, and again when the engine was restarted. */
function overMessagePort(page: Window): Line {
  const { line, attach } = relay(originals(page, () => ''))
  page.addEventListener('message', (event) => {
    const port = event.ports[0]
    if (event.source !== page || event.data !== 'kenning:port' || !port) return
    const wire = fromMessagePort(port)
    const detach = attach(connectEngine(wire))
    // The second listener: `connectEngine` has its own on the same event.
    port.addEventListener('close', () => detach())
  })
  return line
}

function overWebSocket(page: Window): Line {
  let token = takeToken(page) ?? remembered('token')
  const { line, attach } = relay(originals(page, () => token ?? ''))
  let wait = FIRST_WAIT
  let later: ReturnType<typeof setTimeout>
  let hangUp = () => {}
  const dial = (token: string) => {
    const scheme = page.location.protocol === 'https:' ? 'wss' : 'ws'
    const socket = new WebSocket(`${scheme}://${page.location.host}/engine`, ['kenning', token])
    const wire = fromWebSocket(socket)
    const used = new AbortController()
    const { signal } = used
    let detach = () => line.connection.setState({ kind: 'gone', why: 'lost' }, true)
    hangUp = () => {
      used.abort()
      detach()
      socket.close()
    }
    socket.addEventListener(
      'open',
      () => {
        wait = FIRST_WAIT
        detach = attach(connectEngine(wire))
      },
      { signal },
    )
    socket.addEventListener(
      'close',
      () => {
        detach()
        later = setTimeout(() => dial(token), wait)
        wait = Math.min(wait * 2, LONGEST_WAIT)
      },
      { signal },
    )
  }
  // A host that was started again has the address it had, and another key: the browser does not load the page anew for it.
  page.addEventListener('hashchange', () => {
    const fresh = takeToken(page)
    if (!fresh) return
    token = fresh
    wait = FIRST_WAIT
    clearTimeout(later)
    hangUp()
    dial(fresh)
  })
  if (token) dial(token)
  else line.connection.setState({ kind: 'gone', why: 'no-key' }, true)
  return line
}

/** The key arrives in the fragment, which no server sees; it leaves the address bar at once, and a reload has it all the same. */
function takeToken(page: Window): string | null {
  const token = new URLSearchParams(page.location.hash.slice(1)).get('token')
  if (token && remember('token', token)) page.history.replaceState(null, '', page.location.pathname + page.location.search)
  return token
}

/** Files come from the page's own host. The token goes along in a header: an address would be kept in histories and logs. */
const originals =
  (page: Window, token: () => string): Line['original'] =>
  (path, { range, signal } = {}) =>
    fetch(new URL(`original?path=${encodeURIComponent(path)}`, page.location.href), {
      headers: { 'x-kenning-token': token(), ...(range ? { range } : {}) },
      ...(signal ? { signal } : {}),
    })

/** An engine that passes every call to the one attached last, and fails with `disconnected` while there is none. */
export function relay(original: Line['original'] = originals(window, () => '')): {
  line: Line
  attach(engine: Engine): () => void
} {
  const connection = createStore<Connection>(() => ({ kind: 'connecting' }))
  let current: Engine | null = null
  const here = (): Engine => {
    if (current) return current
    throw new EngineError('disconnected', 'The engine is not connected.')
  }
  const forward = ([name, kind]: [string, string]) => {
    const procedure = name as keyof Engine
    const call = async (input: never, signal?: AbortSignal) => here()[procedure](input, signal)
    async function* stream(input: never, signal?: AbortSignal) {
      yield* here()[procedure](input, signal) as AsyncIterable<unknown>
    }
    return [name, kind === 'call' ? call : stream]
  }
  return {
    line: { engine: Object.fromEntries(Object.entries(procedures).map(forward)) as Engine, connection, original },
    attach(engine) {
      current = engine
      connection.setState({ kind: 'connected' }, true)
      return () => {
        if (current !== engine) return // A newer wire has taken over.
        current = null
        connection.setState({ kind: 'gone', why: 'lost' }, true)
      }
    },
  }
}
