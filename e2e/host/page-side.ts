import type { PortName } from './ports.ts'

/** What the page calls; `exposeBinding` puts them there. */
export const BINDINGS = { invoke: '__standInInvoke', port: '__standInPort' } as const

/** A CommonJS file as a function of what such a file finds around itself. */
type Preload = (require: (name: string) => unknown, module: object, exports: object, process: { platform: string }) => void

/**
 * Runs in the page before anything else: the `electron` module a sandboxed preload sees, then the preload itself. Sent as
 * text, so it can use nothing from outside.
 */
function pageSide(preload: Preload, platform: string, bindings: typeof BINDINGS): void {
  if (window.top !== window || !location.hostname.endsWith('.app.localhost')) return
  type Listener = (event: { ports: readonly MessagePort[] }, ...args: unknown[]) => void
  type Page = Record<string, (...args: unknown[]) => Promise<{ ok: boolean; value: unknown; error: string }>>
  const outside = window as unknown as Page
  const listeners = new Map<string, Set<Listener>>()
  const bridged = new Map<string, MessagePort>()
  const key = (name: PortName) => `${name.channel}/${name.side}`
  const emit = (channel: string, ports: readonly MessagePort[], args: readonly unknown[]) => {
    for (const listener of listeners.get(channel) ?? []) listener({ ports }, ...args)
  }

  /** A real port for the page; its other end talks to the tunnel. */
  function openPort(name: PortName): MessagePort {
    const { port1, port2 } = new MessageChannel()
    bridged.set(key(name), port1)
    port1.onmessage = (event) => void outside[bindings.port]!('message', name, event.data)
    port1.addEventListener('close', () => void outside[bindings.port]!('close', name))
    return port2
  }

  Object.defineProperty(window, '__standIn', {
    value: {
      send: (channel: string, args: readonly unknown[]) => emit(channel, [], args),
      post: (channel: string, message: unknown, names: readonly PortName[]) => emit(channel, names.map(openPort), [message]),
      deliver: (name: PortName, data: unknown) => bridged.get(key(name))?.postMessage(data),
      close: (name: PortName) => {
        bridged.get(key(name))?.close()
        bridged.delete(key(name))
      },
    },
  })

  const ipcRenderer = {
    async invoke(channel: string, ...args: unknown[]) {
      const outcome = await outside[bindings.invoke]!(channel, args)
      if (!outcome.ok) throw new Error(`Error invoking remote method '${channel}': ${outcome.error}`)
      return outcome.value
    },
    on(channel: string, listener: Listener) {
      if (!listeners.has(channel)) listeners.set(channel, new Set())
      listeners.get(channel)!.add(listener)
    },
    off: (channel: string, listener: Listener) => void listeners.get(channel)?.delete(listener),
  }
  const contextBridge = {
    exposeInMainWorld: (name: string, api: object) => Object.defineProperty(window, name, { value: Object.freeze(api) }),
  }
  // A page of Chromium is never told where a dropped file lies; a test may mark one.
  const webUtils = { getPathForFile: (file: File & { standInPath?: string }) => file.standInPath ?? '' }
  const modules: Record<string, unknown> = { electron: { ipcRenderer, contextBridge, webUtils } }
  const require = (name: string) => {
    if (!(name in modules)) throw new Error(`A sandboxed preload cannot load ${name}.`)
    return modules[name]
  }
  const module = { exports: {} }
  preload(require, module, module.exports, { platform })
}

/** The init script for a page with this preload. Its text goes in as code: the page's policy forbids to evaluate any. */
export const initScript = (preload: string): string =>
  `(${pageSide})((require, module, exports, process) => {${preload}\n}, ${JSON.stringify(process.platform)}, ${JSON.stringify(BINDINGS)})`
