import path from 'node:path'
import { defaultData } from '../core/cli/command.ts'

export interface Arguments {
  readonly data: string
  /** Start, see that page and engine work, say so in one line, and end. */
  readonly smoke: boolean
}

/** Reads our own flags out of a command line that also carries Chromium's and Electron's. */
export function parseArguments(argv: readonly string[]): Arguments {
  const at = argv.findIndex((argument) => argument === '--data' || argument.startsWith('--data='))
  const given = argv[at]?.includes('=') ? argv[at].slice('--data='.length) : argv[at + 1]
  const data = at >= 0 && given ? path.resolve(given) : defaultData()
  return { data, smoke: argv.includes('--smoke') }
}
