// Every state of the page, on the fake engine (renderer/testing/stories.tsx), served as plain files.
import path from 'node:path'
import type { Page } from '@playwright/test'
import { preview } from 'vite'

const root = path.join(import.meta.dirname, '..')

export interface Stories extends AsyncDisposable {
  names(page: Page): Promise<readonly string[]>
  /** Shows a state, and resolves when it stands. */
  show(page: Page, name: string, options?: { readonly theme?: 'light' | 'dark'; readonly language?: string }): Promise<void>
}

/** What `npm run build` makes of the stories must be there: `npm run e2e` sees to it. */
export async function openStories(): Promise<Stories> {
  const server = await preview({
    configFile: path.join(root, 'build/vite.renderer.ts'),
    mode: 'stories',
    logLevel: 'warn',
    preview: { host: '127.0.0.1', port: 0 },
  })
  const address = new URL('stories.html', server.resolvedUrls!.local[0])
  return {
    async names(page) {
      await page.goto(address.href)
      const links = page.getByRole('link')
      await links.first().waitFor()
      return links.allTextContents()
    },
    async show(page, state, { theme = 'light', language = 'en-GB' } = {}) {
      await page.goto(`${address}?${new URLSearchParams({ state, theme, lang: language })}`)
      await page.locator('html[data-told]').waitFor()
    },
    [Symbol.asyncDispose]: () => server.close(),
  }
}
