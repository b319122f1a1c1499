// The app's life: one instance, one window, one engine.
import path from 'node:path'
import { app, type BrowserWindow, Menu, protocol, session, shell } from 'electron'
import { serveAppFiles } from './app-protocol.ts'
import { parseArguments } from './arguments.ts'
import { CHANNELS } from './channels.ts'
import { handleDesktop } from './desktop.ts'
import { EngineProcess } from './engine-process.ts'
import { guardPages, guardSession } from './guard.ts'
import { openLog } from './log.ts'
import { type Command, menuTemplate } from './menu.ts'
import { serveOriginals, whileOpen } from './originals.ts'
import { Page } from './page.ts'
import { followPower } from './power.ts'
import { APP_SCHEME } from './security.ts'
import { smoke } from './smoke.ts'
import { openWindow } from './window.ts'

const HOMEPAGE = 'https://github.com/kenning-app/kenning'

// This file is out/electron/main.js, inside app.asar once packaged. The engine's side runs from plain files beside it:
// worker threads and native libraries cannot be loaded out of an archive.
const here = import.meta.dirname
const unpacked = here.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked')
const paths = {
  renderer: path.join(here, '../renderer'),
  preload: path.join(here, 'preload.cjs'),
  engine: path.join(unpacked, 'engine-entry.js'),
  extractor: path.join(unpacked, 'extractor-entry.js'),
  models: app.isPackaged ? path.join(process.resourcesPath, 'models') : path.join(here, '../../models'),
}

const given = parseArguments(process.argv)
// Chromium's own files (cache, local storage) stay with the data; it is also what the single-instance lock is about.
app.setPath('userData', path.join(given.data, 'window'))
app.enableSandbox()
protocol.registerSchemesAsPrivileged([
  { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
])
guardPages()

// Not `await` at the top level: Electron becomes ready only once this module has been evaluated.
if (app.requestSingleInstanceLock()) void app.whenReady().then(start)
else app.quit()

function start(): void {
  const log = openLog(path.join(given.data, 'logs/kenning.log'))
  log.info(`Kenning ${app.getVersion()} on ${process.platform} ${process.arch}`)
  process.on('uncaughtExceptionMonitor', (error) => log.error('A bug of the shell.', error))
  process.on('unhandledRejection', (reason) => log.error('A bug of the shell.', reason))
  let page: Page | null = null

  guardSession(session.defaultSession, !app.isPackaged)
  handleDesktop(() => page?.window ?? null)
  const engine = new EngineProcess(paths, { data: given.data, models: paths.models }, log, connectPage)
  const engineOfPages = whileOpen(() => engine.connect())
  protocol.handle(APP_SCHEME, serveOriginals(engineOfPages, serveAppFiles(paths.renderer)))

  followPower((message) => engine.tell(message))

  function show(): Page {
    if (page) return page
    const window = openWindow({ preload: paths.preload, stateFile: path.join(given.data, 'window.json') })
    window.on('closed', () => {
      page = null
    })
    page = new Page(window, log, connectPage)
    return page
  }

  function connectPage(): void {
    page?.window.webContents.postMessage(CHANNELS.port, null, [engine.connect()])
  }

  function bringForward(): Page {
    const shown = show()
    if (shown.window.isMinimized()) shown.window.restore()
    shown.window.focus()
    return shown
  }

  const command = (command: Command) => bringForward().tell(command)
  const openHomepage = () => void shell.openExternal(HOMEPAGE)
  const showLog = () => shell.showItemInFolder(log.file)
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuTemplate(process.platform, !app.isPackaged, { command, openHomepage, showLog })),
  )

  app.on('second-instance', bringForward)
  app.on('activate', show)
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  closeBeforeQuit(engine)

  const first = show()
  if (given.smoke) void runSmoke(first.window, engine)
}

/** The engine is closed before the app ends, so that the file in flight is committed. */
function closeBeforeQuit(engine: EngineProcess): void {
  let closing: 'not yet' | 'under way' | 'done' = 'not yet'
  app.on('will-quit', (event) => {
    if (closing === 'done') return
    event.preventDefault()
    if (closing === 'under way') return
    closing = 'under way'
    void engine[Symbol.asyncDispose]().then(() => {
      closing = 'done'
      app.quit()
    })
  })
}

async function runSmoke(window: BrowserWindow, engine: EngineProcess): Promise<void> {
  const outcome = await smoke(window, engine.connect()).then(
    (line) => ({ line, code: 0 }),
    (error: unknown) => ({ line: `smoke: failed: ${error instanceof Error ? error.message : error}`, code: 1 }),
  )
  process.stdout.write(`${outcome.line}\n`)
  await engine[Symbol.asyncDispose]()
  app.exit(outcome.code)
}
