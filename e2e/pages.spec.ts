// A PDF as its pages, with the evidence on the page.
import { cp, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { type App, expect, test } from './app.ts'
import { addFolder, field, openView, results } from './journeys.ts'

const fixtures = path.join(import.meta.dirname, '../core/text/fixtures')

/** A folder with two PDFs, wholly indexed. */
async function withPages(app: App): Promise<void> {
  const library = `${app.dataDir}-library`
  await mkdir(library)
  for (const name of ['columns.pdf', 'two-pages.pdf']) await cp(path.join(fixtures, name), path.join(library, name))
  await addFolder(app, library)
  await openView(app.page, 'Library')
  await expect(app.page.getByRole('region', { name: 'In the index' })).toContainText(/Files\s*2(?=\D)/)
  await openView(app.page, 'Search')
}

const pages = (page: Page) => page.getByRole('region', { name: 'Pages of the document' })
/** The marks on the pages, with the words they lie on. */
const marks = (page: Page) => pages(page).locator('[data-text]')

test('a PDF opens at the page of its passage, and its words are marked where they are printed', async ({ app }) => {
  const { page } = app
  await withPages(app)
  await field(page).fill('ice eight centimetres')
  await expect(results(page).first()).toContainText('two-pages.pdf')
  await expect(pages(page).getByRole('group', { name: 'Page 2' }).locator('canvas')).toBeVisible()
  const mark = marks(page).and(page.locator('[data-text="centimetres"]'))
  await expect(mark).toBeInViewport()
  await expect(page.getByRole('toolbar', { name: 'Page and size' }).getByRole('textbox', { name: /^Page/ })).toHaveValue('2')

  // Where the mark lies there is ink, and none just above the line.
  const [inside, above] = await mark.evaluate((element) => {
    const canvas = element.closest('[role=group]')!.querySelector('canvas')!
    const [of, on] = [element.getBoundingClientRect(), canvas.getBoundingClientRect()]
    const scale = canvas.width / on.width
    const ink = (top: number, height: number) => {
      const [x, y] = [(of.left - on.left) * scale, (top - on.top) * scale]
      const { data } = canvas.getContext('2d')!.getImageData(x, y, Math.ceil(of.width * scale), Math.ceil(height * scale))
      return data.filter((value, i) => i % 4 === 1 && value < 128).length
    }
    return [ink(of.top, of.height), ink(of.top - 0.15 * of.height, 0.15 * of.height)]
  })
  expect(inside).toBeGreaterThan(50)
  expect(above).toBe(0)

  // Pointed at, it says which word it answers, and that word alone stays lit.
  const { x, y, width, height } = (await mark.boundingBox())!
  await page.mouse.move(x + width / 2, y + height / 2, { steps: 3 })
  await expect(page.getByText('answers “centimetres”')).toBeVisible()
  await expect(page.locator('mark:not([data-term="centimetres"])')).toHaveCount(0)
  await page.mouse.move(5, 5)
  await expect(page.getByText('answers “centimetres”')).toHaveCount(0)
})

test('Enter shows a PDF as it is in a tab of its own, where there is no program to open it', async ({ app }) => {
  test.skip(app.kind !== 'browser', 'A desktop shell opens it in its own program.')
  const { page } = app
  await withPages(app)
  await field(page).fill('ice eight centimetres')
  await expect(pages(page).getByRole('group', { name: 'Page 2' }).locator('canvas')).toBeVisible()
  const opening = page.waitForEvent('popup')
  await field(page).press('Enter')
  const tab = await opening
  await expect.poll(() => tab.url()).toMatch(/^blob:/)
})

test('the pages grow, shrink and are turned by key, and are exchanged for their text', async ({ app }) => {
  const { page } = app
  await withPages(app)
  await field(page).fill('swims alone after dark')
  const first = pages(page).getByRole('group', { name: 'Page 1' })
  await expect(first.locator('canvas')).toBeVisible()
  const width = async () => (await first.boundingBox())!.width
  const fitting = await width()
  await pages(page).focus()
  await page.keyboard.press('+')
  await expect.poll(width).toBeGreaterThan(fitting)
  await page.keyboard.press('0')
  await expect.poll(width).toBe(fitting)
  const number = page.getByRole('toolbar', { name: 'Page and size' }).getByRole('textbox', { name: /^Page/ })
  await number.fill('2')
  await number.press('Enter')
  await expect(pages(page).getByRole('group', { name: 'Page 2' })).toBeInViewport({ ratio: 0.3 })
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
  await page.getByRole('button', { name: 'Plain text' }).click()
  await expect(page.getByRole('region', { name: 'Document text' })).toContainText('Nobody swims alone after dark.')
  await page.getByRole('button', { name: 'Plain text' }).click()
  await expect(first.locator('canvas')).toBeVisible()
})

test('a word broken between two lines is marked on both, and what is selected on a page is searched for', async ({ app }) => {
  const { page } = app
  await withPages(app)
  await field(page).fill('"versiegelt"')
  await expect(marks(page).and(page.locator('[data-text="versiegelt"]'))).toHaveCount(2)
  await pages(page).getByText('The sluice keeper writes down').selectText()
  await page.getByRole('button', { name: 'More like this' }).click()
  await expect(field(page)).toHaveValue(/The sluice keeper writes down/)
})

test('a file whose pages cannot be shown is shown by its text', async ({ app }) => {
  const { page } = app
  await withPages(app)
  await page.route(/\/original\?/, (route) => route.fulfill({ body: '%PDF-1.7\nno more', contentType: 'application/pdf' }))
  await field(page).fill('swims alone after dark')
  await expect(page.getByText('The pages of this file cannot be shown. This is its text.')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Document text' })).toContainText('Nobody swims alone')
})

test('a file is shown by its text at once where pages cannot be drawn: their program does not load', async ({ app }) => {
  const { page } = app
  await page.addInitScript(() => {
    const { Worker } = window
    window.Worker = class extends Worker {
      constructor() {
        super('/no/such/worker.mjs', { type: 'module' })
      }
    }
  })
  await page.reload()
  await withPages(app)
  await field(page).fill('swims alone after dark')
  await expect(page.getByText('The pages of this file cannot be shown. This is its text.')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Document text' })).toContainText('Nobody swims alone')
})

test('a reader who scrolls before the words are found on their page is not pulled back to them', async ({ app }) => {
  const { page } = app
  // The words of a page are asked for in vain until they are let go.
  await page.addInitScript(() => {
    const { Worker } = window
    window.Worker = class extends Worker {
      override postMessage(message: { action?: string }, options?: object) {
        const send = () => super.postMessage(message, options)
        if (message.action === 'GetTextContent') addEventListener('let-go', send, { once: true })
        else send()
      }
    }
  })
  await page.reload()
  await withPages(app)
  await field(page).fill('ice eight centimetres')
  const second = pages(page).getByRole('group', { name: 'Page 2' })
  await expect(second).toBeInViewport()
  await pages(page).hover()
  await page.mouse.wheel(0, -5_000)
  const number = page.getByRole('toolbar', { name: 'Page and size' }).getByRole('textbox', { name: /^Page/ })
  await expect(number).toHaveValue('1')
  await expect(second).not.toHaveAttribute('data-placed')
  await page.evaluate(() => dispatchEvent(new Event('let-go')))
  await expect(second).toHaveAttribute('data-placed')
  await expect(number).toHaveValue('1')
})

test('a picture and a scanned page are looked at by their names', async ({ app }) => {
  const { page } = app
  const library = `${app.dataDir}-library`
  await mkdir(library)
  for (const name of ['receipt.png', 'scan.pdf', 'handbook.md']) await cp(path.join(fixtures, name), path.join(library, name))
  await addFolder(app, library)
  await openView(page, 'Library')
  await expect(page.getByRole('region', { name: 'In the index' })).toContainText(/Files\s*1(?=\D)/)
  await openView(page, 'Search')
  await field(page).fill('receipt')
  await page.getByRole('navigation', { name: 'By name' }).getByRole('button', { name: 'receipt.png' }).click()
  const picture = page.getByRole('img', { name: 'receipt.png' })
  await expect(picture).toBeVisible()
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100)
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
  await field(page).fill('scan')
  await page.getByRole('navigation', { name: 'By name' }).getByRole('button', { name: 'scan.pdf' }).click()
  await expect(pages(page).getByRole('group', { name: 'Page 1' }).locator('canvas')).toBeVisible()
  await page.getByRole('region', { name: 'Preview' }).getByRole('button', { name: 'Close' }).click()
  await expect(pages(page)).toHaveCount(0)
})
