import { MessageChannelMain, type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron'
import type { EngineArguments, FromEngine, ToEngine } from './engine-messages.ts'
import { ExtractorProcesses } from './extractor-processes.ts'
import type { Log } from './log.ts'
import { killProcess, logOutput } from './processes.ts'
import { restartWait } from './restart.ts'

/** The engine commits the file in flight and closes its tables; after this it is killed, ms. */
const CLOSE_LIMIT = 5_000

type State =
  | { readonly kind: 'running'; readonly child: UtilityProcess; readonly since: number; readonly extractors: ExtractorProcesses }
  | { readonly kind: 'waiting'; readonly timer: NodeJS.Timeout }
  | { readonly kind: 'closed' }

/** The engine in a process of its own, started again whenever it crashes, until it is disposed of. */
export class EngineProcess implements AsyncDisposable {
  readonly #paths: { readonly engine: string; readonly extractor: string }
  readonly #arguments: EngineArguments
  readonly #log: Log
  readonly #onStart: () => void
  #state: State
  #wait = 0

  /** @param onStart called after each start but the first: ports from before it are dead and want to be replaced. */
  constructor(paths: { engine: string; extractor: string }, args: EngineArguments, log: Log, onStart: () => void) {
    this.#paths = paths
    this.#arguments = args
    this.#log = log
    this.#onStart = onStart
    this.#state = this.#start()
  }

  /** A new port to the engine. While there is none it closes at once. */
  connect(): MessagePortMain {
    const { port1, port2 } = new MessageChannelMain()
    if (this.#state.kind === 'running') send(this.#state.child, { type: 'connect' }, [port2])
    else port2.close()
    return port1
  }

  /** Nothing happens while there is no engine. */
  tell(message: ToEngine): void {
    if (this.#state.kind === 'running') send(this.#state.child, message)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const last = this.#state
    this.#state = { kind: 'closed' }
    if (last.kind === 'waiting') clearTimeout(last.timer)
    if (last.kind !== 'running') return
    const ended = new Promise((resolve) => last.child.once('exit', resolve))
    const timer = setTimeout(() => killProcess(last.child), CLOSE_LIMIT)
    send(last.child, { type: 'close' })
    await ended
    clearTimeout(timer)
  }

  #start(): State {
    const child = utilityProcess.fork(this.#paths.engine, [JSON.stringify(this.#arguments)], {
      serviceName: 'Kenning Engine',
      stdio: 'pipe',
    })
    logOutput(child, 'engine', this.#log)
    const extractors = new ExtractorProcesses(this.#paths.extractor, this.#log, (message, ports) => send(child, message, ports))
    const state: State = { kind: 'running', child, since: Date.now(), extractors }
    child.on('message', (message: FromEngine) => {
      if (message.type === 'start-extractor') extractors.start(message.id, message.runs)
      else extractors.kill(message.id)
    })
    child.once('exit', (code) => this.#ended(state, code))
    return state
  }

  #ended(ended: State & { kind: 'running' }, code: number): void {
    ended.extractors[Symbol.dispose]()
    if (this.#state !== ended) return this.#log.info(`The engine has closed (code ${code}).`)
    this.#wait = restartWait(this.#wait, Date.now() - ended.since)
    this.#log.error(`The engine stopped (code ${code}); it starts again in ${this.#wait / 1000} s.`)
    const timer = setTimeout(() => {
      this.#state = this.#start()
      this.#onStart()
    }, this.#wait)
    this.#state = { kind: 'waiting', timer }
  }
}

function send(child: UtilityProcess, message: ToEngine, ports?: MessagePortMain[]): void {
  child.postMessage(message, ports)
}
