// Evidence: why a file matched, everywhere it matches, and what one searched for before.
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from './app.ts'
import { field, indexed, openView, results } from './journeys.ts'

test('a word that nothing speaks of is named, and muting another ranks anew at once', async ({ app }) => {
  const { page } = app
  await indexed(app)
  await field(page).fill('bicycle chain qzxvkj')
  await expect(page.getByText('Nothing in your files speaks of “qzxvkj”.')).toBeVisible()
  await expect(results(page).first()).toContainText('Fahrrad.txt')
  await page.getByRole('button', { name: 'Why' }).click()
  const why = page.getByRole('region', { name: 'Why this file' })
  await expect(why).toContainText(/bicycle.*%/)
  await why.getByRole('button', { name: 'Mute bicycle' }).click()
  await expect(page.locator('mark[data-term="bicycle"]')).toHaveCount(0)
  await expect(results(page).first().locator('mark').filter({ hasText: 'Kette' })).toBeVisible()
  await why.getByRole('button', { name: 'Required chain' }).click()
  await expect(results(page).filter({ hasNot: page.locator('mark') })).toHaveCount(0)
  await expect(results(page).first()).toBeVisible()
})

test('a query in which nothing answers shows no files as if they did', async ({ app }) => {
  const { page } = app
  await indexed(app)
  await field(page).fill('qzxvkj')
  await expect(page.getByText('Nothing found for “qzxvkj”.')).toBeVisible()
  await expect(results(page)).toHaveCount(0)
  await page.getByRole('button', { name: 'Show the nearest files anyway' }).click()
  await expect(results(page).first()).toBeVisible()
})

test('a passage that is selected is searched for', async ({ app }) => {
  const { page } = app
  await indexed(app)
  await field(page).fill('vessel membrane')
  await expect(results(page).first()).toContainText('boiler service.md')
  const text = page.getByRole('region', { name: 'Document text' }).locator('p').filter({ hasText: 'engineer' })
  await text.first().selectText()
  await page.getByRole('button', { name: 'More like this' }).click()
  await expect(field(page)).toHaveValue(/engineer found the pressure/)
  await expect(field(page)).toBeFocused()
  await expect(results(page).first()).toContainText('boiler service.md')
})

test('a search that led to a file is offered again, and a saved one stays after a new start of the page', async ({ app }) => {
  const { page } = app
  await indexed(app)
  await field(page).fill('bicycle chain')
  await results(page).first().click()
  await page.getByRole('button', { name: 'Save this search' }).click()
  await page.reload()
  await expect(page.getByRole('region', { name: 'Saved searches' })).toContainText('bicycle chain')
  await page.getByRole('region', { name: 'Recent searches' }).getByRole('button', { name: 'bicycle chain', exact: true }).click()
  await expect(results(page).first()).toContainText('Fahrrad.txt')
  await openView(page, 'Settings')
  await page.getByRole('checkbox', { name: 'Keep a history of searches' }).uncheck()
  await openView(page, 'Search')
  await field(page).fill('')
  await expect(page.getByRole('region', { name: 'Saved searches' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Recent searches' })).toHaveCount(0)
})

test('a row is chosen by a click and taken along by a drag, and the focus stays in the field', async ({ app }) => {
  test.skip(app.kind !== 'browser', 'In a desktop shell the system takes the file over.')
  const { page } = app
  const library = await indexed(app)
  await field(page).fill('bread')
  const row = results(page).nth(1)
  await row.click()
  await expect(row).toHaveAttribute('aria-selected', 'true')
  await expect(field(page)).toBeFocused()
  const taken = page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        addEventListener('dragstart', ({ dataTransfer }) => resolve(dataTransfer!.getData('text/plain')), { once: true })
      }),
  )
  await row.hover()
  await page.mouse.down()
  await page.mouse.move(500, 400, { steps: 5 })
  expect(path.dirname(path.dirname(await taken))).toBe(library)
  await page.mouse.up()
  await expect(field(page)).toBeFocused()
})

test('the interface turns to Arabic and back, and stays so', async ({ app }) => {
  const { page } = app
  await indexed(app)
  await openView(page, 'Settings')
  await page.getByRole('radio', { name: 'العربية' }).click()
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('الإعدادات')
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('lang', 'ar')
  await page.getByRole('combobox', { name: 'ابحث في ملفاتك' }).fill('bicycle')
  await expect(page.getByRole('listbox', { name: 'النتائج' }).getByRole('option').first()).toContainText('Fahrrad.txt')
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  await page.getByRole('navigation').getByRole('button', { name: 'الإعدادات' }).click()
  await page.getByRole('radio', { name: 'English' }).click()
  await expect(page.locator('html')).toHaveAttribute('dir', 'ltr')
})

test('every action is found by its name', async ({ app }) => {
  const { page } = app
  await indexed(app)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Find a command' }).fill('appear dark')
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})
