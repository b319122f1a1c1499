import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { EngineError } from '../contract/errors.ts'
import type { Start } from '../encoder/entries.ts'
import { Ledger } from '../files/ledger.ts'
import { createExtractor, createRecognizer, type Isolate } from '../text/isolate.ts'
import { READERS } from '../text/readers.ts'
import { LocalEngine } from './engine.ts'
import { ledgerFile, openLibrary, unfinishedVectors, vectorsFolder } from './library.ts'
import { lockData } from './lock.ts'
import { Recognitions } from './recognitions.ts'
import { repair } from './repair.ts'
import { type Remembered, readSettings, writeSettings } from './settings.ts'

export interface EngineOptions {
  /** The folder that holds the index, the ledger and the settings. Created when it is missing. */
  readonly data: string
  /** The folder whose subfolders hold encoders. */
  readonly models: string
  /** Starts a process for extraction; Node's own when left out. */
  readonly fork?: () => Isolate
  /** Starts a process for encoding on a graphics card; Node's own when left out. */
  readonly start?: Start
  /** What a data folder without vectors begins with, so that no other encoder is opened only to be closed again. */
  readonly first?: Partial<Pick<Remembered, 'model' | 'dim' | 'pooling'>>
  /** Whether folders are watched from now on (the default), or scanned only when they are added. */
  readonly watch?: boolean
}

/**
 * Opens a data folder for writing: one engine at a time.
 * @throws {EngineError} `data-in-use`, `data-unreadable`, `model-missing`, `model-broken`
 */
export async function openEngine(options: EngineOptions): Promise<LocalEngine> {
  const data = path.resolve(options.data)
  await using opened = new AsyncDisposableStack()
  opened.use(await lockData(data))
  try {
    if (options.first && !existsSync(vectorsFolder(data)))
      await writeSettings(data, { ...(await readSettings(data)), ...options.first })
    await mkdir(path.join(data, 'index'), { recursive: true })
    const ledger = opened.use(await Ledger.open(ledgerFile(data)))
    const library = await openLibrary(data, options.models, ledger, options.start ? { start: options.start } : {})
    opened.defer(() => library.serving[Symbol.asyncDispose]())
    const unfinished = await unfinishedVectors(data, library.serving.name)
    const counters = await repair(ledger, library.passages, library.serving.index, unfinished)
    await forgetOutdated(ledger)
    const processes = options.fork ? { fork: options.fork } : {}
    const extractor = opened.use(createExtractor(processes))
    const recognizer = createRecognizer(processes)
    const recognitions = await Recognitions.open(data)
    // From here on the engine closes what was opened, and the lock last.
    const watch = options.watch ?? true
    return new LocalEngine({ library, ledger, extractor, recognizer, recognitions, counters, watch, opened: opened.move() })
  } catch (error) {
    if (error instanceof EngineError || !isDiskError(error)) throw error
    throw new EngineError('data-unreadable', `The data folder ${data} cannot be used: ${(error as Error).message}`, {
      cause: error,
      about: data,
    })
  }
}

/** What other readers failed at is tried again; what these failed at is not, until the file changes or a person asks. */
async function forgetOutdated(ledger: Ledger): Promise<void> {
  for (const entry of [...ledger.entries().values()])
    if (entry.state === 'failed' && (entry.readers ?? 1) !== READERS) ledger.delete(entry.path)
  await ledger.flush()
}

const isDiskError = (error: unknown): boolean =>
  ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EIO'].includes((error as NodeJS.ErrnoException).code ?? '')
