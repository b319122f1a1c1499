import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { Desktop } from '../core/contract/desktop.ts'
import { CHANNELS } from './channels.ts'

/** Electron wraps what a handler threw in the channel's name; a person wants the sentence alone. */
async function ask(channel: string, ...input: readonly unknown[]): Promise<unknown> {
  try {
    return await ipcRenderer.invoke(channel, ...input)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new Error(message.replace(/^Error invoking remote method '[^']*': (\w*Error: )?/, ''))
  }
}

const desktop: Desktop = {
  platform: process.platform as Desktop['platform'],
  pickFolders: async () => (await ask(CHANNELS.pickFolders)) as readonly string[],
  openFile: async (path) => void (await ask(CHANNELS.openFile, path)),
  revealFile: async (path) => void (await ask(CHANNELS.revealFile, path)),
  dragFile: async (path) => void (await ask(CHANNELS.dragFile, path)),
  copyFile: async (path) => (await ask(CHANNELS.copyFile, path)) as 'file' | 'path',
  pathOf: (dropped) => (dropped instanceof File ? webUtils.getPathForFile(dropped) : ''),
  onCommand: (listener) => {
    const receive = (_: unknown, command: Parameters<typeof listener>[0]) => listener(command)
    ipcRenderer.on(CHANNELS.command, receive)
    return () => void ipcRenderer.off(CHANNELS.command, receive)
  },
}

contextBridge.exposeInMainWorld('desktop', desktop)

// A port cannot cross the context bridge; it can be posted to the page, which shares this window.
ipcRenderer.on(CHANNELS.port, (event) => window.postMessage('kenning:port', location.origin, [...event.ports]))
