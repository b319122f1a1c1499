// A stand-in for Electron's main-process module, for machines without its binary. Windows are pages of a Chromium that
// Playwright drives, utility processes are child processes of Node, and message ports are tunnelled between them, so that
// the app's real main, preload and engine process run unmodified.
//
// What it proves is our wiring: which message goes where, which call is made when. It proves nothing about Electron:
// the preload shares the page's world (no context isolation), there is no process sandbox, no asar, no fuse, and menus,
// permissions and the shell only record what was asked of them.
import { app } from './app.ts'
import { BrowserWindow } from './browser-window.ts'
import { ipcMain } from './ipc-main.ts'
import { MessageChannelMain } from './ports.ts'
import { protocol, session } from './session.ts'
import { ClipboardItem, calls, clipboard, dialog, Menu, powerMonitor, screen, shell } from './system.ts'
import { utilityProcess } from './utility-process.ts'

export {
  app,
  BrowserWindow,
  ClipboardItem,
  calls,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  powerMonitor,
  protocol,
  screen,
  session,
  shell,
  utilityProcess,
}

const electron = {
  app,
  BrowserWindow,
  ClipboardItem,
  calls,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  powerMonitor,
  protocol,
  screen,
  session,
  shell,
  utilityProcess,
}
export default electron

// A test runs its functions in here, as with Playwright's `electronApp.evaluate()`.
process.on('message', async ({ id, source, argument }: { id: number; source: string; argument: unknown }) => {
  try {
    // biome-ignore lint/security/noGlobalEval: the test's own function, sent as text.
    const value = await globalThis.eval(`(${source})`)(electron, argument)
    process.send!({ id, value })
  } catch (error) {
    process.send!({ id, error: String(error) })
  }
})
// The tests' process is gone: nothing of ours may outlive it.
process.on('disconnect', () => void app.exit(1))
