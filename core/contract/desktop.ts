import type { Failing } from './errors.ts'

/**
 * What only a desktop shell can do. Electron's preload exposes it as `window.desktop`; in a browser it is `undefined`
 * and the page does without.
 */
export interface Desktop {
  readonly platform: 'linux' | 'darwin' | 'win32'
  /** A native folder dialog; an empty list when the person cancels. */
  pickFolders(): Promise<readonly string[]>
  /** Opens the file in the program the system chose for it; null, or why not: `not-found`, or `not-opened`. */
  openFile(path: string): Promise<Failing | null>
  /** Shows the file in the system's file manager; null, or why not: `not-found`. */
  revealFile(path: string): Promise<Failing | null>
  /** Begins to drag the file out of the window, as its file manager would; null, or why not: `not-found`. */
  dragFile(path: string): Promise<Failing | null>
  /** Copies the file, where the system's clipboard takes one, with its path as text; says which it was, or why not: `not-found`. */
  copyFile(path: string): Promise<'file' | 'path' | Failing>
  /** The path of a file or folder dropped on the page; '' when it has none. */
  pathOf(dropped: unknown): string
  /** Called for menu commands: the page decides what each means. */
  onCommand(listener: (command: 'search' | 'library' | 'settings' | 'add-folder') => void): () => void
}
