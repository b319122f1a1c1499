import type { App, BrowserWindow, Dialog, Menu, Shell } from 'electron'

/** The part of Electron's module that tests reach into; the stand-in has the same. */
export interface ElectronModule {
  readonly app: App
  readonly dialog: Dialog
  readonly shell: Shell
  readonly Menu: typeof Menu
  readonly BrowserWindow: typeof BrowserWindow
}

/** Runs a function in the main process. It is sent as text: it sees its two arguments and nothing else. */
export interface ElectronMain {
  evaluate<R, A = undefined>(run: (electron: ElectronModule, argument: A) => R | Promise<R>, argument?: A): Promise<R>
}
