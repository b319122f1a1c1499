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
import { CHANNELS } from './channels.ts'
import { copiedFile } from './copied-file.ts'
import { checkPath, howToOpen } from './open-policy.ts'
import { isTrustedSender } from './security.ts'

/** Answers the preload's half of `Desktop`. Every message is checked: who sent it, and what it says. */
export function handleDesktop(window: () => BrowserWindow | null): void {
  const handle = (channel: string, answer: (input: unknown, page: WebContents) => Promise<unknown>) =>
    ipcMain.handle(channel, (event: IpcMainInvokeEvent, input: unknown) => {
      if (!isTrustedSender(event.senderFrame)) throw new Error('This page may not ask for that.')
      return answer(input, event.sender)
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
    if (failure) throw new Error(failure)
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
