import { type ChildProcess, fork as forkNode } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { close, deliverWaiting, type MessagePortMain, type Place, type PortName, post, transfer } from './ports.ts'

/** What crosses between this process and a utility process, marked so that it is never taken for the app's own. */
export type Wire = { readonly standIn: true } & (
  | { readonly type: 'message'; readonly data: unknown; readonly ports: readonly PortName[] }
  | { readonly type: 'port'; readonly name: PortName; readonly data: unknown }
  | { readonly type: 'close'; readonly name: PortName }
)

interface Options {
  readonly execArgv?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  readonly serviceName?: string
  readonly stdio?: 'pipe' | 'inherit' | 'ignore'
}

/** Those that run, for `app.getAppMetrics()`. */
export const running = new Set<UtilityProcess>()

class UtilityProcess extends EventEmitter implements Place {
  readonly serviceName: string
  readonly #child: ChildProcess
  /** The ends of channels that this process holds: closed when it ends. */
  readonly #ports = new Map<string, PortName>()
  #ended = false

  constructor(file: string, args: readonly string[], options: Options) {
    super()
    running.add(this)
    this.serviceName = options.serviceName ?? 'Node Utility Process'
    const out = options.stdio ?? 'inherit'
    this.#child = forkNode(file, [...args], {
      serialization: 'advanced',
      stdio: ['ignore', out, out, 'ipc'],
      execArgv: ['--import', new URL('./utility-child.ts', import.meta.url).href, ...(options.execArgv ?? [])],
      env: { ...process.env, ...options.env },
    })
    this.#child.once('spawn', () => this.emit('spawn'))
    this.#child.on('message', (wire: Wire) => this.#receive(wire))
    this.#child.once('exit', (code, signal) => {
      this.#ended = true
      running.delete(this)
      for (const name of this.#ports.values()) close(name)
      // Electron reports a killed process by the signal's number.
      this.emit('exit', code ?? (signal === 'SIGKILL' ? 9 : 15))
    })
  }
  get pid(): number | undefined {
    return this.#ended ? undefined : this.#child.pid
  }
  get stdout(): NodeJS.ReadableStream | null {
    return this.#child.stdout
  }
  get stderr(): NodeJS.ReadableStream | null {
    return this.#child.stderr
  }
  postMessage(data: unknown, ports: readonly MessagePortMain[] = []): void {
    const names = transfer(ports, this)
    for (const name of names) this.#ports.set(key(name), name)
    this.#send({ standIn: true, type: 'message', data, ports: names })
    deliverWaiting(ports, this)
  }
  kill(): boolean {
    return this.#child.kill()
  }
  deliver(name: PortName, data: unknown): void {
    this.#send({ standIn: true, type: 'port', name, data })
  }
  close(name: PortName): void {
    this.#ports.delete(key(name))
    this.#send({ standIn: true, type: 'close', name })
  }
  #send(wire: Wire): void {
    // A process that has just ended hears nothing more; Electron drops such messages too.
    if (this.#child.connected) this.#child.send(wire)
  }
  #receive(wire: Wire): void {
    if (wire.type === 'message') this.emit('message', wire.data)
    else if (wire.type === 'port') post(wire.name, wire.data)
    else {
      this.#ports.delete(key(wire.name))
      close(wire.name)
    }
  }
}

const key = ({ channel, side }: PortName) => `${channel}/${side}`

export const utilityProcess = {
  fork: (file: string, args: readonly string[] = [], options: Options = {}) => new UtilityProcess(file, args, options),
}
