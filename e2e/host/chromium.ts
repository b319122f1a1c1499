import path from 'node:path'
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { browserHint, findBrowser, sandboxFlags } from '../browser.ts'
import { toApp } from './session.ts'
import { record } from './system.ts'

/** Asked about a page that no window of the app has opened. */
export type OpenHandler = (details: { url: string; disposition: string }) => { action: 'allow' | 'deny' }

let context: BrowserContext | null = null
let unclaimed: Page | null = null
const claimed = new WeakSet<Page>()

/** Starts the browser whose pages are the windows. The test attaches over the port in STAND_IN_CDP_PORT. */
export async function startChromium(profile: string, openHandler: OpenHandler, onClose: () => void): Promise<void> {
  const browser = await findBrowser()
  if (!browser) throw new Error(`No browser found. ${browserHint()}`)
  context = await chromium.launchPersistentContext(path.join(profile, 'chromium'), {
    executablePath: browser.path,
    headless: process.env.STAND_IN_HEADED !== '1',
    args: [...sandboxFlags(), `--remote-debugging-port=${process.env.STAND_IN_CDP_PORT ?? 0}`],
    viewport: null,
  })
  context.on('close', onClose)
  unclaimed = context.pages()[0] ?? null
  // Pages of windows have routes of their own. What comes here was opened by a page: never loaded, always asked about.
  await context.route('**/*', async (route) => {
    const url = toApp(route.request().url())
    await route.abort('blockedbyclient')
    const { action } = openHandler({ url, disposition: 'foreground-tab' })
    if (action === 'allow') record('a window was allowed', url)
  })
  context.on('page', (page) => {
    // A window's own page is claimed within the same turn; give the route above its time with any other.
    setTimeout(() => {
      if (!claimed.has(page)) void page.close()
    }, 300)
  })
}

export async function newPage(): Promise<Page> {
  const first = unclaimed
  unclaimed = null
  const page = first ?? (await context!.newPage())
  claimed.add(page)
  return page
}

export async function stopChromium(): Promise<void> {
  await context?.close()
}
