// The whole way a person goes, from an empty window to a list of evidence saved, as assistive technology reads it.
import { readFile } from 'node:fs/promises'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from './app.ts'
import { field, indexed, openView, results } from './journeys.ts'

test('first run, cross-lingual search, why, preview, filters, export, library and settings read as they are seen', async ({
  app,
}) => {
  const { page } = app
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - heading "Search your own files by meaning." [level=1]
    - paragraph: Ask in your own words, in any language. Kenning shows why each file matched, word by word.
    - button "Add a folder"
    - list:
      - listitem:
        - heading "Everything stays here" [level=2]
      - listitem:
        - heading "In any language" [level=2]
      - listitem:
        - heading "Evidence, not guesses" [level=2]
  `)

  await indexed(app)
  await field(page).fill('bicycle chain qzxvkj')
  await expect(page.getByRole('search')).toMatchAriaSnapshot(`
    - combobox "Search your files" [expanded]: bicycle chain qzxvkj
    - button "Clear the search"
    - button "Add a filter"
    - radiogroup "Rank by":
      - radio "Both" [checked]
      - radio "Meaning"
      - radio "Exact"
    - group "Query words":
      - button "bicycle"
      - button "chain"
      - button "qzxvkj (Nothing in your files speaks of “qzxvkj”)"
    - text: /Nothing in your files speaks of “qzxvkj”. 6 files · [\\d,]+ ms/
    - combobox "Order":
      - option "Best first" [selected]
      - option "Newest first"
      - option "By name"
    - button "Export what was found"
    - button "Save this search"
  `)
  await expect(page.getByRole('listbox', { name: 'Results' })).toMatchAriaSnapshot(`
    - listbox "Results":
      - option /^Fahrrad\\.txt .* Meaning Am Samstag/ [selected]:
        - text: Fahrrad.txt
        - time
        - text: /Werkstatt \\d+ bytes Meaning$/
        - paragraph:
          - mark: Fahrrad
          - mark: Kette
  `)
  await expect(page.getByRole('region', { name: 'Preview' })).toMatchAriaSnapshot(`
    - region "Preview":
      - heading "Fahrrad.txt" [level=2]
      - text: /Werkstatt 1 of 1$/
      - button "Previous match" [disabled]
      - button "Next match" [disabled]
      - button "Why"
      - button "Copy path"
      - region "Document text":
        - paragraph:
          - text: Am Samstag habe ich das
          - mark: Fahrrad
          - text: repariert. Die
          - mark: Kette
  `)
  await expect(page.getByRole('status')).toHaveText('6 files, best: Fahrrad.txt')

  await page.getByRole('button', { name: 'Why' }).click()
  await expect(page.getByRole('region', { name: 'Why this file' })).toMatchAriaSnapshot(`
    - region "Why this file":
      - list:
        - listitem:
          - text: /bicycle \\d+%/
          - button "Mute bicycle"
          - button "Twice bicycle"
          - button "Required bicycle"
        - listitem:
          - text: /chain \\d+%/
        - listitem:
          - text: /qzxvkj \\d+%/
          - text: Nothing in your files speaks of “qzxvkj”
  `)

  await field(page).fill('bicycle ext:txt lang:de -"Castle Street" size:big')
  await expect(page.getByRole('list', { name: 'Filters' })).toMatchAriaSnapshot(`
    - list "Filters":
      - listitem:
        - button /^ext:txt.*Remove$/
      - listitem:
        - button /^lang:de.*Remove$/
      - listitem:
        - button /^-"Castle Street".*Remove$/
      - listitem:
        - button /^size:big.*does not know this value of size:, so it does nothing. Remove$/
  `)
  await expect(results(page)).toHaveCount(1)

  await page.getByRole('button', { name: 'Export what was found' }).click()
  await expect(page.getByRole('menu')).toMatchAriaSnapshot(`
    - menu "Export what was found":
      - menuitem "Table (CSV)"
      - menuitem "Data (JSON)"
      - menuitem "Text (Markdown)"
  `)
  if (app.kind === 'browser') {
    const downloading = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: 'Text (Markdown)' }).click()
    const saved = await readFile(await (await downloading).path(), 'utf8')
    expect(saved).toContain('Fahrrad.txt')
    expect(saved).not.toContain('boiler')
  } else await page.keyboard.press('Escape') // A desktop shell asks where to save; that dialog is its own.

  await openView(page, 'Library')
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - heading "Library" [level=1]
    - button "Add folder"
    - region "Progress":
      - strong: Up to date
    - region "Folders":
      - list "Folders":
        - listitem:
          - text: /library .* Up to date 7 files$/
          - button /^Remove .*library$/
    - region "In the index":
      - term: Files
      - definition: "6"
      - term: Passages
      - term: Tokens
      - term: Text
      - term: Index
    - region "What can be found":
      - list "By folder":
        - listitem:
          - button /library 7 files · 86% searchable/
      - list "By kind of file":
        - listitem:
          - button ".md 2 files · 100% searchable"
    - region "Files":
      - searchbox "Filter by name, folder or reason"
      - group "State":
        - button "All 7" [pressed]
        - button "Searchable 6"
        - button "No text 1"
      - table:
        - rowgroup:
          - row:
            - columnheader "File"
            - columnheader "State"
            - columnheader "Size"
            - columnheader "Changed"
        - rowgroup:
          - row /^broken\\.docx/:
            - cell "Empty The file is empty."
            - cell:
              - button "Retry broken.docx"
    - region "Why is a file not found?":
      - textbox "Path of the file"
    - region "Does search find what is there?":
      - button "Try 100 passages"
  `)

  await openView(page, 'Settings')
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - heading "Settings" [level=1]
    - region "Encoder":
      - list:
        - listitem "Kenning Starter":
          - text: In use
        - listitem "Jina ColBERT v2":
          - button "Install Jina ColBERT v2"
          - 'button "Import from a folder: Jina ColBERT v2"'
    - group "Embedding size":
      - radio "64"
      - radio "96"
      - radio "128"
    - group "Shared vectors":
      - radio "Each its own" [checked]
    - region "Device":
      - group "Device":
        - radio "Automatic" [checked]
    - region "When Kenning works":
      - checkbox "Only on mains power"
      - checkbox "Only while nobody uses the computer"
    - group "Appearance":
      - radio "As the system" [checked]
    - group "Language":
      - radio "As the system" [checked]
      - radio "English"
      - radio "Deutsch"
      - radio "日本語"
      - radio "العربية"
    - region "History":
      - checkbox "Keep a history of searches" [checked]
    - region "What is read":
      - group "Kinds of files":
        - checkbox "PDF documents" [checked]
    - region "Scanned pages":
      - checkbox "Recognise the words on scanned pages when the computer is idle" [checked]
    - region "Exclusions":
      - textbox "Files and folders to leave out"
  `)
})

test('in Arabic, in the dark and in a window as wide as a hand, nothing is lost', async ({ app }) => {
  const { page } = app
  await indexed(app)
  await openView(page, 'Settings')
  await page.getByRole('radio', { name: 'Dark' }).click()
  await page.getByRole('radio', { name: 'العربية' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
  await page.setViewportSize({ width: 390, height: 780 })

  await page.keyboard.press('Alt+1')
  await page.getByRole('combobox', { name: 'ابحث في ملفاتك' }).fill('bicycle ext:txt')
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - search:
      - combobox "ابحث في ملفاتك" [expanded]: bicycle ext:txt
      - radiogroup "الترتيب بحسب":
        - radio "كلاهما" [checked]
        - radio "المعنى"
        - radio "اللفظ"
      - list "المصافي":
        - listitem:
          - button /^ext:txt.*إزالة$/
      - group "كلمات البحث":
        - button "bicycle"
      - combobox "الترتيب"
      - button "تصدير النتائج"
      - button "حفظ هذا البحث"
    - listbox "النتائج":
      - option /^Fahrrad\\.txt/ [selected]:
        - paragraph:
          - mark: Fahrrad
    - region "المعاينة":
      - heading "Fahrrad.txt" [level=2]
      - button "لماذا"
      - button "نسخ المسار"
      - region "نص المستند":
        - paragraph:
          - mark: Fahrrad
  `)
  // The list above, the document below it, both in sight.
  await expect(page.getByRole('option').filter({ hasText: 'Fahrrad.txt' })).toBeInViewport({ ratio: 0.9 })
  await expect(page.getByRole('region', { name: 'نص المستند' }).locator('mark').first()).toBeInViewport()

  const broken: string[] = []
  for (const key of ['1', '2', '3']) {
    await page.keyboard.press(`Alt+${key}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeAttached()
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (overflow > 0) broken.push(`view ${key} is ${overflow} pixels too wide`)
    if (app.kind !== 'browser') continue // The page is the same one, and looking takes seconds.
    const { violations } = await new AxeBuilder({ page }).analyze()
    broken.push(...violations.map(({ id }) => `view ${key}: ${id}`))
  }
  expect(broken).toEqual([])
})
