// A large collection: how soon it can be searched, how long a start takes with nothing changed, and what both cost.
//   npm run bench:scale -- [--texts 20000] [--others 80000] [--json]
// Three folders hold short texts (everyday sentences of the training data) and files that are known by their names alone.
import { execFile, execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs, promisify } from 'node:util'
import type { Status } from '../contract/engine.ts'
import type { LocalEngine } from '../engine/engine.ts'
import { openEngine } from '../engine/open.ts'
import { seededRandom } from '../index/random.ts'

const { values } = parseArgs({
  options: {
    texts: { type: 'string', default: '20000' },
    others: { type: 'string', default: '80000' },
    json: { type: 'boolean', default: false },
    // Each run of the engine has a process of its own, as it has in the app.
    run: { type: 'string' },
    root: { type: 'string', default: '' },
  },
})
const texts = Number(values.texts)
const others = Number(values.others)
const repository = path.join(import.meta.dirname, '../..')
const models = path.join(repository, 'models')
const random = seededRandom(1)
const below = (n: number) => Math.floor(random() * n)

async function sentences(): Promise<string[]> {
  const file = path.join(repository, 'models/train/data/pairs-home.tsv')
  const lines = (await readFile(file, 'utf8')).split('\n')
  return lines.flatMap((line) => line.split('\t').slice(2, 6)).filter((cell) => cell.length > 0)
}

/** A PNG of nothing: known at sight, and without text. */
const picture = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex')

/** `texts` in folders of 100, the last one written with a word that stands nowhere else; then `others` in folders of 200. */
async function writeTree(root: string): Promise<void> {
  const own = await sentences()
  const paragraph = () => Array.from({ length: 2 + below(4) }, () => own[below(own.length)]).join(' ')
  const write = async (n: number, inFolder: number, name: string, content: string | Buffer) => {
    const folder = path.join(root, name, String(Math.floor(n / inFolder)))
    if (n % inFolder === 0) await mkdir(folder, { recursive: true })
    await writeFile(path.join(folder, `${name} ${n}.${name === 'Letters' ? 'txt' : 'png'}`), content)
  }
  for (let n = 0; n < texts; n++) {
    const about = n === Math.floor(texts / 2) ? 'The quokkapost arrived at noon.\n\n' : ''
    await write(n, 100, 'Letters', `${about}${Array.from({ length: 1 + below(4) }, paragraph).join('\n\n')}\n`)
  }
  for (let n = 0; n < others; n++) await write(n, 200, 'Pictures', Buffer.concat([picture, Buffer.from(String(n))]))
}

/** Memory of this process and its children, what they share counted once. Megabytes; 0 where there is no /proc. */
async function memory(): Promise<number> {
  if (process.platform !== 'linux') return 0
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(process.pid)], { encoding: 'utf8' })
  let sum = 0
  for (const pid of [process.pid, ...children.trim().split(/\s+/)]) {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
    sum += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0)
  }
  return sum / 1024
}

/** Asks every 100 ms as long as `work` takes, and notes how long each answer took from when it was due. */
async function asking<T>(engine: LocalEngine, work: Promise<T>) {
  const waits: number[] = []
  let peak = 0
  let going = true
  const ended = work.finally(() => {
    going = false
  })
  for (let n = 0; going; n++) {
    const due = performance.now() + 100
    await new Promise((resolve) => setTimeout(resolve, 100))
    await engine.search({ query: queries[n % queries.length]!, limit: 20, mode: 'hybrid' })
    waits.push(performance.now() - due)
    if (n % 5 === 0) peak = Math.max(peak, await memory())
  }
  waits.sort((a, b) => a - b)
  const at = (share: number) => Math.round(waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? 0)
  return { value: await ended, searches: waits.length, p50: at(0.5), p95: at(0.95), most: at(1), peakMB: Math.round(peak) }
}
const queries = ['rent for the flat', 'who has the keys', 'doctor', 'bread recipe', 'invoice of the plumber']

const seconds = (since: number) => Math.round((performance.now() - since) / 100) / 10

/** Until `holds`, asked five times a second. */
async function until(holds: () => Promise<boolean>): Promise<number> {
  const began = performance.now()
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 200))
  return seconds(began)
}

async function reached(engine: LocalEngine, holds: (status: Status) => boolean): Promise<number> {
  const began = performance.now()
  for await (const status of engine.status()) if (holds(status)) break
  return seconds(began)
}

/** Processor time of this process: the engine, the encoder and the compression. On an idle machine no run takes less. */
const cpuSeconds = () => {
  const { user, system } = process.cpuUsage()
  return Math.round((user + system) / 1e5) / 10
}

const foldersIn = (root: string) => [path.join(root, 'home', 'Letters'), path.join(root, 'home', 'Pictures')]

/** Adds the folders to an engine that knows nothing. */
async function first(root: string) {
  const [letters, pictures] = foldersIn(root)
  await using engine = await openEngine({ data: path.join(root, 'data'), models })
  const began = performance.now()
  await engine.addFolder({ path: letters! })
  const newest = `letters ${texts - 1}`
  const byName = until(async () => (await engine.search({ query: newest, limit: 5, mode: 'exact' })).names!.length > 0)
  const byWord = until(async () => (await engine.search({ query: 'quokkapost', limit: 5, mode: 'exact' })).hits.length > 0)
  const allRead = reached(engine, ({ files }) => files.indexed === texts)
  const { value, ...searches } = await asking(engine, Promise.all([byName, byWord, allRead]))
  const [nameSeconds, wordSeconds, readSeconds] = value
  await reached(engine, ({ activity }) => activity.kind === 'idle')
  const encodedSeconds = seconds(began)
  await engine.addFolder({ path: pictures! })
  await reached(engine, ({ files }) => files.skipped === others)
  const { passages, tokens, bytes } = await engine.now()
  const rest = { allSeconds: seconds(began), cpuSeconds: cpuSeconds(), passages, tokens, indexMB: Math.round(bytes.index / 1e6) }
  return { nameSeconds, wordSeconds, readSeconds, encodedSeconds, ...rest, searches }
}

/** Opens what was indexed, with nothing changed. */
async function again(root: string) {
  const began = performance.now()
  await using engine = await openEngine({ data: path.join(root, 'data'), models })
  const openedSeconds = seconds(began)
  // Looked through, watched, and looked through again for what came between.
  const { value, ...searches } = await asking(
    engine,
    reached(engine, ({ folders }) => folders.every(({ state }) => state === 'watching')),
  )
  return { openedSeconds, reconciledSeconds: value, cpuSeconds: cpuSeconds(), searches }
}

const runs = { first, again }

async function inItsOwnProcess(run: keyof typeof runs, root: string): Promise<unknown> {
  const main = path.join(import.meta.dirname, 'scale.ts')
  const args = ['--disable-warning=ExperimentalWarning', main, '--run', run, '--root', root]
  const { stdout } = await promisify(execFile)(process.execPath, [...args, '--texts', values.texts, '--others', values.others])
  return JSON.parse(stdout)
}

if (values.run === 'first' || values.run === 'again') console.log(JSON.stringify(await runs[values.run](values.root)))
else {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), 'kenning-scale-')))
  try {
    await writeTree(path.join(root, 'home'))
    const report = {
      texts,
      others,
      first: await inItsOwnProcess('first', root),
      again: await inItsOwnProcess('again', root),
      load: Math.round(loadavg()[1]!),
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: availableParallelism(),
    }
    console.log(values.json ? JSON.stringify(report) : report)
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}
