// Random work in watched folders, then: does the index say what one made anew of the same folders says?
//   npm run soak:watch -- [--operations 5000] [--seed 1] [--json]
// Where a disk may be mounted (Linux, superuser), one of the two folders is on a disk of its own that comes and goes.
import { execFileSync } from 'node:child_process'
import { appendFile, copyFile, mkdir, mkdtemp, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { LEDGER_PAGE } from '../contract/ledger.ts'
import type { LocalEngine } from '../engine/engine.ts'
import { openEngine } from '../engine/open.ts'
import { mayMount } from '../files/temporary.ts'
import { seededRandom } from '../index/random.ts'

const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
})
const operations = Number(values.operations)
const random = seededRandom(Number(values.seed))
const below = (n: number) => Math.floor(random() * n)
const oneOf = <T>(all: readonly T[]): T => all[below(all.length)]!

/** No two begin alike: full-text search also compares the first five letters of words, and prefixes come before these. */
const nouns =
  'kettle bridge river doctor violin orchard harbour ticket window garden letter island market engine candle forest pepper saddle'.split(
    ' ',
  )
/** Words enough that each stands in fewer files than a search gives. */
const words = ['', 'un', 'mid', 'over', 'tri', 'para'].flatMap((prefix) => nouns.map((noun) => prefix + noun))
const folders = ['', 'House', 'House/Heating', 'Work', 'Work/2025', 'Trips', 'Trips/Lisbon']
const models = path.join(import.meta.dirname, '../../models')

const text = (): string =>
  Array.from({ length: 1 + below(6) }, () => Array.from({ length: 4 + below(20) }, () => oneOf(words)).join(' ')).join('\n\n')

/** More files than this, and as many are deleted as are made: a word that stands in more files than a search gives tells nothing. */
const CROWDED = 1_500

/** What is done to the folders. What fails because its file is elsewhere by now was one of the things that people do, too. */
class Worker {
  readonly #roots: readonly string[]
  #made = 0
  #steps = 0
  #files = 0
  constructor(roots: readonly string[]) {
    this.#roots = roots
  }

  async step(): Promise<void> {
    if (this.#steps++ % 200 === 0) this.#files = await this.#count()
    const file = await this.#anyFile()
    const dice = random()
    const crowded = this.#files > CROWDED
    if (!file) return crowded ? undefined : this.#create()
    if (dice < (crowded ? 0.1 : 0.3)) return this.#create()
    if (dice < 0.3) return rm(file, { force: true })
    if (dice < 0.5) return appendFile(file, `\n\n${text()}`)
    if (dice < 0.65) return this.#save(file)
    if (dice < 0.8) return this.#rename(file, await this.#newPath())
    if (dice < 0.84) return this.#renameFolder()
    if (dice < 0.87) return copyFile(file, await this.#newPath())
    if (dice < 0.88) return rm(await this.#anyFolder(), { recursive: true, force: true })
    return rm(file, { force: true })
  }

  async #create(): Promise<void> {
    await writeFile(await this.#newPath(), text())
  }

  /** As editors do: beside it, then over it. */
  async #save(file: string): Promise<void> {
    await writeFile(`${file}.new`, text())
    await rename(`${file}.new`, file)
  }

  /** From one disk to another it is written anew and then deleted. */
  async #rename(from: string, to: string): Promise<void> {
    await rename(from, to).catch(async (error) => {
      if (error.code !== 'EXDEV') throw error
      await copyFile(from, to)
      await rm(from)
    })
  }

  async #renameFolder(): Promise<void> {
    const root = oneOf(this.#roots)
    const from = path.join(root, oneOf(folders.slice(1)))
    await rename(from, path.join(root, `Folder ${this.#made++}`))
  }

  async #count(): Promise<number> {
    let files = 0
    for (const root of this.#roots)
      files += (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length
    return files
  }

  async #newPath(): Promise<string> {
    const folder = path.join(oneOf(this.#roots), oneOf(folders))
    await mkdir(folder, { recursive: true })
    return path.join(folder, `${oneOf(words)} ${this.#made++}.${oneOf(['txt', 'md'])}`)
  }

  async #anyFolder(): Promise<string> {
    return path.join(oneOf(this.#roots), oneOf(folders.slice(1)))
  }

  async #anyFile(): Promise<string | undefined> {
    let folder = oneOf(this.#roots)
    for (;;) {
      const children = await readdir(folder, { withFileTypes: true })
      if (children.length === 0) return undefined
      const child = oneOf(children)
      folder = path.join(folder, child.name)
      if (child.isFile()) return folder
    }
  }
}

/** How long an engine may take to be done. A machine with other work takes its time, and what is asked is whether it ends well. */
const patience = () => AbortSignal.timeout(1_800_000)

/** Nothing to do for two seconds on end: longer than changes take to be told. */
async function settled(engine: LocalEngine): Promise<void> {
  for (let quiet = 0; quiet < 10; ) {
    await engine.idle(patience())
    const { activity, folders } = await engine.now()
    quiet = activity.kind === 'idle' && folders.every(({ state }) => state === 'watching') ? quiet + 1 : 0
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** What a folder on a disk that was pulled out is said to be, as soon as it is told, or after half a minute. */
async function stateWithoutDisk(engine: LocalEngine, folder: string): Promise<string | undefined> {
  for (let waits = 0; ; waits++) {
    await new Promise((resolve) => setTimeout(resolve, 500))
    const { folders } = await engine.now()
    const state = folders.find(({ path }) => path === folder)?.state
    if (state === 'offline' || waits === 60) return state
  }
}

/** The most files a search gives. */
const MOST = 1000

/** Everything an index answers, file by file. */
async function answers(engine: LocalEngine, roots: readonly string[]): Promise<Map<string, unknown>> {
  const all = new Map<string, unknown>()
  for (const root of roots) {
    for (const file of await readdir(root, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue
      const at = path.join(file.parentPath, file.name)
      all.set(at, (await engine.document({ path: at }).catch(({ code }) => ({ text: code }))).text)
    }
  }
  for (let from = 0, total = 1; from < total; from += LEDGER_PAGE) {
    const page = await engine.ledger({ order: 'path', from, count: LEDGER_PAGE })
    total = page.total
    for (const { path } of page.rows) all.set(`known ${path}`, true)
  }
  const { files, passages, tokens } = await engine.now()
  all.set('counts', `${files.indexed} files, ${passages} passages, ${tokens} tokens`)
  for (const n of words.keys()) {
    // Three words in one passage: one alone stands in more files than a search gives.
    const three = [0, 1, 2].map((k) => words[(n + k * 5) % words.length]!)
    const weights = three.map((word) => ({ word, weight: 1, required: true }) as const)
    const { hits } = await engine.search({ query: three.join(' '), limit: MOST, mode: 'exact', weights })
    if (hits.length === MOST) throw new Error(`${three.join(', ')} stand in more files than a search gives.`)
    all.set(
      `exact ${three.join(' ')}`,
      hits
        .map(({ path }) => path)
        .sort()
        .join('\n'),
    )
  }
  return all
}

/** The files of the best passages by meaning, with their scores. Codes are rounded, so scores are compared roughly. */
async function meanings(engine: LocalEngine, query: string): Promise<Map<string, number>> {
  const { hits } = await engine.search({ query, limit: 10, mode: 'meaning' })
  return new Map(hits.map(({ path, score }) => [path, score]))
}

/** Megabytes: what this thread holds after a collection, and all threads together. */
interface Memory {
  readonly files: number
  readonly heap: number
  readonly rss: number
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

async function memoryNow(engine: LocalEngine): Promise<Memory> {
  await settled(engine)
  const { files } = await engine.now()
  collect()
  const { heapUsed, rss } = process.memoryUsage()
  return { files: files.indexed, heap: Math.round(heapUsed / 1e5) / 10, rss: Math.round(rss / 1e6) }
}

const root = await realpath(await mkdtemp(path.join(tmpdir(), 'kenning-soak-')))
const disk = path.join(root, 'disk')
const stick = path.join(root, 'stick')
const mounts = mayMount()
const plug = () => mounts && execFileSync('mount', ['--bind', disk, stick])
const unplug = () => mounts && execFileSync('umount', ['-l', stick])
const differences: string[] = []
let failedSteps = 0
let plugged = 0
let meaningOverlap = 0
/** After each quarter of the operations. */
const memory: Memory[] = []
const began = performance.now()
try {
  const roots = [path.join(root, 'home'), stick]
  for (const folder of [...roots, disk]) await mkdir(folder)
  if (mounts) execFileSync('mount', ['-t', 'tmpfs', 'none', disk])
  plug()
  await using engine = await openEngine({ data: path.join(root, 'data'), models })
  for (const folder of roots) await engine.addFolder({ path: folder })
  const worker = new Worker(roots)
  for (let n = 0; n < operations; n++) {
    if (n > 0 && n % Math.ceil(operations / 4) === 0) memory.push(await memoryNow(engine))
    await worker.step().catch((error) => {
      if (!['ENOENT', 'EEXIST', 'ENOTEMPTY', 'ENOTDIR'].includes(error.code)) throw error
      failedSteps++
    })
    if (n % 40 === 39) await new Promise((resolve) => setTimeout(resolve, below(600)))
    if (mounts && n % 1_000 === 999) {
      unplug()
      const state = await stateWithoutDisk(engine, stick)
      if (state !== 'offline') differences.push(`${stick} was unplugged and is said to be ${state}`)
      plug()
      plugged++
    }
  }
  const worked = performance.now()
  await settled(engine)
  const settledMs = performance.now() - worked
  memory.push(await memoryNow(engine))

  await using fresh = await openEngine({ data: path.join(root, 'fresh'), models, watch: false })
  for (const folder of roots) await fresh.addFolder({ path: folder })
  await fresh.idle(patience())
  const [watched, anew] = [await answers(engine, roots), await answers(fresh, roots)]
  for (const key of new Set([...watched.keys(), ...anew.keys()])) {
    if (watched.get(key) !== anew.get(key))
      differences.push(`${key}: ${JSON.stringify([watched.get(key), anew.get(key)]).slice(0, 600)}`)
  }
  const queries = words.slice(0, 8).map((word, i) => `${word} and ${words[i + 8]}`)
  for (const query of queries) {
    const [a, b] = [await meanings(engine, query), await meanings(fresh, query)]
    const best = (scores: Map<string, number>) => Math.max(...scores.values())
    if (Math.abs(best(a) - best(b)) > 0.1) differences.push(`meaning of ${query}: ${best(a)} against ${best(b)}`)
    meaningOverlap += [...a.keys()].filter((file) => b.has(file)).length / Math.max(1, b.size) / queries.length
  }
  const { files, passages } = await fresh.now()
  const report = {
    operations,
    seconds: Math.round((performance.now() - began) / 100) / 10,
    equal: differences.length === 0,
    settledSeconds: Math.round(settledMs / 100) / 10,
    files: files.indexed,
    passages,
    unplugged: plugged,
    refusedSteps: failedSteps,
    memory,
    meaningTop10Overlap: Math.round(meaningOverlap * 100) / 100,
  }
  if (values.json) console.log(JSON.stringify(report))
  else
    console.log(
      `${operations} operations in ${report.seconds} s; the index of ${files.indexed} files is ${report.equal ? 'equal to' : 'different from'} one made anew`,
    )
  for (const difference of differences) console.error(difference)
  process.exitCode = report.equal ? 0 : 1
} finally {
  for (const mount of mounts ? [stick, disk] : []) {
    if ((await stat(mount)).dev !== (await stat(root)).dev) execFileSync('umount', ['-l', mount])
  }
  await rm(root, { recursive: true, force: true })
}
