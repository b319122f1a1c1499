import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { openStories } from './stories.ts'

/** What axe finds, in a line each. */
async function violations(page: Page, check: (axe: AxeBuilder) => AxeBuilder): Promise<readonly string[]> {
  const { violations } = await check(new AxeBuilder({ page })).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}

test('no state of the page breaks WCAG 2.2 AA, in light or in dark, nor needs to be scrolled sideways at 200 %', async ({
  page,
}) => {
  test.setTimeout(600_000)
  await using stories = await openStories()
  const found: string[] = []
  for (const name of await stories.names(page)) {
    await page.setViewportSize({ width: 1180, height: 780 })
    await stories.show(page, name)
    const light = await violations(page, (axe) => axe.withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']))
    // Only colours depend on the theme.
    await page.evaluate(() => {
      document.documentElement.dataset.theme = 'dark'
    })
    const dark = await violations(page, (axe) => axe.withRules(['color-contrast']))
    // A window of 1180 pixels at 200 % (WCAG 1.4.10).
    await page.setViewportSize({ width: 590, height: 390 })
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    // The smallest window there is: what has no room must be reached by keys.
    await page.setViewportSize({ width: 480, height: 390 })
    const small = await violations(page, (axe) => axe.withRules(['scrollable-region-focusable']))
    found.push(
      ...light.map((each) => `${name}, light: ${each}`),
      ...dark.map((each) => `${name}, dark: ${each}`),
      ...small.map((each) => `${name}, small: ${each}`),
      ...(overflow > 0 ? [`${name}: ${overflow} pixels wider than its window at 200 %`] : []),
    )
  }
  expect(found).toEqual([])
})

test('a list of thousands of files keeps a screenful of rows in the page', async ({ page }) => {
  await using stories = await openStories()
  await stories.show(page, 'found-thousands')
  const list = page.getByRole('listbox', { name: 'Results' })
  await list.focus()
  // More are asked for each time the end is near.
  await expect(async () => {
    await page.keyboard.press('End')
    await expect(list.getByRole('option', { selected: true })).toHaveAttribute('aria-posinset', '10000', { timeout: 1_000 })
  }).toPass()
  expect(await list.getByRole('option').count()).toBeLessThan(60)
})
