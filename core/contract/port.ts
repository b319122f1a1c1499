/** The least a transport must offer: ordered, whole messages, and a notice when the other side is gone. */
export interface Port {
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  onClose(listener: () => void): void
}

/** Two ends of one wire in memory. Messages cross as JSON, so nothing unserialisable slips through a test. */
export function portPair(): [Port & { close(): void }, Port & { close(): void }] {
  const ends = [0, 1].map(() => ({ message: (_: unknown) => {}, close: () => {} }))
  const end = (mine: number, other: number) => ({
    send: (message: unknown) => {
      const json = JSON.stringify(message)
      queueMicrotask(() => ends[other]!.message(JSON.parse(json)))
    },
    onMessage: (listener: (message: unknown) => void) => {
      ends[mine]!.message = listener
    },
    onClose: (listener: () => void) => {
      ends[mine]!.close = listener
    },
    close: () => {
      for (const e of ends) e.close()
    },
  })
  return [end(0, 1), end(1, 0)]
}

// biome-ignore lint/suspicious/noExplicitAny: the DOM, Node, ws and Electron each type their events differently; only `data` is read.
type Listener = (event: any) => void
/** Overloads, not a union of names: Electron declares one signature for each event. */
type Listen = { (event: 'message', listener: Listener): unknown; (event: 'close', listener: () => void): unknown }

/** A DOM `MessagePort` (renderer, worker) or Electron's `MessagePortMain` (main, utility process). */
export function fromMessagePort(port: {
  postMessage(message: unknown): void
  start(): void
  addEventListener?: Listen
  on?: Listen
}): Port {
  // Node's own MessagePort has both, and its `on` delivers bare data: ask for the DOM form first.
  const listen = (port.addEventListener ?? port.on)!.bind(port) as Listen
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => {
      listen('message', (event) => listener(event.data))
      port.start()
    },
    onClose: (listener) => void listen('close', () => listener()),
  }
}

/** A browser or Node `WebSocket`; one JSON text frame per message. */
export function fromWebSocket(socket: { send(data: string): void; addEventListener: Listen }): Port {
  return {
    send: (message) => socket.send(JSON.stringify(message)),
    onMessage: (listener) => void socket.addEventListener('message', (event) => listener(JSON.parse(event.data))),
    onClose: (listener) => void socket.addEventListener('close', () => listener()),
  }
}
