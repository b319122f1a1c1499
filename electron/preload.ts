import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { Desktop } from '../core/contract/desktop.ts'
import type { Failing } from '../core/contract/errors.ts'
import { CHANNELS } from './channels.ts'
import type { Command } from './menu.ts'

/** Electron wraps what a handler threw in the channel's name; a person wants the sentence alone. */
async function ask(channel: string, ...input: readonly unknown[]): Promise<unknown> {
  try {
    return await ipcRenderer.invoke(channel, ...input)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new Error(message.replace(/^Error invoking remote method '[^']*': (\w*Error: )?/, ''))
  }
}

/** Commands that came before the page listened: it has loaded a moment before it is drawn. */
const early: Command[] = []
const keep = (_: unknown, command: Command) => void early.push(command)
ipcRenderer.on(CHANNELS.command, keep)

const desktop: Desktop = {
  platform: process.platform as Desktop['platform'],
  pickFolders: async () => (await ask(CHANNELS.pickFolders)) as readonly string[],
  openFile: async (path) => (await ask(CHANNELS.openFile, path)) as Failing | null,
  revealFile: async (path) => (await ask(CHANNELS.revealFile, path)) as Failing | null,
  dragFile: async (path) => (await ask(CHANNELS.dragFile, path)) as Failing | null,
  copyFile: async (path) => (await ask(CHANNELS.copyFile, path)) as 'file' | 'path' | Failing,
  pathOf: (dropped) => (dropped instanceof File ? webUtils.getPathForFile(dropped) : ''),
  onCommand: (listener) => {
    const receive = (_: unknown, command: Command) => listener(command)
    ipcRenderer.off(CHANNELS.command, keep)
    ipcRenderer.on(CHANNELS.command, receive)
    for (const command of early.splice(0)) listener(command)
    return () => void ipcRenderer.off(CHANNELS.command, receive)
  },
}

contextBridge.exposeInMainWorld('desktop', desktop)

// A port cannot cross the context bridge; it can be posted to the page, which shares this window.
ipcRenderer.on(CHANNELS.port, (event) => window.postMessage('kenning:port', location.origin, [...event.ports]))
