import { MessageChannelMain, type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron'
import { CHILD_HEAP_MB } from '../core/text/limits.ts'
import type { Runs, ToEngine, ToExtractor } from './engine-messages.ts'
import type { Log } from './log.ts'
import { killProcess, logOutput } from './processes.ts'

const NAMES: Readonly<Record<Runs, string>> = { reader: 'Kenning Reader', probe: 'Kenning Trial', worker: 'Kenning Encoder' }

/** The processes of one engine process, for extraction and graphics cards: started and killed for it here in main, spoken to by it directly. */
export class ExtractorProcesses implements Disposable {
  readonly #entry: string
  readonly #log: Log
  readonly #tell: (message: ToEngine, ports?: MessagePortMain[]) => void
  readonly #running = new Map<number, UtilityProcess>()
  #engineGone = false

  constructor(entry: string, log: Log, tell: (message: ToEngine, ports?: MessagePortMain[]) => void) {
    this.#entry = entry
    this.#log = log
    this.#tell = tell
  }

  start(id: number, runs: Runs): void {
    const child = utilityProcess.fork(this.#entry, [], {
      serviceName: NAMES[runs],
      stdio: 'pipe',
      // Only files have a limit of their own; what a card needs, its encoder says.
      execArgv: runs === 'reader' ? [`--max-old-space-size=${CHILD_HEAP_MB}`] : [],
    })
    logOutput(child, runs, this.#log)
    this.#running.set(id, child)
    const { port1, port2 } = new MessageChannelMain()
    child.postMessage({ type: 'connect', runs } satisfies ToExtractor, [port1])
    child.once('spawn', () => {
      if (!this.#engineGone) this.#tell({ type: 'extractor-started', id, pid: child.pid! }, [port2])
      else killProcess(child)
    })
    child.once('exit', (code) => {
      this.#running.delete(id)
      if (!this.#engineGone) this.#tell({ type: 'extractor-ended', id, code })
    })
  }

  kill(id: number): void {
    const child = this.#running.get(id)
    if (child) killProcess(child)
  }

  /** For when the engine process has gone: nobody is left to read for. */
  [Symbol.dispose](): void {
    this.#engineGone = true
    for (const child of this.#running.values()) killProcess(child)
  }
}
