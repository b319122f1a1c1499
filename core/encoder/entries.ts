import { fork } from 'node:child_process'
import { constants } from 'node:os'
import type { Isolate } from '../text/isolate.ts'

/** What of the encoder runs in processes of its own: probe.ts, and worker.ts for graphics cards. */
export type Entry = 'probe' | 'worker'

/** Starts one. The packaged app has a way of its own, for there only its main process may start others. */
export type Start = (entry: Entry) => Isolate

/** A child of Node's. What drivers print is of no use to anyone. */
export const startChild: Start = (entry) => {
  const file = new URL(`./${entry}.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)
  const child = fork(file, [], { serialization: 'advanced', execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  // Ended between two messages; its exit tells.
  child.on('error', () => {})
  return {
    send: (message) => void child.send(message as object, () => {}),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.on('exit', (code, signal) => listener(signal ? 128 + constants.signals[signal] : code)),
    kill: () => void child.kill('SIGKILL'),
    get pid() {
      return child.pid
    },
  }
}
