// The engine's process: opens the engine and serves it on every port that main hands over.
import type { Engine } from '../core/contract/engine.ts'
import { procedures } from '../core/contract/engine.ts'
import { EngineError } from '../core/contract/errors.ts'
import { fromMessagePort } from '../core/contract/port.ts'
import { serveEngine } from '../core/contract/serve.ts'
import type { LocalEngine } from '../core/engine/engine.ts'
import { openEngine } from '../core/engine/open.ts'
import type { EngineArguments, ToEngine } from './engine-messages.ts'
import { ExtractorForks } from './extractor-forks.ts'

const { data, models } = JSON.parse(process.argv.at(-1)!) as EngineArguments
const extractors = new ExtractorForks(process.parentPort)
const opening = open()

async function open(): Promise<Engine & Partial<Pick<LocalEngine, 'takePower' | 'resumed'> & AsyncDisposable>> {
  try {
    return await openEngine({ data, models, fork: extractors.fork, start: extractors.fork })
  } catch (error) {
    if (!(error instanceof EngineError)) throw error // A bug: end loudly; main starts us again.
    console.error(`The engine could not open its data: ${error.message}`)
    return engineThatFails(error)
  }
}

/** The page learns why there is no engine as the answer to whatever it asks. */
function engineThatFails(error: EngineError): Engine {
  const call = async () => {
    throw error
  }
  // biome-ignore lint/correctness/useYield: it fails before the first value, as a stream must.
  async function* stream() {
    throw error
  }
  return Object.fromEntries(
    Object.entries(procedures).map(([name, kind]) => [name, kind === 'call' ? call : stream]),
  ) as unknown as Engine
}

process.parentPort.on('message', async ({ data: message, ports }: { data: ToEngine; ports: Electron.MessagePortMain[] }) => {
  const port = ports[0]
  switch (message.type) {
    case 'connect':
      return serveEngine(await opening, fromMessagePort(port!))
    case 'extractor-started':
    case 'extractor-ended':
      return extractors.receive(message, port)
    case 'power':
      return (await opening).takePower?.(message.power)
    case 'resumed':
      return (await opening).resumed?.()
    case 'close': {
      const engine = await opening
      await engine[Symbol.asyncDispose]?.()
      return process.exit(0)
    }
  }
})
