// `npm test`: checks, unit tests, build, and the journeys in a browser. Every step runs, whatever became of the one before.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { buildStale } from './build.ts'
import { check } from './check.ts'
import { runE2e } from './e2e.ts'
import { runTool } from './tools.ts'

const root = path.join(import.meta.dirname, '..')
const report = path.join(root, 'out/vitest.json')
const problems: string[] = []

async function step<T>(name: string, run: () => Promise<T>): Promise<T | null> {
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 76 - name.length))}`)
  try {
    return await run()
  } catch (error) {
    console.error(error)
    problems.push(name)
    return null
  }
}

async function unitTests(): Promise<{ passed: number; failed: number }> {
  rmSync(report, { force: true })
  const args = ['run', '--config', 'build/vitest.ts', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const code = await runTool('vitest', 'vitest', args)
  if (!existsSync(report)) return { passed: 0, failed: 1 }
  const { numPassedTests: passed, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'))
  // A file that does not even load has no failed test in it, yet vitest says 1.
  return { passed, failed: numFailedTests === 0 && code !== 0 ? 1 : numFailedTests }
}

const checked = await step('check', check)
for (const name of checked ?? []) problems.push(`check: ${name}`)
const units = await step('unit tests', unitTests)
await step('build', () => buildStale())
const journeys = await step('end to end', () => runE2e())

// A machine that checks for others may not leave anything out in silence.
if (journeys?.kind === 'left out' && process.env.CI) problems.push('end to end: no browser, and CI is set')
const e2e = journeys?.kind === 'run' ? journeys : { passed: 0, failed: 0 }
const passed = (units?.passed ?? 0) + e2e.passed
const failed = (units?.failed ?? 0) + e2e.failed

console.log('')
for (const problem of problems) console.log(`FAILED  ${problem}`)
if (journeys?.kind === 'left out') console.log('LEFT OUT  end to end (no browser)')
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = problems.length === 0 && failed === 0 ? 0 : 1
