import { EventEmitter } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type OpenHandler, startChromium, stopChromium } from './chromium.ts'
import { record } from './system.ts'
import { running } from './utility-process.ts'

interface Closable {
  close(): void
  readonly webContents: { readonly openHandler: OpenHandler }
}

/** The windows there are; `browser-window.ts` keeps it. */
export const windows = new Set<Closable>()

class App extends EventEmitter {
  readonly isPackaged = false
  #userData = path.join(os.tmpdir(), 'kenning-stand-in')
  #ready: Promise<void> | null = null
  #quitting = false

  whenReady(): Promise<void> {
    this.#ready ??= startChromium(
      this.#userData,
      (details) => this.#openHandler(details),
      () => process.exit(0),
    )
    return this.#ready
  }
  #openHandler(details: Parameters<OpenHandler>[0]): ReturnType<OpenHandler> {
    return [...windows][0]?.webContents.openHandler(details) ?? { action: 'deny' }
  }
  /** As Electron's: the second process of one `userData` folder gets `false`, and the first hears `second-instance`. */
  requestSingleInstanceLock(): boolean {
    mkdirSync(this.#userData, { recursive: true })
    const file = path.join(this.#userData, 'stand-in-lock')
    const holder = readHolder(file)
    if (holder && signal(holder, 'SIGUSR2')) return false
    writeFileSync(file, String(process.pid))
    process.on('SIGUSR2', () => this.emit('second-instance', {}, [], ''))
    return true
  }
  setPath(name: string, folder: string): void {
    if (name === 'userData') this.#userData = folder
  }
  getPath(name: string): string {
    return name === 'userData' ? this.#userData : name === 'home' ? os.homedir() : path.join(this.#userData, name)
  }
  getVersion(): string {
    return JSON.parse(readFileSync(path.join(import.meta.dirname, '../../package.json'), 'utf8')).version
  }
  getAppMetrics(): readonly { pid: number | undefined; type: string; name: string }[] {
    return [...running].map(({ pid, serviceName }) => ({ pid, type: 'Utility', name: serviceName }))
  }
  getFileIcon = async (): Promise<object> => ({})
  enableSandbox(): void {
    record('app.enableSandbox')
  }
  get isQuitting(): boolean {
    return this.#quitting
  }
  quit(): void {
    this.#quitting = true
    if (prevented((event) => this.emit('before-quit', event))) return
    for (const window of [...windows]) window.close()
    if (prevented((event) => this.emit('will-quit', event))) return
    this.emit('quit', {}, 0)
    void this.exit(0)
  }
  async exit(code = 0): Promise<void> {
    await stopChromium().catch(() => {}) // The browser may have gone first; the process ends either way.
    process.exit(code)
  }
}

/** Emits an event that listeners may prevent; tells whether one did. */
export function prevented(emit: (event: { preventDefault(): void }) => void): boolean {
  let stopped = false
  emit({
    preventDefault() {
      stopped = true
    },
  })
  return stopped
}

function readHolder(file: string): number | null {
  try {
    return Number(readFileSync(file, 'utf8')) || null
  } catch {
    return null // Nobody has started here yet.
  }
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return pid !== process.pid && process.kill(pid, name)
  } catch {
    return false // That process has ended.
  }
}

export const app = new App()
