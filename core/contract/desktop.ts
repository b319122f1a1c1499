/**
 * What only a desktop shell can do. Electron's preload exposes it as `window.desktop`; in a browser it is `undefined`
 * and the page does without.
 */
export interface Desktop {
  readonly platform: 'linux' | 'darwin' | 'win32'
  /** A native folder dialog; an empty list when the person cancels. */
  pickFolders(): Promise<readonly string[]>
  /** Opens the file in the program the system chose for it. */
  openFile(path: string): Promise<void>
  /** Shows the file in the system's file manager. */
  revealFile(path: string): Promise<void>
  /** Begins to drag the file out of the window, as its file manager would. */
  dragFile(path: string): Promise<void>
  /** Copies the file, where the system's clipboard takes one, with its path as text; says which it was. */
  copyFile(path: string): Promise<'file' | 'path'>
  /** The path of a file or folder dropped on the page; '' when it has none. */
  pathOf(dropped: unknown): string
  /** Called for menu commands: the page decides what each means. */
  onCommand(listener: (command: 'search' | 'library' | 'settings' | 'add-folder') => void): () => void
}
