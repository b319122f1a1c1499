// Loaded before a utility process's own file: gives it `process.parentPort`, and the ports posted to it.
import { EventEmitter } from 'node:events'
import type { PortName } from './ports.ts'
import type { Wire } from './utility-process.ts'

// A utility process is no child of Node's: it has no `process.send`, and hears no `message` event of ours.
const tell = process.send!.bind(process) as (wire: Wire) => void
delete process.send
process.on('message', () => {}) // Node keeps messages back until somebody listens; it also keeps this process alive.

/** Emits at once when somebody listens, else when the first listener arrives. */
class Inbox extends EventEmitter {
  #waiting: unknown[] | null = []
  protected open(): void {
    const waiting = this.#waiting
    this.#waiting = null
    for (const event of waiting ?? []) this.emit('message', event)
  }
  accept(event: unknown): void {
    if (this.#waiting) this.#waiting.push(event)
    else this.emit('message', event)
  }
}

class ParentPort extends Inbox {
  constructor() {
    super()
    this.on('newListener', (name) => name === 'message' && setImmediate(() => this.open()))
  }
  postMessage(data: unknown): void {
    tell({ standIn: true, type: 'message', data, ports: [] })
  }
}

class Port extends Inbox {
  readonly #name: PortName
  constructor(name: PortName) {
    super()
    this.#name = name
  }
  start(): void {
    this.open()
  }
  postMessage(data: unknown): void {
    tell({ standIn: true, type: 'port', name: this.#name, data })
  }
  close(): void {
    ports.delete(key(this.#name))
    tell({ standIn: true, type: 'close', name: this.#name })
  }
}

const ports = new Map<string, Port>()
const key = ({ channel, side }: PortName) => `${channel}/${side}`
const parentPort = new ParentPort()
Object.defineProperty(process, 'parentPort', { value: parentPort })

function receive(wire: Wire): void {
  if (wire.type === 'port') return ports.get(key(wire.name))?.accept({ data: wire.data, ports: [] })
  if (wire.type === 'close') {
    const port = ports.get(key(wire.name))
    ports.delete(key(wire.name))
    port?.emit('close')
    return
  }
  const transferred = wire.ports.map((name) => {
    const port = new Port(name)
    ports.set(key(name), port)
    return port
  })
  parentPort.accept({ data: wire.data, ports: transferred })
}

// Ours are taken off before the app's own listeners of `message` could see them.
const emit = process.emit.bind(process) as (name: string, ...args: unknown[]) => boolean
process.emit = ((name: string, ...args: unknown[]) => {
  if (name !== 'message' || !(args[0] as Partial<Wire>)?.standIn) return emit(name, ...args)
  receive(args[0] as Wire)
  return true
}) as typeof process.emit

process.on('disconnect', () => process.exit()) // Main has gone, and its utility processes with it.
