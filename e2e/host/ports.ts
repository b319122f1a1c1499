import { EventEmitter } from 'node:events'

/** One end of a channel, as plain data that can be named in another process or page. */
export interface PortName {
  readonly channel: number
  readonly side: 0 | 1
}

/** Where one end of a channel is now: an object in this process, a child process, or a page. */
export interface Place {
  deliver(name: PortName, data: unknown): void
  close(name: PortName): void
}

/** Every channel passes through this process, which knows where both its ends are. */
const channels = new Map<number, [Place, Place]>()
let lastChannel = 0

/** Sends `data`, posted at the end `from`, to wherever the other end is. */
export function post(from: PortName, data: unknown): void {
  const side = from.side === 0 ? 1 : 0
  channels.get(from.channel)?.[side].deliver({ channel: from.channel, side }, data)
}

/** The end `from` was closed, or its process or page has gone: the other end is told. */
export function close(from: PortName): void {
  const ends = channels.get(from.channel)
  if (!ends) return
  channels.delete(from.channel)
  const side = from.side === 0 ? 1 : 0
  ends[side].close({ channel: from.channel, side })
}

/** Moves ports of this process to `place` and names them there. What waited at them follows. */
export function transfer(ports: readonly MessagePortMain[], place: Place): readonly PortName[] {
  return ports.map((port) => port[DETACH](place))
}

/** Delivers what waited at transferred ports, once their new place has heard of them. */
export function deliverWaiting(ports: readonly MessagePortMain[], place: Place): void {
  for (const port of ports) for (const data of port[WAITING].splice(0)) place.deliver(port[NAME], data)
}

const DETACH = Symbol('detach')
const WAITING = Symbol('waiting')
const NAME = Symbol('name')

/** A port in this process. Messages wait until `start()`, as Electron's do. */
export class MessagePortMain extends EventEmitter {
  readonly [NAME]: PortName
  readonly [WAITING]: unknown[] = []
  #state: 'waiting' | 'started' | 'transferred' | 'closed' = 'waiting'

  constructor(name: PortName) {
    super()
    this[NAME] = name
  }
  postMessage(data: unknown, ports: readonly MessagePortMain[] = []): void {
    if (ports.length > 0) throw new Error('The stand-in transfers ports to processes and pages, not through ports.')
    if (this.#state === 'transferred') throw new Error('This port was transferred.')
    post(this[NAME], structuredClone(data))
  }
  start(): void {
    if (this.#state !== 'waiting') return
    this.#state = 'started'
    for (const data of this[WAITING].splice(0)) this.deliver(this[NAME], data)
  }
  close(): void {
    this.#state = 'closed'
    close(this[NAME])
  }
  deliver(_name: PortName, data: unknown): void {
    if (this.#state === 'waiting') this[WAITING].push(data)
    else setImmediate(() => this.emit('message', { data, ports: [] }))
  }
  [DETACH](place: Place): PortName {
    if (this.#state !== 'waiting') throw new Error(`A port that is ${this.#state} cannot be transferred.`)
    this.#state = 'transferred'
    const { channel, side } = this[NAME]
    const ends = channels.get(channel)
    if (ends) ends[side] = place
    // The other end was closed before this one arrived anywhere: say so as soon as it has.
    else setImmediate(() => place.close(this[NAME]))
    return this[NAME]
  }
}
// `close` of the class is what a holder calls; being told that the other end has gone is this.
const localPlace = (port: MessagePortMain): Place => ({
  deliver: (name, data) => port.deliver(name, data),
  close: () => setImmediate(() => port.emit('close')),
})

export class MessageChannelMain {
  readonly port1: MessagePortMain
  readonly port2: MessagePortMain
  constructor() {
    const channel = ++lastChannel
    this.port1 = new MessagePortMain({ channel, side: 0 })
    this.port2 = new MessagePortMain({ channel, side: 1 })
    channels.set(channel, [localPlace(this.port1), localPlace(this.port2)])
  }
}
