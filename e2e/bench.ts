// How long a keystroke takes in the app, from the pressed key to the painted rows of its answer, in a browser served by `kenning serve`.
//   npm run bench:page -- [--passages 10000] [--json]
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { chromium, type Page } from '@playwright/test'
import { buildStale } from '../build/build.ts'
import { sentences, writeFiles } from '../core/evaluation/collection.ts'
import { browserHint, findBrowser, sandboxFlags } from './browser.ts'
import { field } from './journeys.ts'
import { serve } from './serve.ts'

const { values } = parseArgs({
  options: { passages: { type: 'string', default: '10000' }, json: { type: 'boolean', default: false } },
})

/** Notes how long each letter took: until the frame that paints the rows of its query is over. */
const watchKeys = (page: Page) =>
  page.evaluate(() => {
    const painted: number[] = []
    Object.assign(globalThis, { painted })
    addEventListener(
      'input',
      ({ timeStamp, target }) => {
        const { value } = target as HTMLInputElement
        const look = () => {
          if ((target as HTMLInputElement).value !== value) return
          if (document.querySelector<HTMLElement>('[data-query]')?.dataset.query !== value)
            return void requestAnimationFrame(look)
          // What is in the page now is painted in this frame; a message is the first thing after it.
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = () => painted.push(performance.now() - timeStamp)
          port2.postMessage(null)
        }
        requestAnimationFrame(look)
      },
      { capture: true },
    )
  })

/** Letters typed one after the other, each after the one before was painted: milliseconds for each. */
async function typed(page: Page, query: string): Promise<number[]> {
  await field(page).fill('')
  await page.evaluate(() => {
    Reflect.get(globalThis, 'painted').length = 0
  })
  const letters = [...query]
  for (const [i, letter] of letters.entries()) {
    await page.keyboard.insertText(letter)
    await page.waitForFunction((count) => Reflect.get(globalThis, 'painted').length >= count, i + 1)
  }
  // The first letter opens the list; a person looks from the second on.
  return (await page.evaluate(() => Reflect.get(globalThis, 'painted') as number[])).slice(1)
}

const percentile = (times: readonly number[], share: number) =>
  [...times].sort((a, b) => a - b)[Math.floor(share * (times.length - 1))]!

const found = await findBrowser({ install: true })
if (!found) throw new Error(`No browser found. ${browserHint()}`)
await buildStale({ parts: ['renderer'] })
const folder = await mkdtemp(path.join(tmpdir(), 'kenning-page-'))
try {
  const { questions, answers } = await sentences()
  await writeFiles(path.join(folder, 'home'), answers, Number(values.passages))
  const data = path.join(folder, 'data')
  const main = path.join(import.meta.dirname, '../core/cli/main.ts')
  await promisify(execFile)(process.execPath, [main, 'index', path.join(folder, 'home'), '--data', data, '--json'])
  await using server = await serve(data)
  await using browser = await chromium.launch({ executablePath: found.path, args: [...sandboxFlags()] })
  const page = await browser.newPage({ viewport: { width: 1180, height: 780 } })
  await page.goto(server.url)
  await field(page).waitFor()
  await watchKeys(page)
  const queries = questions.map((own, language) => own[language * 7]!.slice(0, 40))
  const modes = ['Exact', 'Both'] as const
  const times: Record<(typeof modes)[number], number[]> = { Exact: [], Both: [] }
  for (const [n, query] of [queries[0]!, ...queries].entries()) {
    for (const mode of modes) {
      await page.getByRole('radio', { name: mode }).click({ force: true })
      await field(page).focus()
      const own = await typed(page, query)
      if (n > 0) times[mode].push(...own) // The first round warms up.
    }
  }
  const rows = modes.map((mode) => ({
    mode,
    keystrokes: times[mode].length,
    p50: percentile(times[mode], 0.5),
    p95: percentile(times[mode], 0.95),
  }))
  const baseline = rows[0]!.p50
  if (values.json) console.log(JSON.stringify({ passages: Number(values.passages), rows }))
  else {
    console.log(`${values.passages} passages; ${cpus()[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} cores`)
    console.log(
      'From the key to the end of the frame that painted its rows. Baseline: exact mode, full-text search of the query and of each of its words.\n',
    )
    console.log('mode      keystrokes   p50 ms   p95 ms   ratio of p50')
    for (const { mode, keystrokes, p50, p95 } of rows)
      console.log(
        `${mode.padEnd(10)}${String(keystrokes).padStart(10)}${p50.toFixed(1).padStart(9)}${p95.toFixed(1).padStart(9)}${(p50 / baseline).toFixed(2).padStart(15)}`,
      )
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
