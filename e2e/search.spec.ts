import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from './app.ts'
import { field, indexed, openView, results } from './journeys.ts'

test('a folder is added, a German word is found by an English query, and the evidence is lit', async ({ app }) => {
  const { page } = app
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Search your own files by meaning.')
  await indexed(app)
  await field(page).pressSequentially('bicycle chain')
  await expect(results(page).first()).toContainText('Fahrrad.txt')
  await expect(results(page).first().locator('mark').filter({ hasText: 'Fahrrad' }).first()).toBeVisible()
  await expect(results(page).first().locator('mark').filter({ hasText: 'Kette' })).toBeVisible()
})

test('exact mode finds words only, meaning mode finds what they mean', async ({ app }) => {
  const { page } = app
  await indexed(app)
  await field(page).fill('autumn')
  await expect(results(page).first()).toContainText('京都の秋.md')
  await page.getByRole('radio', { name: 'Exact' }).check({ force: true })
  await expect(results(page)).toHaveCount(0)
  await field(page).fill('Castle Street')
  await expect(results(page)).toHaveCount(1)
  await expect(results(page).first().locator('mark')).toHaveText(['Castle', 'Street'])
})

test('a file that is written while the app runs is found within seconds', async ({ app }) => {
  const { page } = app
  const library = await indexed(app)
  await writeFile(path.join(library, 'garden.txt'), 'The tomatoes need water twice a week.\n')
  await expect(async () => {
    await field(page).fill('')
    await field(page).fill('tomatoes')
    await expect(results(page).first()).toContainText('garden.txt', { timeout: 1_000 })
  }).toPass()
})

test('the preview opens at the passage', async ({ app }) => {
  const { page } = app
  await indexed(app)
  await field(page).fill('vessel membrane')
  await expect(results(page).first()).toContainText('boiler service.md')
  await field(page).press('ArrowDown')
  await field(page).press('ArrowUp')
  const preview = page.getByRole('region', { name: 'Document text' })
  await expect(preview).toContainText('The engineer found the pressure at 0.4 bar')
  await expect(preview.locator('mark').filter({ hasText: 'vessel' }).first()).toBeVisible()
})

test('a file that could not be read is named with its reason and a retry', async ({ app }) => {
  const { page } = app
  const library = await indexed(app)
  await openView(page, 'Library')
  const failures = page.getByRole('region', { name: 'Files', exact: true })
  await expect(failures).toContainText('broken.docx')
  await writeFile(path.join(library, 'broken.docx'), 'mended, and only text by now')
  await failures.getByRole('button', { name: 'Retry broken.docx' }).click()
  await expect(page.getByRole('region', { name: 'In the index' })).toContainText(/Files\s*7(?=\D)/)
})

test('another embedding size is built after asking, and searches go on', async ({ app }) => {
  const { page } = app
  await indexed(app)
  await openView(page, 'Settings')
  await page.getByRole('radio', { name: '64' }).click()
  await page.getByRole('button', { name: 'Build new index' }).click()
  await expect(page.getByRole('radio', { name: '64' })).toBeChecked()
  await openView(page, 'Search')
  await field(page).fill('bicycle')
  await expect(results(page).first()).toContainText('Fahrrad.txt')
})
