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
  const { stats, suites } = JSON.parse(readFileSync(report, 'utf8')) as Report
  for (const { title, file } of suites.flatMap(contexts)) {
    const [, error = ''] = /# Error details\n(.*?)(?:# Test source|$)/s.exec(readFileSync(file, 'utf8')) ?? []
    console.log(`\n── ${title}, as it failed:\n${error}`)
  }
  if (stats.flaky > 0) console.log(`\n${stats.flaky} passed at the second try only; what was on the page at the first is above.`)
  const { expected, flaky, unexpected } = stats
  return { kind: 'run', passed: expected + flaky, failed: unexpected === 0 && code !== 0 ? 1 : unexpected }
}

/** What is read of Playwright's report. */
interface Report {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number }
  readonly suites: readonly Suite[]
}
interface Suite {
  readonly suites?: readonly Suite[]
  readonly specs: readonly {
    readonly title: string
    readonly tests: readonly {
      readonly results: readonly { readonly attachments: readonly { readonly name: string; readonly path?: string }[] }[]
    }[]
  }[]
}

/** What was on the page as a journey failed: whoever reads the log of another machine has nothing else to go by. */
const contexts = ({ suites = [], specs }: Suite): readonly { readonly title: string; readonly file: string }[] => [
  ...suites.flatMap(contexts),
  ...specs.flatMap(({ title, tests }) =>
    tests
      .flatMap(({ results }) => results.flatMap(({ attachments }) => attachments))
      .filter((attachment) => attachment.name === 'error-context' && attachment.path !== undefined && existsSync(attachment.path))
      .map((attachment) => ({ title, file: attachment.path! })),
  ),
]

if (process.argv[1] === import.meta.filename) {
  const outcome = await runE2e(process.argv.slice(2))
  process.exitCode = outcome.kind === 'run' && outcome.failed === 0 ? 0 : 1
}
