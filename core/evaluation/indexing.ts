// How much of an encoder's own speed is left when whole files are indexed, by the starter, which is a table, and by one that is as
// large as a small transformer; and how long Recoll takes for the same folder.
//   npm run bench:indexing -- [--megabytes 4] [--heavy 0.4] [--folder FOLDER] [--json]
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { addedModels, type InstalledModel, installedModels } from '../encoder/catalogue.ts'
import { openEncoder } from '../encoder/encoder.ts'
import { contentHash } from '../files/hash.ts'
import { ignoreRules } from '../files/ignore.ts'
import { walk } from '../files/walk.ts'
import { seededRandom } from '../index/random.ts'
import { createExtractor } from '../text/isolate.ts'
import { installRandomEncoder } from './random-encoder.ts'

const repository = path.join(import.meta.dirname, '../..')
const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '4' },
    folder: { type: 'string' },
    heavy: { type: 'string', default: '0.4' },
    json: { type: 'boolean', default: false },
  },
})

/** Text files of 1 to 20 KB in 15 languages, sentences of the training data drawn at random. */
async function writeFolder(folder: string, bytes: number): Promise<void> {
  const data = path.join(repository, 'models/train/data')
  const random = seededRandom(1)
  const languages: string[][] = []
  for (const name of (await readdir(data)).filter((each) => each.startsWith('pairs-')).sort()) {
    for (const line of (await readFile(path.join(data, name), 'utf8')).split('\n')) {
      const [, kind, ...cells] = line.split('\t')
      for (const [language, cell] of kind === 'q' ? [] : cells.entries()) {
        languages[language] ??= []
        languages[language].push(cell)
      }
    }
  }
  let written = 0
  for (let n = 0; written < bytes; n++) {
    const own = languages[n % languages.length]!
    const wanted = 1_000 + random() * 19_000
    let text = `# File ${n}\n`
    while (text.length < wanted) {
      const sentences = Array.from({ length: 5 }, () => own[Math.floor(random() * own.length)])
      text += `\n${sentences.join(' ')}\n`
    }
    const at = path.join(folder, String(n % 20))
    await mkdir(at, { recursive: true })
    await writeFile(path.join(at, `file ${n}.md`), text)
    written += Buffer.byteLength(text)
  }
}

/** Passages as indexing makes them, and how long reading alone took. */
async function readAll(folder: string): Promise<{ passages: string[]; seconds: number }> {
  const passages: string[] = []
  await using extractor = createExtractor()
  const began = performance.now()
  for await (const found of walk(folder, ignoreRules([]))) {
    if (found.kind !== 'file') continue
    await contentHash(found.file.path)
    const prepared = await extractor.extract(found.file)
    if (prepared.kind === 'text') for (const { text } of prepared.passages) passages.push(text)
  }
  return { passages, seconds: (performance.now() - began) / 1000 }
}

/** Tokens and seconds of the encoder alone, on passages that are in memory already. */
async function encodeAll(passages: readonly string[], model: InstalledModel): Promise<{ tokens: number; seconds: number }> {
  await using encoder = await openEncoder(model, model.card.dims.at(-1)!)
  await encoder.encodePassages(passages.slice(0, 16))
  const began = performance.now()
  let tokens = 0
  for (let from = 0; from < passages.length; from += 512) {
    for (const { vectors } of await encoder.encodePassages(passages.slice(from, from + 512))) tokens += vectors.rows
  }
  return { tokens, seconds: (performance.now() - began) / 1000 }
}

interface Indexed {
  readonly seconds: number
  readonly tokens: number
  readonly files: { readonly indexed: number }
}

async function indexAll(folder: string, data: string, { card }: InstalledModel): Promise<Indexed> {
  const main = path.join(repository, 'core/cli/main.ts')
  const asked = ['index', folder, '--data', data, '--model', card.id, '--dim', String(card.dims.at(-1)), '--json']
  const args = ['--disable-warning=ExperimentalWarning', main, ...asked]
  return JSON.parse((await promisify(execFile)(process.execPath, args)).stdout)
}

/** What indexing a folder from start to end leaves of an encoder's own speed. */
async function measure(folder: string, data: string, model: InstalledModel) {
  const reading = await readAll(folder)
  const encoder = await encodeAll(reading.passages, model)
  const indexed = await indexAll(folder, data, model)
  const own = encoder.tokens / encoder.seconds
  const whole = indexed.tokens / indexed.seconds
  return {
    encoder: model.card.name,
    files: indexed.files.indexed,
    passages: reading.passages.length,
    tokens: indexed.tokens,
    readingSeconds: round(reading.seconds),
    encoderTokensPerSecond: Math.round(own),
    seconds: round(indexed.seconds),
    tokensPerSecond: Math.round(whole),
    shareOfEncoder: round(whole / own),
  }
}

/** Seconds, or null where Recoll is not installed. */
async function recoll(folder: string, config: string): Promise<number | null> {
  await mkdir(config)
  await writeFile(path.join(config, 'recoll.conf'), `topdirs = ${folder}\nskippedPaths =\n`)
  const began = performance.now()
  const child = spawn('recollindex', ['-c', config], { stdio: 'ignore' })
  const failed = once(child, 'error').then(() => null)
  const ended = once(child, 'exit').then(() => (performance.now() - began) / 1000)
  return Promise.race([failed, ended])
}

const round = (value: number) => Math.round(value * 1000) / 1000
const root = await realpath(await mkdtemp(path.join(tmpdir(), 'kenning-indexing-')))
try {
  const folder = values.folder ? await realpath(values.folder) : path.join(root, 'home')
  if (!values.folder) await writeFolder(folder, Number(values.megabytes) * 1e6)
  const few = path.join(root, 'few')
  await writeFolder(few, Number(values.heavy) * 1e6)
  const starter = (await installedModels(path.join(repository, 'models'))).get('starter')!
  const heavyData = path.join(root, 'heavy')
  const heavy = await installRandomEncoder(addedModels(heavyData), starter)
  const encoders = [await measure(folder, path.join(root, 'data'), starter), await measure(few, heavyData, heavy)]
  const recollSeconds = await recoll(folder, path.join(root, 'recoll'))
  const report = {
    encoders,
    recollSeconds: recollSeconds === null ? null : round(recollSeconds),
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
  }
  if (values.json) console.log(JSON.stringify(report))
  else {
    console.table(
      encoders.map((row) => ({
        encoder: row.encoder,
        files: row.files,
        tokens: row.tokens,
        'reading alone, s': row.readingSeconds,
        'encoder alone, tokens/s': row.encoderTokensPerSecond,
        'indexing, s': row.seconds,
        'tokens/s': row.tokensPerSecond,
        share: row.shareOfEncoder.toFixed(2),
      })),
    )
    console.log(
      recollSeconds === null ? 'Recoll is not installed.' : `Recoll (words only), the first folder: ${report.recollSeconds} s`,
    )
  }
} finally {
  await rm(root, { recursive: true, force: true })
}
