import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where the window was last; no position yet means "let the system choose". */
export interface WindowState {
  readonly bounds: Rectangle | { readonly width: number; readonly height: number }
  readonly maximized: boolean
}

/** A search field, a list and a preview side by side. */
export const FIRST_STATE: WindowState = { bounds: { width: 1180, height: 780 }, maximized: false }
export const SMALLEST = { width: 480, height: 400 }

/** So much of the title bar must lie on a screen that it can be grabbed, px. */
const GRAB = { width: 120, height: 32 }

/** The state written in `text`, or the first one when it says nothing usable. */
export function parseWindowState(text: string): WindowState {
  let value: { bounds?: Partial<Rectangle>; maximized?: unknown } | null
  try {
    value = JSON.parse(text)
  } catch {
    return FIRST_STATE
  }
  const { x, y, width, height } = value?.bounds ?? {}
  if (![x, y, width, height].every(Number.isSafeInteger)) return FIRST_STATE
  return {
    bounds: { x: x!, y: y!, width: Math.max(SMALLEST.width, width!), height: Math.max(SMALLEST.height, height!) },
    maximized: value?.maximized === true,
  }
}

/**
 * A screen may have gone since, and a file may say anything: a window is no larger than all `screens` together, and loses its place
 * where its title bar lies on none of them.
 */
export function fitToScreens({ bounds: wanted, maximized }: WindowState, screens: readonly Rectangle[]): WindowState {
  const right = Math.max(...screens.map(({ x, width }) => x + width))
  const bottom = Math.max(...screens.map(({ y, height }) => y + height))
  const bounds = {
    ...wanted,
    width: Math.min(wanted.width, right - Math.min(...screens.map(({ x }) => x))),
    height: Math.min(wanted.height, bottom - Math.min(...screens.map(({ y }) => y))),
  }
  if (!('x' in bounds)) return { bounds, maximized }
  const reachable = screens.some((screen) => {
    const across = Math.min(bounds.x + bounds.width, screen.x + screen.width) - Math.max(bounds.x, screen.x)
    const titleOnScreen = bounds.y >= screen.y - GRAB.height / 2 && bounds.y + GRAB.height <= screen.y + screen.height
    return across >= GRAB.width && titleOnScreen
  })
  return { bounds: reachable ? bounds : { width: bounds.width, height: bounds.height }, maximized }
}

/** Reads the state from `file`; one that is missing, damaged or cannot be read means the first start. */
export function readWindowState(file: string): WindowState {
  try {
    return parseWindowState(readFileSync(file, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') console.error("The window's place cannot be read:", error)
    return FIRST_STATE
  }
}

/** Whole or not at all: written beside the file and renamed onto it. On a full disk the window keeps no place, and goes on. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(`${file}.new`, JSON.stringify(state))
    renameSync(`${file}.new`, file)
  } catch (error) {
    console.error("The window's place cannot be kept:", error)
  }
}
