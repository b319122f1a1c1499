import type { MessagePortMain, ParentPort } from 'electron'
import type { Isolate } from '../core/text/isolate.ts'
import type { FromEngine, Runs, ToEngine } from './engine-messages.ts'

type Fork = {
  readonly outbox: unknown[]
  port?: MessagePortMain
  pid?: number
  message: (message: unknown) => void
  exit: (code: number | null) => void
}

/** Processes for extraction and graphics cards as the engine process sees them: asked for at main, then spoken to over a port of their own. */
export class ExtractorForks {
  readonly #parent: ParentPort
  readonly #forks = new Map<number, Fork>()
  #lastId = 0

  constructor(parent: ParentPort) {
    this.#parent = parent
  }

  /** Asks main for a process. What is sent before it has started is kept and delivered in order. */
  readonly fork = (runs: Runs = 'reader'): Isolate => {
    const id = ++this.#lastId
    const fork: Fork = { outbox: [], message: () => {}, exit: () => {} }
    this.#forks.set(id, fork)
    this.#ask({ type: 'start-extractor', id, runs })
    return {
      send: (message) => void (fork.port ? fork.port.postMessage(message) : fork.outbox.push(message)),
      onMessage: (listener) => {
        fork.message = listener
      },
      onExit: (listener) => {
        fork.exit = listener
      },
      kill: () => this.#ask({ type: 'kill-extractor', id }),
      get pid() {
        return fork.pid
      },
    }
  }

  /** Main's news about the processes. */
  receive(message: Extract<ToEngine, { id: number }>, port: MessagePortMain | undefined): void {
    const fork = this.#forks.get(message.id)
    if (!fork) return
    if (message.type === 'extractor-ended') {
      this.#forks.delete(message.id)
      fork.port?.close()
      return fork.exit(message.code)
    }
    fork.pid = message.pid
    fork.port = port!
    fork.port.on('message', (event) => fork.message(event.data))
    fork.port.start()
    for (const waiting of fork.outbox.splice(0)) fork.port.postMessage(waiting)
  }

  #ask(message: FromEngine): void {
    this.#parent.postMessage(message)
  }
}
