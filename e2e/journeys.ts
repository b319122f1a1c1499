// What a person does in more than one journey.
import { cp } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { type App, expect } from './app.ts'

/** The library of e2e/library/, copied where a journey may change it. */
export async function ownLibrary(app: App): Promise<string> {
  const library = `${app.dataDir}-library`
  await cp(path.join(import.meta.dirname, 'library'), library, { recursive: true })
  return library
}

/** Adds a folder as the host lets a person do it: by the native dialog, or by its path. */
export async function addFolder(app: App, folder: string): Promise<void> {
  const { page } = app
  if (app.kind === 'browser') {
    await page.getByRole('button', { name: 'Add a folder' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Path of the folder' }).fill(folder)
    await dialog.getByRole('button', { name: 'Show' }).click()
    await dialog.getByRole('button', { name: `Add “${path.basename(folder)}”` }).click()
  } else {
    await app.main.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] })
    }, folder)
    await page.getByRole('button', { name: 'Add a folder' }).click()
    await page
      .getByRole('dialog', { name: 'Add a folder' })
      .getByRole('button', { name: `Add “${path.basename(folder)}”` })
      .click()
  }
}

export async function openView(page: Page, name: 'Search' | 'Library' | 'Settings'): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('button', { name: new RegExp(name) })
    .click()
}

/** Adds the library and waits until it is wholly indexed. */
export async function indexed(app: App): Promise<string> {
  const library = await ownLibrary(app)
  await addFolder(app, library)
  await openView(app.page, 'Library')
  await expect(app.page.getByRole('region', { name: 'In the index' })).toContainText(/Files\s*6(?=\D)/)
  await expect(app.page.getByRole('region', { name: 'Files', exact: true })).toContainText('broken.docx')
  await openView(app.page, 'Search')
  return library
}

export const field = (page: Page) => page.getByRole('combobox', { name: 'Search your files' })
export const results = (page: Page) => page.getByRole('listbox', { name: 'Results' }).getByRole('option')
