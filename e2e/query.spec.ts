// The query language, from the field to the engine and back.
import { readFile } from 'node:fs/promises'
import { expect, test } from './app.ts'
import { field, indexed, results } from './journeys.ts'

test('a filter is completed by key, shown as a chip, and taken away', async ({ app }) => {
  const { page } = app
  await indexed(app)
  await field(page).pressSequentially('bicycle ext:md')
  await expect(results(page).first()).toContainText('.md')
  await expect(results(page).filter({ hasNotText: '.md' })).toHaveCount(0)
  const filtered = await results(page).count()
  await field(page).fill('bicycle ext:')
  await expect(page.getByRole('listbox', { name: 'Values' })).toBeVisible()
  await field(page).press('ArrowDown')
  await field(page).press('ArrowUp')
  await field(page).press('Escape')
  await expect(page.getByRole('listbox', { name: 'Values' })).toHaveCount(0)
  await field(page).fill('bicycle lang:germ')
  await field(page).press('Tab')
  await expect(field(page)).toHaveValue('bicycle lang:de ')
  await expect(results(page).first()).toContainText('Fahrrad.txt')
  await page.getByRole('list', { name: 'Filters' }).getByRole('button', { name: 'lang:de' }).click()
  await expect(field(page)).toHaveValue('bicycle')
  await expect(field(page)).toBeFocused()
  await expect.poll(() => results(page).count()).toBeGreaterThan(filtered)
})

test('where filters leave nothing, they are named, and Enter searches without them', async ({ app }) => {
  const { page } = app
  await indexed(app)
  await field(page).fill('ext:xyz bicycle')
  await expect(page.getByText('Only what fits ext:xyz was searched.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Search without ext:xyz' })).toBeVisible()
  await field(page).press('Enter')
  await expect(field(page)).toHaveValue('bicycle')
  await expect(results(page).first()).toContainText('Fahrrad.txt')
})

test('an operator that has no effect says so', async ({ app }) => {
  const { page } = app
  await indexed(app)
  await field(page).fill('bicycle size:big')
  await expect(page.getByRole('button', { name: /does not know this value of size:/ })).toBeVisible()
  await expect(results(page).first()).toContainText('Fahrrad.txt')
})

test('an excluded word and an exact phrase decide what is found', async ({ app }) => {
  const { page } = app
  await indexed(app)
  await field(page).fill('"Castle Street"')
  await expect(results(page)).toHaveCount(1)
  await field(page).fill('rent -"Castle Street"')
  await expect(page.getByRole('list', { name: 'Filters' })).toContainText('-"Castle Street"')
  await expect(results(page).filter({ hasText: 'Castle Street' })).toHaveCount(0)
})

test('what was found is saved as a table', async ({ app }) => {
  test.skip(app.kind !== 'browser', 'A desktop shell asks where to save; that dialog is its own.')
  const { page } = app
  await indexed(app)
  await field(page).fill('bicycle chain')
  await expect(results(page).first()).toContainText('Fahrrad.txt')
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export what was found' }).click()
  await page.getByRole('menuitem', { name: 'Table (CSV)' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe('Kenning bicycle chain.csv')
  const table = await readFile(await download.path(), 'utf8')
  expect(table).toContain('Fahrrad.txt')
  expect(table).toContain('(bicycle)')
})
