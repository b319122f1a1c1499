import path from 'node:path'
import {
  app,
  type BrowserWindow,
  ClipboardItem,
  clipboard,
  dialog,
  type IpcMainInvokeEvent,
  ipcMain,
  shell,
  type WebContents,
} from 'electron'
import { EngineError, failingOf } from '../core/contract/errors.ts'
import { CHANNELS } from './channels.ts'
import { copiedFile } from './copied-file.ts'
import { checkPath, howToOpen } from './open-policy.ts'
import { isTrustedSender } from './security.ts'

/** Answers the preload's half of `Desktop`. Every message is checked: who sent it, and what it says. */
export function handleDesktop(window: () => BrowserWindow | null): void {
  const handle = (channel: string, answer: (input: unknown, page: WebContents) => Promise<unknown>) =>
    ipcMain.handle(channel, async (event: IpcMainInvokeEvent, input: unknown) => {
      if (!isTrustedSender(event.senderFrame)) throw new Error('This page may not ask for that.')
      try {
        return (await answer(input, event.sender)) ?? null
      } catch (error) {
        // The page says it in the person's language; of what is thrown, the bridge keeps the sentence alone.
        if (error instanceof EngineError) return failingOf(error)
        throw error
      }
    })

  handle(CHANNELS.pickFolders, async () => {
    const parent = window()
    if (!parent) return []
    const { filePaths } = await dialog.showOpenDialog(parent, { properties: ['openDirectory', 'multiSelections'] })
    return filePaths
  })

  handle(CHANNELS.openFile, async (input) => {
    const file = await checkPath(input)
    if ((await howToOpen(file)) === 'reveal') return shell.showItemInFolder(file)
    const failure = await shell.openPath(file)
    if (failure) throw new EngineError('not-opened', `${path.basename(file)} could not be opened: ${failure}`, { about: file })
  })

  handle(CHANNELS.dragFile, async (input, page) => {
    const file = await checkPath(input)
    page.startDrag({ file, icon: await app.getFileIcon(file) })
  })

  handle(CHANNELS.copyFile, async (input) => {
    const { as, formats } = copiedFile(await checkPath(input), process.platform)
    await clipboard.write([new ClipboardItem(formats)])
    return as
  })

  handle(CHANNELS.revealFile, async (input) => shell.showItemInFolder(await checkPath(input)))
}
