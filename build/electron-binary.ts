import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const root = path.join(import.meta.dirname, '..')
const folder = path.join(root, 'node_modules/electron')
/** Says that fetching failed, by being there; by its age, how long ago. */
const failure = path.join(root, 'node_modules/.cache/kenning-electron-failed')

/** About 110 MB: enough for a fair line, and short enough to wait for before the browser is taken instead, s. */
export const FETCH_LIMIT = 20
const FORGET_FAILURE = 24 * 60 * 60 * 1000

/**
 * The installed Electron's executable, or `null`. Its package is never imported: from plain Node that starts a download,
 * and waits for it.
 */
export function electronBinary(): string | null {
  const pointer = path.join(folder, 'path.txt')
  if (!existsSync(pointer)) return null
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH || path.join(folder, 'dist')
  const binary = path.join(dist, readFileSync(pointer, 'utf8'))
  return existsSync(binary) ? binary : null
}

/** Is fetching worth a try? Not for a day after it failed. */
export function mayFetch(now = Date.now()): boolean {
  const failed = statSync(failure, { throwIfNoEntry: false })
  return existsSync(path.join(folder, 'install.js')) && (!failed || now - failed.mtimeMs > FORGET_FAILURE)
}

/** Runs Electron's own installer, for `FETCH_LIMIT` seconds at most; the executable, or `null`. Aborted, it remembers nothing. */
export async function fetchElectron(signal: AbortSignal): Promise<string | null> {
  const installer = spawn(process.execPath, [path.join(folder, 'install.js')], {
    stdio: 'ignore',
    signal: AbortSignal.any([signal, AbortSignal.timeout(FETCH_LIMIT * 1000)]),
    killSignal: 'SIGKILL',
  })
  const status = await new Promise<number | null>((resolve) => {
    installer.once('error', () => resolve(null)) // Not started, or out of time.
    installer.once('exit', resolve)
  })
  if (signal.aborted) return null
  const binary = status === 0 ? electronBinary() : null
  if (binary) rmSync(failure, { force: true })
  else {
    mkdirSync(path.dirname(failure), { recursive: true })
    writeFileSync(failure, '')
  }
  return binary
}
