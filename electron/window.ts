import { BrowserWindow, screen } from 'electron'
import { APP_URL } from './security.ts'
import { fitToScreens, readWindowState, SMALLEST, writeWindowState } from './window-state.ts'

/** Moving or sizing fires with every pixel; the place is worth keeping once it rests this long, ms. */
const SETTLED = 500

/** The app's one window, where it was last. It shows itself when the page has something to show. */
export function openWindow(options: { preload: string; stateFile: string }): BrowserWindow {
  const state = fitToScreens(
    readWindowState(options.stateFile),
    screen.getAllDisplays().map((display) => display.workArea),
  )
  const window = new BrowserWindow({
    ...state.bounds,
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    title: 'Kenning',
    show: false,
    webPreferences: {
      preload: options.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  })
  if (state.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  rememberPlace(window, options.stateFile)
  void window.loadURL(APP_URL)
  return window
}

function rememberPlace(window: BrowserWindow, file: string): void {
  let timer: NodeJS.Timeout | undefined
  // The bounds of the unmaximised window: that is what "restore" must come back to.
  const save = () => writeWindowState(file, { bounds: window.getNormalBounds(), maximized: window.isMaximized() })
  const saveSoon = () => {
    clearTimeout(timer)
    timer = setTimeout(save, SETTLED)
  }
  window.on('resize', saveSoon)
  window.on('move', saveSoon)
  window.on('close', () => {
    clearTimeout(timer)
    save()
  })
}
