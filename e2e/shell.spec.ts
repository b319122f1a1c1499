// What only a desktop shell does. Runs on the stand-in and, where its binary is, on Electron.
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type App, expect, test } from './app.ts'
import { field, results } from './journeys.ts'
import { startElectron } from './launch-electron.ts'
import { startHost } from './launch-host.ts'

function shell(app: App): Extract<App, { main: unknown }> {
  if (app.kind === 'browser') throw new Error('A browser is no desktop shell.')
  return app
}

/** Replaces the system's browser and file manager in main by lists of what they were asked. */
async function recordShell(app: App): Promise<() => Promise<readonly string[]>> {
  const { main } = shell(app)
  await main.evaluate(({ BrowserWindow, shell }) => {
    const asked: string[] = []
    Object.assign(globalThis, { asked })
    shell.openExternal = async (url) => void asked.push(`external ${url}`)
    shell.openPath = async (file) => {
      asked.push(`open ${file}`)
      return ''
    }
    shell.showItemInFolder = (file) => void asked.push(`reveal ${file}`)
    const [window] = BrowserWindow.getAllWindows()
    window!.webContents.startDrag = ({ file }) => void asked.push(`drag ${file}`)
  })
  return () => main.evaluate(() => (globalThis as unknown as { asked: string[] }).asked)
}

const clickMenu = (app: App, id: string) =>
  shell(app).main.evaluate(({ Menu }, id) => Menu.getApplicationMenu()!.getMenuItemById(id)!.click(), id)

/** Makes a folder with these files and chooses it in the native dialog, which the menu command opens. */
async function addFolder(app: App, folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder)
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text)
  await shell(app).main.evaluate(({ dialog }, folder) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [folder] })
  }, folder)
  await clickMenu(app, 'add-folder')
  const asked = app.page.getByRole('dialog', { name: 'Add a folder' })
  await expect(asked.getByRole('status')).toContainText('1 file to read')
  await asked.getByRole('button', { name: `Add “${path.basename(folder)}”` }).click()
}

/** Types as a person does, who sees the field before the first letter. */
async function searchFor(app: App, query: string): Promise<void> {
  await clickMenu(app, 'search')
  await expect(field(app.page)).toBeFocused()
  await app.page.keyboard.type(query)
}

/** A link as a page might have it, clicked. */
const followLink = (app: App, href: string, target: string) =>
  app.page.evaluate(
    ([href, target]) => {
      const link = document.createElement('a')
      Object.assign(link, { href, target })
      document.body.append(link)
      link.click()
      link.remove()
    },
    [href, target] as const,
  )

test('a menu command reaches the page', async ({ app }) => {
  await clickMenu(app, 'settings')
  await expect(app.page.getByRole('heading', { name: 'Settings' })).toBeVisible()
  await clickMenu(app, 'library')
  await expect(app.page.getByRole('heading', { name: 'Library' })).toBeVisible()
})

test('a menu command that finds no window opens one, and is carried out there', async ({ app }) => {
  const { main } = shell(app)
  await main.evaluate(({ BrowserWindow }) => {
    // Where the menu stays when the last window is closed.
    Object.defineProperty(process, 'platform', { value: 'darwin' })
    for (const window of BrowserWindow.getAllWindows()) window.close()
  })
  const opening = app.page.context().waitForEvent('page')
  await clickMenu(app, 'settings')
  const page = await opening
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
})

test('a folder chosen in the native dialog is added and indexed', async ({ app, dataDir }) => {
  await addFolder(app, path.join(dataDir, 'Letters'), { 'ada.txt': 'Dear Charles, the engine weaves algebraical patterns.\n' })
  await expect(app.page.getByText('Letters').first()).toBeVisible()
  await searchFor(app, 'algebraical')
  await expect(app.page.getByText('ada.txt').first()).toBeVisible()
})

test('a link to a known site opens in the system browser, any other opens nowhere', async ({ app }) => {
  const asked = await recordShell(app)
  await followLink(app, 'https://evil.example/', '_blank')
  await followLink(app, 'https://github.com/kenning-app/kenning', '_blank')
  await expect.poll(asked).toEqual(['external https://github.com/kenning-app/kenning'])
})

test('the page cannot be led to another address', async ({ app }) => {
  const before = app.page.url()
  await followLink(app, 'https://evil.example/', '_self')
  await app.page.evaluate(() => location.assign('https://evil.example/'))
  // A navigation that was let through would have ended the document that answers here.
  await expect.poll(() => app.page.evaluate(() => document.getElementById('root')!.childElementCount)).toBeGreaterThan(0)
  expect(app.page.url()).toBe(before)
})

test('the policy stops inline scripts, code from text and requests to the network', async ({ app }) => {
  const outcome = await app.page.evaluate(async () => {
    const violations: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective))
    const script = document.createElement('script')
    script.textContent = 'globalThis.wasRun = true'
    document.head.append(script)
    const fetched = await fetch('https://evil.example/').then(
      () => 'fetched',
      () => 'refused',
    )
    // The event of a refused script comes in a task of its own.
    await new Promise((resolve) => setTimeout(resolve))
    return { wasRun: 'wasRun' in globalThis, fetched, violations, node: typeof Reflect.get(globalThis, 'require') }
  })
  expect(outcome).toEqual({
    wasRun: false,
    fetched: 'refused',
    violations: ['script-src-elem', 'connect-src'],
    node: 'undefined',
  })
})

test('a document is opened, a script is only shown, anything else is refused', async ({ app, dataDir }) => {
  const asked = await recordShell(app)
  const letter = path.join(dataDir, 'letter.txt')
  const script = path.join(dataDir, 'install.sh')
  await writeFile(letter, 'Dear Ada')
  await writeFile(script, '#!/bin/sh\n')
  const ask = (file: string) =>
    app.page.evaluate(async (file) => {
      const { desktop } = window as unknown as { desktop: { openFile(file: string): Promise<{ message: string } | null> } }
      return desktop.openFile(file).then(
        (refused) => refused?.message ?? 'done',
        (error: Error) => error.message,
      )
    }, file)
  expect(await ask(letter)).toBe('done')
  expect(await ask(script)).toBe('done')
  expect(await ask('letter.txt')).toBe('That is not the path of a file.')
  expect(await ask(path.join(dataDir, 'gone.txt'))).toBe('gone.txt is no longer there.')
  expect(await asked()).toEqual([`open ${letter}`, `reveal ${script}`])
})

test('a file is dragged out of the window, and nothing that is no file', async ({ app, dataDir }) => {
  const asked = await recordShell(app)
  const letter = path.join(dataDir, 'letter.txt')
  await writeFile(letter, 'Dear Ada')
  const drag = (file: string) =>
    app.page.evaluate(async (file) => {
      const { desktop } = window as unknown as { desktop: { dragFile(file: string): Promise<{ message: string } | null> } }
      return desktop.dragFile(file).then(
        (refused) => refused?.message ?? 'done',
        (error: Error) => error.message,
      )
    }, file)
  expect(await drag('letter.txt')).toBe('That is not the path of a file.')
  expect(await drag(path.join(dataDir, 'gone.txt'))).toBe('gone.txt is no longer there.')
  expect(await drag(letter)).toBe('done')
  expect(await asked()).toEqual([`drag ${letter}`])
})

test('the copy key takes the file itself along where the system can', async ({ app, dataDir }) => {
  await addFolder(app, path.join(dataDir, 'Letters'), { 'ada.txt': 'Dear Charles, the engine weaves algebraical patterns.\n' })
  await searchFor(app, 'algebraical')
  await expect(results(app.page).first()).toContainText('ada.txt')
  await app.page.keyboard.press('ControlOrMeta+C')
  await expect(app.page.getByRole('status')).toHaveText(process.platform === 'win32' ? 'Path copied' : 'File copied')
})

test('an engine that crashes comes back, and the page with it', async ({ app, dataDir }) => {
  const enginePid = () =>
    shell(app).main.evaluate(({ app }) => app.getAppMetrics().find(({ name }) => name === 'Kenning Engine')?.pid ?? null)
  const first = await enginePid()
  process.kill(first!, 'SIGKILL')
  await expect.poll(async () => [null, first].includes(await enginePid()) === false).toBe(true)
  await addFolder(app, path.join(dataDir, 'Letters'), { 'ada.txt': 'Dear Charles, the engine weaves algebraical patterns.\n' })
  await expect(app.page.getByText('Letters').first()).toBeVisible()
})

test('a second start ends by itself and brings the first window forward', async ({ app, dataDir }) => {
  const { main, kind } = shell(app)
  await main.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0]!
    window.minimize()
  })
  const second = kind === 'host' ? startHost(dataDir, 0) : startElectron(dataDir)
  expect(await once(second, 'exit')).toEqual([0, null])
  await expect.poll(() => main.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.isMinimized())).toBe(false)
})
