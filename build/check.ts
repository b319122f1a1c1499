// `npm run check`: style, import rules and types of every room, each by name.
import { runTool } from './tools.ts'

const ROOMS = ['core', 'renderer', 'electron', 'e2e', 'build']

/** Biome colours its output even where a log is kept of it. */
const plain = process.stdout.isTTY ? [] : ['--colors=off']

/** Runs every check, also after one has failed; the names of those that did. */
export async function check(): Promise<readonly string[]> {
  const steps: readonly (readonly [string, () => Promise<number>])[] = [
    ['style and imports', () => runTool('@biomejs/biome', 'biome', ['ci', '--error-on-warnings', ...plain, '.'])],
    ...ROOMS.map((room) => [`types in ${room}`, () => runTool('typescript', 'tsc', ['-p', `${room}/tsconfig.json`])] as const),
  ]
  const failed: string[] = []
  for (const [name, run] of steps) {
    const ok = (await run()) === 0
    console.log(`${ok ? 'passed' : 'FAILED'}  ${name}`)
    if (!ok) failed.push(name)
  }
  return failed
}

if (process.argv[1] === import.meta.filename) process.exitCode = (await check()).length === 0 ? 0 : 1
