// A process of the packaged app that extracts, or runs a graphics card. Each of the three files speaks as a child of Node does, over
// `process.send` and the `message` event; a utility process has neither, so the port that main hands over takes their place.
import type { ToExtractor } from './engine-messages.ts'

process.parentPort.once('message', ({ data: { runs }, ports }: { data: ToExtractor; ports: Electron.MessagePortMain[] }) => {
  const port = ports[0]!
  process.send = (message: unknown) => {
    port.postMessage(message)
    return true
  }
  port.on('message', ({ data }) => process.emit('message', data, undefined))
  port.on('close', () => process.exit()) // The engine has gone, or wants us no more.
  // The listeners first: the port keeps its messages until it is started.
  void begin[runs]().then(() => port.start())
})

const begin: Readonly<Record<ToExtractor['runs'], () => Promise<unknown>>> = {
  reader: () => import('../core/text/child.ts'),
  probe: () => import('../core/encoder/probe.ts'),
  worker: () => import('../core/encoder/worker.ts'),
}
