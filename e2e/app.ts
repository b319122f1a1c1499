// `test` with an `app` fixture: Kenning on a fresh data folder, in whatever host the project names.
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { test as base, type Page } from '@playwright/test'
import type { ElectronMain } from './electron-main.ts'
import { launchElectron } from './launch-electron.ts'
import { launchHost } from './launch-host.ts'
import { serve } from './serve.ts'

export type App = { readonly page: Page; readonly dataDir: string } & (
  | { readonly kind: 'browser' }
  | { readonly kind: 'host' | 'electron'; readonly main: ElectronMain }
)

export const test = base.extend<{ app: App; dataDir: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures asked for here.
  dataDir: async ({}, use) => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'kenning-e2e-'))
    await use(folder)
    // Beside it may lie the library that a journey copied for itself (journeys.ts).
    for (const each of [folder, `${folder}-library`]) await rm(each, { recursive: true, force: true, maxRetries: 5 })
  },
  app: async ({ dataDir, browser, contextOptions }, use, info) => {
    switch (info.project.name) {
      case 'browser': {
        await using server = await serve(dataDir)
        const context = await browser.newContext(contextOptions)
        const page = await context.newPage()
        await page.goto(server.url)
        await shown(page)
        await use({ kind: 'browser', page, dataDir })
        await context.close()
        return
      }
      case 'host': {
        await using host = await launchHost(dataDir)
        await shown(host.page)
        await use({ kind: 'host', page: host.page, dataDir, main: host.main })
        return
      }
      case 'electron': {
        await using electron = await launchElectron(dataDir)
        await shown(electron.page)
        await use({ kind: 'electron', page: electron.page, dataDir, main: electron.main })
        return
      }
      default:
        throw new Error(`No host is called ${info.project.name}.`)
    }
  },
})

/** A person starts when there is something to see; a key pressed before that goes nowhere. */
const shown = (page: Page) => page.getByRole('navigation').waitFor()

export { expect } from '@playwright/test'
