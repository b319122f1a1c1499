// `npm run e2e [-- --project host …]`: the journeys, in every host that is here.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { browserHint, findBrowser } from '../e2e/browser.ts'
import { buildStale } from './build.ts'
import { runTool } from './tools.ts'

const root = path.join(import.meta.dirname, '..')
const report = path.join(root, 'out/playwright.json')

export type E2e = { readonly kind: 'run'; readonly passed: number; readonly failed: number } | { readonly kind: 'left out' }

/** Gets a browser if need be and runs Playwright. Left out only where there is no browser to be had. */
export async function runE2e(args: readonly string[] = []): Promise<E2e> {
  const browser = await findBrowser({ install: true })
  if (!browser) {
    console.log(
      `\n${'!'.repeat(80)}\n!! END-TO-END TESTS LEFT OUT: no browser was found.\n!! ${browserHint()}\n${'!'.repeat(80)}\n`,
    )
    return { kind: 'left out' }
  }
  console.log(`browser: ${browser.path} (from ${browser.from})`)
  await buildStale({ parts: ['renderer', 'electron', 'stories'] })
  rmSync(report, { force: true })
  const code = await runTool('@playwright/test', 'playwright', ['test', '--config', 'e2e/playwright.config.ts', ...args], {
    KENNING_BROWSER: browser.path,
  })
  if (!existsSync(report)) return { kind: 'run', passed: 0, failed: 1 } // It did not come as far as a test.
  const { stats } = JSON.parse(readFileSync(report, 'utf8')) as { stats: { expected: number; unexpected: number; flaky: number } }
  const failed = stats.unexpected + stats.flaky
  return { kind: 'run', passed: stats.expected, failed: failed === 0 && code !== 0 ? 1 : failed }
}

if (process.argv[1] === import.meta.filename) {
  const outcome = await runE2e(process.argv.slice(2))
  process.exitCode = outcome.kind === 'run' && outcome.failed === 0 ? 0 : 1
}
