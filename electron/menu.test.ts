import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { type MenuActions, menuTemplate } from './menu.ts'

const nothing: MenuActions = { command() {}, openHomepage() {}, showLog() {} }

function items(template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? items(item.submenu) : [])])
}

describe.each(['linux', 'win32', 'darwin'] as const)('the menu on %s', (platform) => {
  it('sends each command once', () => {
    const sent: string[] = []
    const template = menuTemplate(platform, false, { ...nothing, command: (command) => sent.push(command) })
    for (const item of items(template)) if (item.accelerator) item.click?.({} as never, undefined, {} as never)
    expect(sent.sort()).toEqual(['add-folder', 'library', 'search', 'settings'])
  })
  it('gives no shortcut twice', () => {
    const shortcuts = items(menuTemplate(platform, true, nothing)).flatMap((item) => item.accelerator ?? [])
    expect(new Set(shortcuts).size).toBe(shortcuts.length)
  })
  it('keeps copy, paste and undo, which text fields need', () => {
    const roles = items(menuTemplate(platform, false, nothing)).map((item) => item.role)
    expect(roles).toEqual(expect.arrayContaining(['undo', 'cut', 'copy', 'paste', 'selectAll', 'quit']))
  })
  it('offers developer tools in development only', () => {
    const roles = (development: boolean) => items(menuTemplate(platform, development, nothing)).map((item) => item.role)
    expect(roles(true)).toContain('toggleDevTools')
    expect(roles(false)).not.toContain('toggleDevTools')
    expect(roles(false)).not.toContain('reload')
  })
})

it('has the application menu, with Settings in it, on a Mac only', () => {
  expect(menuTemplate('darwin', false, nothing)[0]?.role).toBe('appMenu')
  expect(menuTemplate('linux', false, nothing).map((item) => item.role)).not.toContain('appMenu')
  const file = menuTemplate('darwin', false, nothing)[1]
  expect(items([file!]).map((item) => item.id)).not.toContain('settings')
})
