import { existsSync } from 'node:fs'
import path from 'node:path'
import { EngineError } from '../contract/errors.ts'
import { openEngine } from '../engine/open.ts'
import { followPower } from '../engine/power.ts'
import type { ServeCommand } from './command.ts'
import { kenningFolder, modelsFolder } from './home.ts'
import { startHost } from './host.ts'

/** The app for a browser on this machine, until it is interrupted. Its address is the one line on stdout. */
export async function serveCommand({ data, port, json }: ServeCommand, signal: AbortSignal): Promise<number> {
  const page = path.join(kenningFolder(), 'out', 'renderer')
  if (!existsSync(path.join(page, 'index.html')))
    throw new EngineError(
      'not-found',
      `The page is not built yet: there is no ${path.join(page, 'index.html')}. Run "npm run build".`,
    )
  await using engine = await openEngine({ data, models: modelsFolder() })
  using _power = followPower((power) => engine.takePower(power))
  await using host = await startHost(engine, page, port)
  console.log(json ? JSON.stringify({ url: host.url }) : host.url)
  if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  return 0
}
