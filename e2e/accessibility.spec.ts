import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './app.ts'
import { field, indexed, openView, results } from './journeys.ts'

for (const theme of ['light', 'dark'] as const) {
  test(`no view breaks WCAG 2.2 AA, ${theme}`, async ({ app }) => {
    const { page } = app
    await page.emulateMedia({ colorScheme: theme })
    const violations = async () => {
      // Legacy mode stays in this page: the stand-in for Electron closes pages that are no windows.
      const { violations } = await new AxeBuilder({ page })
        .setLegacyMode(true)
        .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
        .analyze()
      return violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ target }) => target) }))
    }
    expect(await violations(), 'first run').toEqual([])
    await indexed(app)
    await field(page).fill('bicycle chain')
    await expect(results(page).first()).toContainText('Fahrrad.txt')
    expect(await violations(), 'results').toEqual([])
    await openView(page, 'Library')
    expect(await violations(), 'library').toEqual([])
    await openView(page, 'Settings')
    expect(await violations(), 'settings').toEqual([])
  })
}
