// `npm run screenshots [-- STATE…]`: every state of the page in light and dark, in German, Japanese and Arabic, and in a narrow window,
// into out/screenshots/, to be looked at.
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { chromium } from '@playwright/test'
import { buildStale } from '../build/build.ts'
import { browserHint, findBrowser, sandboxFlags } from './browser.ts'
import { openStories } from './stories.ts'

const looks = [
  { look: 'light', theme: 'light', language: 'en-GB', width: 1180 },
  { look: 'dark', theme: 'dark', language: 'en-GB', width: 1180 },
  { look: 'german', theme: 'light', language: 'de', width: 1180 },
  { look: 'japanese', theme: 'light', language: 'ja', width: 1180 },
  { look: 'arabic', theme: 'light', language: 'ar', width: 1180 },
  { look: 'narrow', theme: 'light', language: 'de', width: 590 },
] as const

const folder = path.join(import.meta.dirname, '../out/screenshots')
const found = await findBrowser({ install: true })
if (!found) throw new Error(`No browser found. ${browserHint()}`)
await buildStale({ parts: ['stories'] })
await using stories = await openStories()
await using browser = await chromium.launch({ executablePath: found.path, args: [...sandboxFlags()] })
const page = await browser.newPage()
const wanted = process.argv.slice(2)
for (const state of await stories.names(page)) {
  if (wanted.length > 0 && !wanted.includes(state)) continue
  await mkdir(path.join(folder, state), { recursive: true })
  for (const { look, theme, language, width } of looks) {
    await page.setViewportSize({ width, height: 780 })
    await stories.show(page, state, { theme, language })
    await page.screenshot({ path: path.join(folder, state, `${look}.png`) })
  }
  console.log(state)
}
