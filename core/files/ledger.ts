import { createReadStream } from 'node:fs'
import { type FileHandle, open, rm } from 'node:fs/promises'
import path from 'node:path'
import { EngineError } from '../contract/errors.ts'
import { type LedgerEntry, readEntry } from './entry.ts'
import { besides, replaceFile, type Sync, toDisk } from './replace.ts'

export { isOutdated, isPassing, type LedgerEntry } from './entry.ts'

/** The first line of a ledger. The version counts up when an older Kenning could no longer read the lines below it. */
const header = { format: 'kenning-ledger', version: 1 }

/** Written whole again when more than half of more than this many lines say nothing any more. */
const fewLines = 1000

/** Written at once while compacting: about 3,000 entries of 350 bytes. */
const compactBytes = 1 << 20

/**
 * What is indexed, and what is not and why: one entry a file.
 *
 * A journal of JSON lines in which the last line of a path counts. Whoever stops in the middle of a write, by `kill -9` or
 * a full disk, leaves at most one line that is not whole, and it is cut off at the next start. One process writes; others
 * may `read`.
 */
export class Ledger implements AsyncDisposable {
  readonly #file: string
  readonly #entries: Map<string, LedgerEntry>
  /** Lines that were not whole or made no sense, and whose files are therefore taken for new. */
  readonly damaged: number
  readonly #sync: Sync
  /** Null when nobody knows which of two journals the file is: it is written whole next. */
  #handle: FileHandle | null
  #lines: number
  /** Where the next line goes. What a failed write left beyond it is written over. */
  #end: number
  #pending: string[] = []
  #work: Promise<void> = Promise.resolve()

  private constructor(file: string, handle: FileHandle, journal: Journal, sync: Sync) {
    this.#file = file
    this.#sync = sync
    this.#handle = handle
    this.#entries = journal.entries
    this.#lines = journal.lines
    this.#end = journal.end
    this.damaged = journal.damaged
  }

  /** Opens for writing, or creates. Fails with `data-unreadable` if the file is no ledger that this version knows. */
  static async open(file: string, sync: Sync = toDisk): Promise<Ledger> {
    await rm(besides(file), { force: true })
    const found = await readJournal(file)
    const whole = found !== undefined && found.damaged === 0 && !isWasteful(found.lines, found.entries.size)
    const journal = whole
      ? found
      : { ...(await writeJournal(file, found?.entries ?? new Map(), sync)), damaged: found?.damaged ?? 0 }
    const handle = await openFile(file, 'r+')
    await handle.truncate(journal.end)
    return new Ledger(file, handle, journal, sync)
  }

  /** The entries as they are on the disk now, while another process may be writing. None if there is no ledger yet. */
  static async read(file: string): Promise<ReadonlyMap<string, LedgerEntry>> {
    return (await readJournal(file))?.entries ?? new Map()
  }

  /** By path; live. */
  entries(): ReadonlyMap<string, LedgerEntry> {
    return this.#entries
  }

  /** Replaces what is known about the entry's path; kept once `flush` has resolved. */
  set(entry: LedgerEntry): void {
    this.#entries.set(entry.path, entry)
    this.#pending.push(JSON.stringify(entry))
  }

  /** Forgets a path; kept once `flush` has resolved. */
  delete(path: string): void {
    if (this.#entries.delete(path)) this.#pending.push(JSON.stringify({ path, state: 'forgotten' }))
  }

  /** Resolves when everything said so far is on the disk and survives a power cut. If it fails, the next `flush` tries again. */
  flush(): Promise<void> {
    const before = this.#work
    const now = (async () => {
      // A failure was told to the caller of that flush; its lines are still pending.
      await before.catch(() => {})
      if (this.#handle) await this.#append(this.#handle)
      else await this.#compact()
      if (isWasteful(this.#lines, this.#entries.size)) await this.#compact()
    })()
    this.#work = now
    return now
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.flush()
    } finally {
      await this.#handle?.close()
    }
  }

  async #append(handle: FileHandle): Promise<void> {
    const count = this.#pending.length
    if (count === 0) return
    const bytes = Buffer.from(`${this.#pending.join('\n')}\n`)
    await writeAt(handle, bytes, this.#end)
    await this.#sync(handle)
    this.#end += bytes.length
    this.#lines += count
    this.#pending = this.#pending.slice(count)
  }

  /** Writes the journal whole, with what is pending. Where that fails, the next `flush` does it again. */
  async #compact(): Promise<void> {
    const handle = this.#handle
    this.#handle = null
    await handle?.close()
    const count = this.#pending.length
    const { lines, end } = await writeJournal(this.#file, this.#entries, this.#sync)
    this.#handle = await openFile(this.#file, 'r+')
    this.#lines = lines
    this.#end = end
    this.#pending = this.#pending.slice(count)
  }
}

interface Journal {
  readonly entries: Map<string, LedgerEntry>
  /** Lines below the header. */
  readonly lines: number
  /** Bytes up to the end of the last whole line. */
  readonly end: number
  readonly damaged: number
}

async function readJournal(file: string): Promise<Journal | undefined> {
  const entries = new Map<string, LedgerEntry>()
  let headed = false
  let lines = 0
  let end = 0
  let damaged = 0
  try {
    for await (const line of wholeLines(file)) {
      end += line.length + 1
      const value = parse(line)
      if (!headed) {
        checkHeader(file, value)
        headed = true
        continue
      }
      lines++
      const entry = readEntry(value)
      if (entry === undefined) damaged++
      else if (entry.state === 'forgotten') entries.delete(entry.path)
      else entries.set(entry.path, entry)
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw inSentence(file, error)
  }
  if (!headed) checkHeader(file, undefined)
  return { entries, lines, end, damaged }
}

/** Replaces the file at once: whoever looks sees the old ledger or the new one, each whole. */
async function writeJournal(file: string, entries: Map<string, LedgerEntry>, sync: Sync): Promise<Journal> {
  let lines = 0
  let end = 0
  try {
    await replaceFile(
      file,
      async (handle) => {
        let text = `${JSON.stringify(header)}\n`
        const write = async () => {
          const bytes = Buffer.from(text)
          await writeAt(handle, bytes, end)
          end += bytes.length
          text = ''
        }
        for (const entry of [...entries.values()]) {
          text += `${JSON.stringify(entry)}\n`
          lines++
          if (text.length > compactBytes) await write()
        }
        await write()
      },
      sync,
    )
  } catch (error) {
    throw inSentence(file, error)
  }
  return { entries, lines, end, damaged: 0 }
}

const isWasteful = (lines: number, entries: number): boolean => lines > fewLines && lines > 2 * entries

const openFile = (file: string, flags: string): Promise<FileHandle> =>
  open(file, flags).catch((error) => {
    throw inSentence(file, error)
  })

async function writeAt(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    written += (await handle.write(bytes, written, bytes.length - written, position + written)).bytesWritten
  }
}

/** The lines that end in a line break, as bytes and without it. */
async function* wholeLines(file: string): AsyncIterable<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let start = 0
    for (let stop = bytes.indexOf(10); stop !== -1; stop = bytes.indexOf(10, start)) {
      yield bytes.subarray(start, stop)
      start = stop + 1
    }
    rest = bytes.subarray(start)
  }
}

function parse(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString())
  } catch {
    // Told apart from every value that JSON has; counted by the caller.
    return undefined
  }
}

function checkHeader(file: string, value: unknown): void {
  const { format, version } = (value ?? {}) as Partial<typeof header>
  if (format !== header.format || typeof version !== 'number')
    throw unreadable(`${file} is not a list of indexed files. Choose another data folder, or delete it and index again.`)
  if (version !== header.version)
    throw unreadable(
      version > header.version
        ? `The list of indexed files in ${path.dirname(file)} was written by a newer Kenning. Update Kenning, or choose another data folder.`
        : `The list of indexed files in ${path.dirname(file)} was written by a Kenning too old to be understood. Delete it and index again.`,
    )
}

const unreadable = (message: string, options?: ErrorOptions): EngineError => new EngineError('data-unreadable', message, options)

function inSentence(file: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (error instanceof EngineError || code === undefined) return error
  return unreadable(`The list of indexed files ${file} cannot be opened (${code}).`, { cause: error })
}
