// How long a keystroke takes, from the typed letter to the rows of the answer, over a collection of everyday sentences.
//   npm run bench -- [--passages 10000] [--json]
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { connectEngine } from '../contract/connect.ts'
import type { Engine, SearchMode } from '../contract/engine.ts'
import { portPair } from '../contract/port.ts'
import { serveEngine } from '../contract/serve.ts'
import { openLibrary } from '../engine/library.ts'
import { openEngine } from '../engine/open.ts'
import { keystrokes, sentences, writeFiles } from './collection.ts'

const root = path.join(import.meta.dirname, '../..')
const modes: readonly SearchMode[] = ['exact', 'meaning', 'hybrid']

const { values } = parseArgs({
  options: { passages: { type: 'string', default: '10000' }, json: { type: 'boolean', default: false } },
})
const wanted = Number(values.passages)

async function typed(engine: Engine, queries: readonly string[], mode: SearchMode): Promise<number[]> {
  const times: number[] = []
  for (const query of queries) {
    for (const prefix of keystrokes(query)) {
      const began = performance.now()
      await engine.search({ query: prefix, limit: 50, mode })
      times.push(performance.now() - began)
    }
  }
  return times
}

/** Of the ten passages that exact MaxSim over all of them ranks first, the share among the scan's 600 candidates. */
async function candidateRecall(data: string, queries: readonly string[]): Promise<number> {
  const library = await openLibrary(data, path.join(root, 'models'), 'read')
  await using serving = library.serving
  const { index, encoder } = serving
  const ids = [...index.ids()]
  let found = 0
  for (const query of queries) {
    const { vectors } = await encoder.encodeQuery(query)
    const scores: { id: number; score: number }[] = []
    for (let from = 0; from < ids.length; from += 1_000)
      for (const { id, alignment } of await index.align(vectors, ids.slice(from, from + 1_000)))
        scores.push({ id, score: alignment.score })
    const exact = scores.sort((a, b) => b.score - a.score).slice(0, 10)
    const candidates = new Set(index.candidates(vectors, 600).map(({ id }) => id))
    found += exact.filter(({ id }) => candidates.has(id)).length / 10
  }
  return found / queries.length
}

const percentile = (times: readonly number[], share: number) =>
  [...times].sort((a, b) => a - b)[Math.floor(share * (times.length - 1))]!

const folder = await mkdtemp(path.join(tmpdir(), 'kenning-bench-'))
try {
  const { questions, answers } = await sentences()
  const home = path.join(folder, 'home')
  await writeFiles(home, answers, wanted)
  await using engine = await openEngine({ data: path.join(folder, 'data'), models: path.join(root, 'models'), watch: false })
  const began = performance.now()
  await engine.addFolder({ path: home })
  await engine.idle(new AbortController().signal)
  const seconds = (performance.now() - began) / 1000
  const { passages, tokens, bytes } = await engine.now()

  const [near, far] = portPair()
  serveEngine(engine, far)
  const client = connectEngine(near)
  // One question in every language, 15 in all; modes take turns so that a busy moment hits all of them.
  const queries = questions.map((own, language) => own[language * 7]!.slice(0, 40))
  for (const mode of modes) await typed(client, queries.slice(0, 2), mode) // Warm up.
  const times = Object.fromEntries(modes.map((mode) => [mode, [] as number[]]))
  for (const query of queries) for (const mode of modes) times[mode]!.push(...(await typed(client, [query], mode)))
  near.close()
  const recall = await candidateRecall(path.join(folder, 'data'), queries)

  const rows = modes.map((mode) => ({
    mode,
    keystrokes: times[mode]!.length,
    p50: percentile(times[mode]!, 0.5),
    p95: percentile(times[mode]!, 0.95),
  }))
  const baseline = rows.find(({ mode }) => mode === 'exact')!.p50
  if (values.json)
    console.log(
      JSON.stringify({ passages, tokens, bytes, indexing: { seconds, passagesPerSecond: passages / seconds }, recall, rows }),
    )
  else {
    console.log(`${passages} passages, ${tokens} tokens; ${cpus()[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} cores`)
    console.log(
      `Each keystroke of 15 questions in 15 languages is a search for 50 files, over the contract's wire, encoder included.`,
    )
    console.log(`Baseline: exact mode, which is LanceDB's full-text search of the query and of each of its words.\n`)
    console.log(`mode      keystrokes   p50 ms   p95 ms   ratio of p50`)
    for (const { mode, keystrokes, p50, p95 } of rows)
      console.log(
        `${mode.padEnd(10)}${String(keystrokes).padStart(10)}${p50.toFixed(1).padStart(9)}${p95.toFixed(1).padStart(9)}${(p50 / baseline).toFixed(2).padStart(15)}`,
      )
    console.log(`\nExact MaxSim's ten best among the scan's 600 candidates: ${recall.toFixed(3)}`)
    console.log(`Indexing: ${(passages / seconds).toFixed(0)} passages/s; text ${bytes.text} bytes, index ${bytes.index} bytes`)
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
