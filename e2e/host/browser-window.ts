import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { app, prevented, windows } from './app.ts'
import { newPage } from './chromium.ts'
import { WebContents } from './web-contents.ts'

interface Options {
  readonly x?: number
  readonly y?: number
  readonly width: number
  readonly height: number
  readonly webPreferences: {
    readonly preload: string
    readonly contextIsolation: boolean
    readonly sandbox: boolean
    readonly nodeIntegration: boolean
  }
}

/** A page of the browser that looks, to main, like a window. */
export class BrowserWindow extends EventEmitter {
  readonly webContents = new WebContents()
  readonly #bounds: { x: number; y: number; width: number; height: number }
  readonly #attached: Promise<Page>
  #state: 'hidden' | 'shown' | 'minimized' | 'maximized' | 'closed' = 'hidden'

  constructor(options: Options) {
    super()
    const { preload, contextIsolation, sandbox, nodeIntegration } = options.webPreferences
    if (!contextIsolation || !sandbox || nodeIntegration)
      throw new Error('A window of ours is isolated, sandboxed and without Node.')
    this.#bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width, height: options.height }
    windows.add(this)
    app.emit('web-contents-created', {}, this.webContents)
    this.#attached = this.#attach(readFileSync(preload, 'utf8'))
  }
  static getAllWindows(): readonly BrowserWindow[] {
    return [...windows] as BrowserWindow[]
  }
  async #attach(preload: string): Promise<Page> {
    const page = await newPage()
    await page.setViewportSize({ width: this.#bounds.width, height: this.#bounds.height })
    await this.webContents.attach(page, preload)
    page.on('close', () => this.#closed())
    return page
  }
  async loadURL(url: string): Promise<void> {
    await this.#attached
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'))
    await this.webContents.load(url)
  }
  reload(): void {
    void this.webContents.reload()
  }
  close(): void {
    if (prevented((event) => this.emit('close', event))) return
    void this.#attached.then((page) => page.close())
    this.#closed()
  }
  #closed(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    windows.delete(this)
    this.webContents.closePorts()
    this.emit('closed')
    if (windows.size === 0 && !app.isQuitting) app.emit('window-all-closed')
  }
  show(): void {
    this.#state = 'shown'
    this.emit('show')
  }
  focus(): void {
    this.emit('focus')
  }
  minimize(): void {
    this.#state = 'minimized'
  }
  maximize(): void {
    this.#state = 'maximized'
  }
  restore(): void {
    this.#state = 'shown'
  }
  isVisible(): boolean {
    return this.#state === 'shown' || this.#state === 'maximized'
  }
  isMinimized(): boolean {
    return this.#state === 'minimized'
  }
  isMaximized(): boolean {
    return this.#state === 'maximized'
  }
  isDestroyed(): boolean {
    return this.#state === 'closed'
  }
  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    return this.#bounds
  }
}
