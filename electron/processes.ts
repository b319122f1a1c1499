import type { UtilityProcess } from 'electron'
import type { Log } from './log.ts'

/** Ends a process that may be deaf: a library caught in a loop never sees the polite signal that `kill()` sends. */
export function killProcess(child: UtilityProcess): void {
  if (child.pid === undefined) return void child.once('spawn', () => killProcess(child)) // Not begun, or already over.
  if (process.platform === 'win32') return void child.kill()
  try {
    process.kill(child.pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error // It ended by itself just now.
  }
}

/** What a process prints goes to the log, a line at a time. Needs `stdio: 'pipe'`. */
export function logOutput(child: UtilityProcess, name: string, log: Log): void {
  const forward = (stream: NodeJS.ReadableStream | null, write: (line: string) => void) => {
    let rest = ''
    stream?.setEncoding('utf8')
    stream?.on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop()!
      for (const line of lines) if (line.trim()) write(`${name}: ${line}`)
    })
  }
  forward(child.stdout, log.info)
  forward(child.stderr, log.error)
}
