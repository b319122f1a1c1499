// How long after a file is saved it answers: by its words, and by what they mean. Beside it, in the same run, how long the system
// itself takes to tell a program that just waits for that one file.
//   npm run bench:freshness -- [--files 300] [--edits 8] [--json]
import { once } from 'node:events'
import { watch } from 'node:fs'
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { SearchMode } from '../contract/engine.ts'
import type { LocalEngine } from '../engine/engine.ts'
import { openEngine } from '../engine/open.ts'
import { seededRandom } from '../index/random.ts'

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '300' },
    edits: { type: 'string', default: '8' },
    json: { type: 'boolean', default: false },
  },
})
const files = Number(values.files)
const edits = Number(values.edits)
const repository = path.join(import.meta.dirname, '../..')
const random = seededRandom(1)
const below = (n: number) => Math.floor(random() * n)
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const lines = (await readFile(path.join(repository, 'models/train/data/pairs-home.tsv'), 'utf8')).split('\n')
const sentences = lines.flatMap((line) => line.split('\t').slice(2, 4)).filter((cell) => cell.length > 0)
const text = () => Array.from({ length: 3 + below(8) }, () => sentences[below(sentences.length)]).join(' ')

/** Milliseconds after which a file will not be found any more. */
const LONGEST = 60_000

/** Milliseconds until a search for `query` gives the file. */
async function found(engine: LocalEngine, query: string, mode: SearchMode, file: string): Promise<number> {
  const began = performance.now()
  for (;;) {
    // By meaning, every file that was edited answers.
    const { hits } = await engine.search({ query, limit: edits + 5, mode })
    const waited = performance.now() - began
    if (hits.some((hit) => hit.path === file)) return waited
    if (waited > LONGEST) throw new Error(`${file} was not found ${mode === 'exact' ? 'by its words' : 'by meaning'}.`)
    await pause(20)
  }
}

const spread = (all: readonly number[]) => {
  const sorted = [...all].sort((a, b) => a - b).map(Math.round)
  return { median: sorted[Math.floor(sorted.length / 2)]!, most: sorted.at(-1)! }
}

const root = await realpath(await mkdtemp(path.join(tmpdir(), 'kenning-freshness-')))
try {
  const at = (n: number) => path.join(root, 'home', String(n % 50), `note ${n}.txt`)
  for (let n = 0; n < 50; n++) await mkdir(path.dirname(at(n)), { recursive: true })
  for (let n = 0; n < files; n++) await writeFile(at(n), text())
  await using engine = await openEngine({ data: path.join(root, 'data'), models: path.join(repository, 'models') })
  await engine.addFolder({ path: path.join(root, 'home') })
  for (;;) {
    const { activity, folders } = await engine.now()
    if (activity.kind === 'idle' && folders.every(({ state }) => state === 'watching')) break
    await pause(200)
  }
  const waits = { words: [] as number[], meaning: [] as number[], system: [] as number[] }
  for (let n = 0; n < edits; n++) {
    const file = at(below(files))
    // Spelled as no other word is, in letters that full-text search compares.
    const word = `zq${n.toString(26).replace(/\d/gu, (digit) => 'klmnopqrst'[Number(digit)]!)}v`
    const told = watch(file)
    const began = performance.now()
    // Listened for before the file is written: it may be told of while it still is.
    const heard = once(told, 'change').then(() => performance.now() - began)
    await writeFile(file, `${text()} The ${word} broke its left wing on a lighthouse near Tromsø number ${n}.`)
    const [words, meaning] = await Promise.all([
      found(engine, word, 'exact', file),
      found(engine, `a ${word} with a broken wing, lighthouse number ${n}`, 'meaning', file),
    ])
    waits.words.push(words)
    waits.meaning.push(meaning)
    waits.system.push(await heard)
    told.close()
    await pause(500)
  }
  const report = {
    files,
    edits,
    words: spread(waits.words),
    meaning: spread(waits.meaning),
    system: spread(waits.system),
    load: Math.round(loadavg()[0]!),
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
  }
  console.log(values.json ? JSON.stringify(report) : report)
} finally {
  await rm(root, { recursive: true, force: true })
}
