import { EngineError } from '../contract/errors.ts'
import { parseCommand, Usage } from './command.ts'
import { devicesCommand } from './devices.ts'
import { evaluateCommand } from './evaluate.ts'
import { indexCommand } from './index.ts'
import { modelsCommand } from './models.ts'
import { searchCommand } from './search.ts'
import { serveCommand } from './serve.ts'
import { statusCommand } from './status.ts'
import { help } from './usage.ts'

/** Runs a command line; resolves with the exit code. Expected failures are one sentence on stderr and code 2. */
async function run(args: readonly string[]): Promise<number> {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort())
  try {
    const command = parseCommand(args)
    switch (command.name) {
      case 'help':
        process.stdout.write(help)
        return 0
      case 'index':
        return await indexCommand(command, stop.signal)
      case 'search':
        return await searchCommand(command, stop.signal)
      case 'status':
        return await statusCommand(command)
      case 'models':
        return await modelsCommand(command, stop.signal)
      case 'devices':
        return await devicesCommand(command)
      case 'serve':
        return await serveCommand(command, stop.signal)
      case 'evaluate':
        return await evaluateCommand(command, stop.signal)
    }
  } catch (error) {
    if (error instanceof Usage) console.error(`${error.message} See "kenning help".`)
    else if (error instanceof EngineError) {
      if (error.code === 'cancelled') return 130
      console.error(error.message)
    } else throw error
    return 2
  }
}

process.exitCode = await run(process.argv.slice(2))
