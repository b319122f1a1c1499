import { expect, test } from './app.ts'
import { openView } from './journeys.ts'
import { serve } from './serve.ts'

test('an encoder is downloaded, paused, goes on, is used, and is removed', async ({ browser, dataDir }, info) => {
  test.skip(info.project.name !== 'browser', 'The page is the same in every host, and so is the engine.')
  await using server = await serve(dataDir, 'e2e/serve-models.ts')
  const page = await browser.newPage()
  await page.goto(server.url)
  await openView(page, 'Settings')
  const card = page.getByRole('listitem', { name: 'ColBERTv2' })
  await card.getByRole('button', { name: 'Install ColBERTv2' }).click()
  await expect(card).toContainText(/Downloading model\.safetensors.*kB of/s)
  await card.getByRole('button', { name: 'Pause' }).click()
  await expect(card).toContainText(/Paused\. \d+ kB are here already/)
  await card.getByRole('button', { name: 'Go on' }).click()
  await expect(card).toContainText('On this computer')
  await card.getByRole('button', { name: 'Use ColBERTv2' }).click()
  await expect(card).toContainText('In use')
  await page.getByRole('button', { name: 'Use Kenning Starter' }).click()
  await card.getByRole('button', { name: 'Remove ColBERTv2' }).click()
  await expect(page.getByRole('dialog')).toContainText('This frees')
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await expect(card.getByRole('button', { name: 'Install ColBERTv2' })).toBeVisible()
  await page.close()
})
