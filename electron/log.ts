import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import path from 'node:path'

export interface Log {
  readonly file: string
  info(message: string): void
  error(message: string, cause?: unknown): void
}

/** 1 MB is some ten thousand lines: weeks of ordinary use, and small enough to send to somebody. */
const MAX_BYTES = 1_000_000

/**
 * A log of its own file, one line an entry, kept on this machine. When it is full it becomes `<file>.1` and starts anew, so
 * two files of `maxBytes` are all it ever takes.
 */
export function openLog(file: string, maxBytes = MAX_BYTES, now: () => Date = () => new Date()): Log {
  mkdirSync(path.dirname(file), { recursive: true })
  let size = statSync(file, { throwIfNoEntry: false })?.size ?? 0

  function write(level: 'info' | 'error', message: string): void {
    const line = `${now().toISOString()} ${level} ${message.trimEnd().replaceAll('\n', '\n  ')}\n`
    const bytes = Buffer.byteLength(line)
    try {
      if (size > 0 && size + bytes > maxBytes) {
        renameSync(file, `${file}.1`)
        size = 0
      }
      appendFileSync(file, line)
      size += bytes
    } catch (error) {
      // A full disk must not end what goes on without a log.
      console.error(`The log cannot be written (${(error as Error).message}): ${line.trimEnd()}`)
    }
  }

  return {
    file,
    info: (message) => write('info', message),
    error: (message, cause) => write('error', cause === undefined ? message : `${message}\n${told(cause)}`),
  }
}

function told(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? String(cause)) : String(cause)
}
