import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import path from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import type { ElectronMain } from './electron-main.ts'

const root = path.join(import.meta.dirname, '..')
/** Chromium's start on two busy cores, ms. */
const START_LIMIT = 30_000
/** The engine has 5 s to close; Chromium goes with the app, ms. */
const QUIT_LIMIT = 15_000

/** Kenning's real main process on the stand-in for Electron. @param port where a test may attach to its browser. */
export const startHost = (dataDir: string, port: number): ChildProcess =>
  fork(path.join(root, 'out/electron/main.js'), ['--data', dataDir], {
    cwd: root,
    execArgv: ['--disable-warning=ExperimentalWarning', '--import', path.join(root, 'e2e/host/register.ts')],
    env: { ...process.env, STAND_IN_CDP_PORT: String(port) },
  })

/** Kenning on the stand-in, with its page and a way into its main process. */
export async function launchHost(dataDir: string): Promise<AsyncDisposable & { page: Page; main: ElectronMain }> {
  const port = await freePort()
  const child = startHost(dataDir, port)
  const ended = once(child, 'exit')
  const browser = await Promise.race([
    attach(port),
    ended.then(([code]): never => {
      throw new Error(`The app ended with code ${code} as it started.`)
    }),
  ])
  const page = browser.contexts()[0]!.pages()[0]!
  await page.waitForURL(/\.app\.localhost/)

  const waiting = new Map<number, (answer: { value?: unknown; error?: string }) => void>()
  child.on('message', (answer: { id: number; value?: unknown; error?: string }) => {
    waiting.get(answer.id)?.(answer)
    waiting.delete(answer.id)
  })
  let lastId = 0
  const main: ElectronMain = {
    evaluate: (run, argument) =>
      new Promise((resolve, reject) => {
        const id = ++lastId
        waiting.set(id, ({ value, error }) => (error === undefined ? resolve(value as never) : reject(new Error(error))))
        child.send({ id, source: run.toString(), argument })
      }),
  }
  return {
    page,
    main,
    async [Symbol.asyncDispose]() {
      // As a person quits: the engine closes its tables before the data folder goes.
      const timer = setTimeout(() => child.kill('SIGKILL'), QUIT_LIMIT)
      child.send({ id: 0, source: '({ app }) => app.quit()' })
      await ended
      clearTimeout(timer)
    },
  }
}

async function attach(port: number): Promise<Browser> {
  const deadline = Date.now() + START_LIMIT
  while (true) {
    try {
      return await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
    } catch (error) {
      if (Date.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
