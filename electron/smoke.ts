import type { BrowserWindow, MessagePortMain } from 'electron'
import { connectEngine } from '../core/contract/connect.ts'
import { fromMessagePort } from '../core/contract/port.ts'

/** Model loading on a slow machine included. */
const LIMIT = 60_000

/** Waits until the page has drawn something and the engine has told its status; the line to print. */
export async function smoke(window: BrowserWindow, port: MessagePortMain): Promise<string> {
  const start = Date.now()
  const late = AbortSignal.timeout(LIMIT)
  const engine = connectEngine(fromMessagePort(port))
  const statuses = engine.status({}, late)
  const first = await statuses[Symbol.asyncIterator]().next()
  if (first.done) throw new Error('the engine told no status')
  while (!(await window.webContents.executeJavaScript('document.getElementById("root")?.childElementCount > 0'))) {
    late.throwIfAborted()
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const { model, files } = first.value
  return `smoke: page and engine work (${model}, ${files.indexed} files, ${Date.now() - start} ms)`
}
