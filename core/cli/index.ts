import type { FileFailure, Status } from '../contract/engine.ts'
import type { LocalEngine } from '../engine/engine.ts'
import { checkChoice } from '../engine/library.ts'
import { openEngine } from '../engine/open.ts'
import { covers, realFolder } from '../files/folders.ts'
import type { IndexCommand } from './command.ts'
import { modelsFolder } from './home.ts'
import { counted, progressBar } from './progress.ts'

/** What `index --json` prints. Counts are of the folders named; `tokens`, `passages` and `bytes` of the whole index. */
export interface IndexReport {
  readonly files: { readonly indexed: number; readonly unchanged: number; readonly skipped: number; readonly failed: number }
  readonly passages: number
  readonly tokens: number
  readonly seconds: number
  readonly bytes: { readonly text: number; readonly index: number }
  readonly failures: readonly FileFailure[]
}

export async function indexCommand(command: IndexCommand, signal: AbortSignal): Promise<number> {
  // Every folder is looked at before anything is changed.
  const folders = await Promise.all(command.folders.map(realFolder))
  await checkChoice(command.data, modelsFolder(), choice(command))
  const began = performance.now()
  await using engine = await openEngine({ data: command.data, models: modelsFolder(), first: choice(command), watch: false })
  let report = await indexFolders(engine, folders, command, signal)
  if (command.ocr) {
    await engine.recognize(folders, signal)
    report = await reportOn(engine, folders)
  }
  const seconds = (performance.now() - began) / 1000
  if (command.json) console.log(JSON.stringify({ ...report, seconds: Math.round(seconds * 1000) / 1000 }))
  else process.stdout.write(inWords({ ...report, seconds }))
  return 0
}

type Chosen = Pick<IndexCommand, 'model' | 'dim' | 'pooling'>

const choice = ({ model, dim, pooling }: Chosen) => ({
  ...(model === undefined ? {} : { model }),
  ...(dim === undefined ? {} : { dim }),
  ...(pooling === undefined ? {} : { pooling }),
})

export async function indexFolders(
  engine: LocalEngine,
  folders: readonly string[],
  chosen: Chosen,
  signal: AbortSignal,
): Promise<Omit<IndexReport, 'seconds'>> {
  const ended = new AbortController()
  const showing = show(engine.status({}, ended.signal))
  try {
    if (Object.keys(choice(chosen)).length > 0) {
      await engine.changeSettings(choice(chosen))
      // Else what is new would be encoded for the old vectors and for the new ones.
      await engine.idle(signal)
    }
    await engine.addFolders(folders)
    await engine.idle(signal)
    return await reportOn(engine, folders)
  } finally {
    ended.abort()
    await showing
  }
}

async function reportOn(engine: LocalEngine, folders: readonly string[]): Promise<Omit<IndexReport, 'seconds'>> {
  const { passages, tokens, bytes } = await engine.now()
  const failures = (await engine.failures()).filter(({ path }) => folders.some((folder) => covers(folder, path)))
  // Each of the failures is listed with its code, `empty` and `no-text` among them.
  const { noText, failed, ...files } = engine.counts(folders)
  return { files: { ...files, failed: failed + noText }, passages, tokens, bytes, failures }
}

async function show(status: AsyncIterable<Status>): Promise<void> {
  using bar = progressBar(process.stderr)
  for await (const { activity } of status) bar.show(activity)
}

function inWords({ files, passages, tokens, seconds, bytes, failures }: IndexReport): string {
  const megabytes = (size: number) => `${(size / 1e6).toFixed(1)} MB`
  const lines = [
    `${counted(files.indexed)} indexed, ${counted(files.unchanged)} unchanged, ${counted(files.skipped)} skipped, ${counted(files.failed)} failed in ${seconds.toFixed(1)} s`,
    `${counted(passages)} passages, ${counted(tokens)} tokens; text ${megabytes(bytes.text)}, index ${megabytes(bytes.index)}`,
    ...failures.map(({ path, code, message }) => `  ${JSON.stringify(path)}: ${message} (${code})`),
  ]
  return `${lines.join('\n')}\n`
}
