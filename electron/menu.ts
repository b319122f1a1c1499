import type { MenuItemConstructorOptions } from 'electron'
import type { Desktop } from '../core/contract/desktop.ts'

export type Command = Parameters<Parameters<Desktop['onCommand']>[0]>[0]

export interface MenuActions {
  /** Brings the window forward and hands the page a command. */
  command(command: Command): void
  openHomepage(): void
  showLog(): void
}

/** The application menu. Ids of our own items are the commands' names. */
export function menuTemplate(
  platform: NodeJS.Platform,
  development: boolean,
  actions: MenuActions,
): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin'
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  const item = (id: Command, label: string, accelerator: string): MenuItemConstructorOptions => ({
    id,
    label,
    accelerator,
    click: () => actions.command(id),
  })
  const settings = item('settings', 'Settings…', 'CmdOrCtrl+,')

  const application: MenuItemConstructorOptions = {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      separator,
      settings,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  }
  const file: MenuItemConstructorOptions = {
    label: '&File',
    submenu: [
      item('add-folder', 'Add Folder…', 'CmdOrCtrl+O'),
      separator,
      ...(mac ? [{ role: 'close' } as const] : [settings, separator, { role: 'quit' } as const]),
    ],
  }
  const edit: MenuItemConstructorOptions = {
    label: '&Edit',
    submenu: [
      { role: 'undo' },
      { role: 'redo' },
      separator,
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'selectAll' },
    ],
  }
  const view: MenuItemConstructorOptions = {
    label: '&View',
    submenu: [
      item('search', 'Search', 'CmdOrCtrl+F'),
      item('library', 'Library', 'CmdOrCtrl+L'),
      separator,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'togglefullscreen' },
      ...(development ? [separator, { role: 'reload' } as const, { role: 'toggleDevTools' } as const] : []),
    ],
  }
  const help: MenuItemConstructorOptions = {
    role: 'help',
    submenu: [
      { id: 'homepage', label: 'Kenning on the Web', click: () => actions.openHomepage() },
      { id: 'log', label: 'Show the Log', click: () => actions.showLog() },
      ...(mac ? [] : [separator, { role: 'about' } as const]),
    ],
  }
  return [...(mac ? [application] : []), file, edit, view, { role: 'windowMenu' }, help]
}
