import path from 'node:path'
import { expect, test } from './app.ts'
import { field, indexed, ownLibrary, results } from './journeys.ts'

test('from the first start to an exported answer without a mouse', async ({ app }) => {
  test.skip(app.kind !== 'browser', 'A native dialog is not the page’s to drive.')
  const { page } = app
  const library = await ownLibrary(app)
  await expect(page.getByRole('button', { name: 'Add a folder' })).toBeVisible()
  for (let i = 0; i < 20 && !(await focused(page, 'Add a folder')); i++) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Path of the folder' })).toBeVisible()
  for (let i = 0; i < 20 && !(await focused(page, 'Path of the folder')); i++) await page.keyboard.press('Tab')
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type(library)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: `Add “${path.basename(library)}”` })).toBeEnabled()
  for (let i = 0; i < 40 && !(await focused(page, `Add “${path.basename(library)}”`)); i++) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.press('Alt+1')
  await page.keyboard.press('ControlOrMeta+F')
  await expect(field(page)).toBeFocused()
  await expect(async () => {
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.type('bicycle')
    await expect(results(page).first()).toContainText('Fahrrad.txt', { timeout: 1_500 })
  }).toPass()
  await page.keyboard.press('ArrowDown')
  await expect(results(page).filter({ has: page.locator('xpath=self::*[@aria-selected="true"]') })).toHaveCount(1)
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Alt+w')
  await expect(page.getByRole('region', { name: 'Why this file' })).toContainText(/bicycle.*%/)
  // A browser opens nothing: Enter goes to the text, and Escape comes back.
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Document text' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(field(page)).toBeFocused()
  await page.keyboard.type(' lang:germ')
  await page.keyboard.press('Tab')
  await expect(field(page)).toHaveValue('bicycle lang:de ')
  await expect(results(page)).toHaveCount(1)
  for (let i = 0; i < 20 && !(await focused(page, 'Export what was found')); i++) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  const downloading = page.waitForEvent('download')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  expect((await downloading).suggestedFilename()).toMatch(/\.json$/)
  await expect(page.getByRole('button', { name: 'Export what was found' })).toBeFocused()
})

async function focused(page: import('@playwright/test').Page, name: string): Promise<boolean> {
  return page.evaluate((wanted) => {
    const element = document.activeElement
    const label = element?.getAttribute('aria-label') ?? element?.textContent ?? ''
    const labelled =
      element instanceof HTMLInputElement ? [...(element.labels ?? [])].map((each) => each.textContent).join(' ') : ''
    return label.trim() === wanted || labelled.trim() === wanted
  }, name)
}

test('arrows walk the results, the selection is told, Escape clears', async ({ app }) => {
  const { page } = app
  await indexed(app)
  await page.keyboard.press('ControlOrMeta+F')
  await page.keyboard.type('bread')
  await expect(results(page).first()).toContainText('rye bread.html')
  await expect(results(page).first()).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('ArrowDown')
  await expect(results(page).nth(1)).toHaveAttribute('aria-selected', 'true')
  const active = await field(page).getAttribute('aria-activedescendant')
  expect(await page.locator(`#${active}`).getAttribute('aria-selected')).toBe('true')
  await expect(page.getByRole('status')).toContainText('rye bread.html')
  await page.keyboard.press('Escape')
  await expect(field(page)).toHaveValue('')
})

test('every view is reached by its shortcut, and the sheet lists them', async ({ app }) => {
  const { page } = app
  await page.keyboard.press('Alt+2')
  await expect(page.getByRole('heading', { level: 1, name: 'Library' })).toBeVisible()
  await page.keyboard.press('Alt+3')
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})
