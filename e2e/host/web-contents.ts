import { EventEmitter } from 'node:events'
import type { Page, Route } from '@playwright/test'
import { prevented } from './app.ts'
import type { OpenHandler } from './chromium.ts'
import { invoke } from './ipc-main.ts'
import { BINDINGS, initScript } from './page-side.ts'
import { close, deliverWaiting, type MessagePortMain, type Place, type PortName, post, transfer } from './ports.ts'
import { respond, toApp, toChromium } from './session.ts'
import { record } from './system.ts'

/** The `__standIn` object in the page. */
type Inside = 'send' | 'post' | 'deliver' | 'close'

export class WebContents extends EventEmitter implements Place {
  #page: Page | null = null
  #openHandler: OpenHandler = () => ({ action: 'allow' })
  /** Where `loadURL` is going now: the app's own navigations ask nobody. */
  #loading: string | null = null
  /** The ends of channels that the document holds: closed when it goes. */
  #ports: PortName[] = []

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler
  }
  get openHandler(): OpenHandler {
    return this.#openHandler
  }
  send(channel: string, ...args: readonly unknown[]): void {
    this.#inside('send', channel, args)
  }
  postMessage(channel: string, message: unknown, ports: readonly MessagePortMain[] = []): void {
    const names = transfer(ports, this)
    this.#ports.push(...names)
    this.#inside('post', channel, message, names)
    deliverWaiting(ports, this)
  }
  executeJavaScript(source: string): Promise<unknown> {
    return this.#page!.evaluate(source)
  }
  startDrag({ file }: { file: string }): void {
    record('webContents.startDrag', file)
  }
  getURL(): string {
    return toApp(this.#page?.url() ?? '')
  }
  deliver(name: PortName, data: unknown): void {
    this.#inside('deliver', name, data)
  }
  close(name: PortName): void {
    this.#ports = this.#ports.filter((port) => port.channel !== name.channel)
    this.#inside('close', name)
  }

  /** Gives the page its preload, its network and its way to main. */
  async attach(page: Page, preload: string): Promise<void> {
    this.#page = page
    await page.exposeBinding(BINDINGS.invoke, ({ frame }, channel: string, args: unknown[]) => {
      const senderFrame = { url: toApp(frame.url()), parent: frame.parentFrame() }
      return invoke(channel, { sender: this, senderFrame }, args)
    })
    await page.exposeBinding(BINDINGS.port, (_source, type: 'message' | 'close', name: PortName, data: unknown) =>
      type === 'message' ? post(name, data) : close(name),
    )
    await page.addInitScript(initScript(preload))
    await page.route('**/*', (route) => this.#answer(route))
    page.on('domcontentloaded', () => {
      for (const name of this.#ports.splice(0)) close(name) // A new document: the old one's ports went with it.
    })
    page.on('load', () => this.emit('did-finish-load'))
    page.on('crash', () => this.emit('render-process-gone', {}, { reason: 'crashed' }))
  }
  async load(url: string): Promise<void> {
    this.#loading = url
    await this.#page!.goto(toChromium(url))
    this.#loading = null
  }
  async reload(): Promise<void> {
    this.#loading = this.getURL()
    await this.#page!.reload()
    this.#loading = null
  }
  closePorts(): void {
    for (const name of this.#ports.splice(0)) close(name)
  }

  async #answer(route: Route): Promise<void> {
    const request = route.request()
    const url = toApp(request.url())
    const leaves = request.isNavigationRequest() && request.frame().parentFrame() === null && url !== this.#loading
    if (leaves && prevented((event) => this.emit('will-navigate', Object.assign(event, { url }), url)))
      return route.abort('aborted')
    const response = await respond(url, request.method(), await request.allHeaders())
    if (!response) return route.abort('blockedbyclient')
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    })
  }

  #inside(method: Inside, ...args: readonly unknown[]): void {
    const call = ([name, values]: [Inside, readonly unknown[]]) =>
      (globalThis as unknown as { __standIn?: Record<Inside, (...values: readonly unknown[]) => void> }).__standIn?.[name](
        ...values,
      )
    // A page on its way out cannot be reached; Electron drops such messages too.
    this.#page?.evaluate(call, [method, args] as [Inside, readonly unknown[]]).catch(() => {})
  }
}
