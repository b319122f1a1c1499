import { EventEmitter } from 'node:events'

// What the operating system would do: recorded, to be asked about by a test, or replaced by it.

export const calls: { readonly name: string; readonly arguments: readonly unknown[] }[] = []
export const record = (name: string, ...args: readonly unknown[]): void => void calls.push({ name, arguments: args })

export const dialog = {
  async showOpenDialog(...args: unknown[]): Promise<{ canceled: boolean; filePaths: string[] }> {
    record('dialog.showOpenDialog', args.at(-1))
    return { canceled: true, filePaths: [] }
  },
}

export class ClipboardItem {
  readonly formats: Readonly<Record<string, string>>
  constructor(formats: Readonly<Record<string, string>>) {
    this.formats = formats
  }
}

export const clipboard = {
  write: async (items: readonly ClipboardItem[]): Promise<void> =>
    record('clipboard.write', ...items.map(({ formats }) => formats)),
}

export const shell = {
  openExternal: async (url: string): Promise<void> => record('shell.openExternal', url),
  openPath: async (file: string): Promise<string> => {
    record('shell.openPath', file)
    return ''
  },
  showItemInFolder: (file: string): void => record('shell.showItemInFolder', file),
}

export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
}

/** A computer on mains power whose keyboard was just used; a test may emit what it tells. */
export const powerMonitor = Object.assign(new EventEmitter(), {
  isOnBatteryPower: () => false,
  getSystemIdleTime: () => 0,
  getCurrentThermalState: () => 'unknown',
})

interface Item {
  id?: string
  click?: () => void
  submenu?: Item[] | Menu
}

/** A tree of items that a test can find and click. */
export class Menu {
  static #application: Menu | null = null
  readonly items: readonly Item[]
  constructor(items: readonly Item[] = []) {
    this.items = items
  }
  static buildFromTemplate(template: readonly Item[]): Menu {
    return new Menu(
      template.map((item) => (Array.isArray(item.submenu) ? { ...item, submenu: Menu.buildFromTemplate(item.submenu) } : item)),
    )
  }
  static setApplicationMenu(menu: Menu | null): void {
    Menu.#application = menu
  }
  static getApplicationMenu(): Menu | null {
    return Menu.#application
  }
  getMenuItemById(id: string): Item | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu instanceof Menu ? item.submenu.getMenuItemById(id) : null
      if (found) return found
    }
    return null
  }
}
