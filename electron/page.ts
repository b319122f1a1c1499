import type { BrowserWindow } from 'electron'
import { CHANNELS } from './channels.ts'
import type { Log } from './log.ts'
import type { Command } from './menu.ts'
import { restartWait } from './restart.ts'

type State =
  /** Commands that were given meanwhile. */
  { readonly kind: 'loading'; readonly commands: readonly Command[] } | { readonly kind: 'loaded'; readonly since: number }

/** The page in a window: loaded again whenever its process crashes, each time a little later, until the window is closed. */
export class Page {
  readonly window: BrowserWindow
  #state: State = { kind: 'loading', commands: [] }
  #wait = 0
  #timer: NodeJS.Timeout | undefined

  /** @param onLoad called each time the page has loaded: ports from before are dead. */
  constructor(window: BrowserWindow, log: Log, onLoad: () => void) {
    this.window = window
    const { webContents } = window
    webContents.on('did-finish-load', () => {
      const before = this.#state
      this.#state = { kind: 'loaded', since: Date.now() }
      onLoad()
      if (before.kind === 'loading') for (const command of before.commands) this.tell(command)
    })
    webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason === 'clean-exit') return log.info('The page has closed.')
      const ran = this.#state.kind === 'loaded' ? Date.now() - this.#state.since : 0
      this.#wait = restartWait(this.#wait, ran)
      log.error(`The page has gone (${reason}); it is loaded again in ${this.#wait / 1000} s.`)
      this.#state = { kind: 'loading', commands: [] }
      this.#timer = setTimeout(() => window.reload(), this.#wait)
    })
    window.once('closed', () => clearTimeout(this.#timer))
    // What goes wrong in the page is told there, too; here it can be looked up.
    webContents.on('console-message', ({ level, message, sourceId, lineNumber }) => {
      if (level === 'error') log.error(`The page: ${message} (${sourceId}:${lineNumber})`)
    })
  }

  /** Hands the page a command of the menu, at once or as soon as it has loaded. */
  tell(command: Command): void {
    if (this.#state.kind === 'loaded') this.window.webContents.send(CHANNELS.command, command)
    else this.#state = { kind: 'loading', commands: [...this.#state.commands, command] }
  }
}
