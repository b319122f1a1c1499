import { type FileHandle, open } from 'node:fs/promises'
import { type Budget, readArchive } from './archive.ts'
import { decodeText } from './decode.ts'
import { readEpub } from './epub.ts'
import type { Extracted, Extraction, ToExtract } from './extraction.ts'
import { failed, Unreadable, unreadable } from './failure.ts'
import { readFictionBook } from './fictionbook.ts'
import { readHtml } from './html.ts'
import { readIwork } from './iwork.ts'
import { type Kind, type Sniffed, sniff, sniffCompound, sniffZip } from './kind.ts'
import { ARCHIVE_BYTES, FILE_BYTES, HEAD_BYTES, MAIL_DEPTH, TEXT_BYTES } from './limits.ts'
import { readMail, readMailbox } from './mail.ts'
import { readMarkdown, withoutData } from './markdown.ts'
import { readMarkup } from './markup.ts'
import { readNotebook } from './notebook.ts'
import { readOds } from './ods.ts'
import { readOffice } from './office.ts'
import { readHangul, readVisio } from './parts.ts'
import { readPdf } from './pdf.ts'
import { readRecognized } from './picture.ts'
import { readPlain, readRows } from './plain.ts'
import type { RecognizedPage } from './recognized.ts'
import { readSubtitles } from './subtitles.ts'
import { readTnef } from './tnef.ts'
import { readXlsx } from './xlsx.ts'

/**
 * Reads a file in this process: its start tells its kind, the kind's reader gives the text.
 * Whatever is expected of files that people have is a `failed` value; what throws is a bug.
 */
export async function extractFile(file: ToExtract): Promise<Extracted> {
  try {
    await using handle = await openFile(file.path)
    const { size } = await handle.stat()
    if (size === 0) return failed('empty', 'The file is empty.')
    const head = await readBytes(handle, Math.min(size, HEAD_BYTES))
    const sniffed = await sniff(head, file.path)
    if (file.largest !== undefined && size > file.largest)
      return failed('too-large', `The file has ${megabytes(size)} MB, more than you allow in the settings.`)
    const limit = sniffed.kind === 'text' ? TEXT_BYTES : FILE_BYTES
    if (size > limit && sniffed.kind !== 'text') {
      return failed('too-large', `The file has ${megabytes(size)} MB, more than Kenning reads. Split it into smaller files.`)
    }
    const bytes = size <= head.length ? head : await readBytes(handle, Math.min(size, limit))
    const recognized = file.recognized ?? []
    const extraction = await read(bytes, sniffed, { cut: size > limit, depth: 0, budget: { left: ARCHIVE_BYTES }, recognized })
    if (!/\S/.test(extraction.text)) return failed('no-text', 'There is no text in the file.')
    return { kind: 'text', extraction }
  } catch (error) {
    if (error instanceof Unreadable) return failed(error.code, error.message, error.scans)
    throw error
  }
}

const megabytes = (bytes: number): string => Math.round(bytes / 1e6).toLocaleString('en')

interface Situation {
  /** The bytes are only the start of the file. */
  readonly cut: boolean
  /** How many mails and archives the bytes are inside of. */
  readonly depth: number
  readonly budget: Budget
  /** Of the file itself, not of what is in it. */
  readonly recognized: readonly RecognizedPage[]
}

async function read(bytes: Uint8Array, sniffed: Sniffed, situation: Situation): Promise<Extraction> {
  if (sniffed.kind === 'compound') {
    return readCompound(bytes, situation)
  }
  const kind = sniffed.kind === 'zip' ? sniffZip(bytes) : sniffed
  switch (kind.kind) {
    case 'pdf':
      return readPdf(bytes, situation.recognized)
    case 'tnef':
      return readTnef(bytes, (content, name) => readInner(content, name, situation))
    case 'picture':
      return readRecognized(situation.recognized)
    case 'office':
      return readOffice(bytes, kind.type)
    case 'sheets':
      return readSheets(bytes, kind)
    case 'epub':
      return readEpub(bytes, kind.entries)
    case 'visio':
      return readVisio(bytes, kind.entries)
    case 'hangul':
      return readHangul(bytes, kind.entries)
    case 'iwork':
      return readIwork(bytes, kind.entries)
    case 'archive':
      return readArchive(bytes, kind.entries, situation.budget, (content, name) => readInner(content, name, situation))
    case 'text': {
      const extraction = await readText(bytes, kind, situation)
      return situation.cut ? { ...extraction, partial: true } : extraction
    }
  }
}

async function readSheets(bytes: Uint8Array, { type, entries }: Kind & { kind: 'sheets' }): Promise<Extraction> {
  switch (type) {
    case 'xlsx':
      return readXlsx(bytes, entries)
    case 'ods':
      return readOds(bytes, entries)
    case 'xlsb':
      return (await import('./legacy.ts')).readXlsb(bytes)
  }
}

/** Large libraries for files that are rare: loaded when one comes. */
async function readCompound(bytes: Uint8Array, situation: Situation): Promise<Extraction> {
  switch (sniffCompound(bytes)) {
    case 'doc':
      return (await import('./legacy.ts')).readDoc(bytes)
    case 'xls':
      return (await import('./legacy.ts')).readXls(bytes)
    case 'ppt':
      return (await import('./powerpoint.ts')).readPpt(bytes)
    case 'msg':
      return (await import('./outlook.ts')).readOutlook(bytes, (content, name) => readInner(content, name, situation))
  }
}

async function readDated(text: string, as: 'cards' | 'calendar'): Promise<Extraction> {
  const { readCalendar, readCards } = await import('./cards.ts')
  return as === 'cards' ? readCards(text) : readCalendar(text)
}

function readText(bytes: Uint8Array, { as }: Kind & { kind: 'text' }, situation: Situation): Extraction | Promise<Extraction> {
  const attachment = (content: Uint8Array, name: string) => readInner(content, name, situation)
  if (as === 'mail') return readMail(bytes, attachment)
  if (as === 'mailbox') return readMailbox(bytes, attachment)
  const decoded = decodeText(bytes, { cut: situation.cut })
  if (!decoded) throw new Unreadable('not-text', 'The file holds data, not text.')
  switch (as) {
    case 'plain':
      return readPlain(decoded.text)
    case 'code':
      return readPlain(withoutData(decoded.text), 'code')
    case 'rows':
      return readRows(decoded.text)
    case 'subtitles':
      return readSubtitles(decoded.text)
    case 'cards':
    case 'calendar':
      return readDated(decoded.text, as)
    case 'markdown':
      return readMarkdown(decoded.text)
    case 'html':
      return readHtml(decoded.text)
    case 'notebook':
      return readNotebook(decoded.text)
    case 'fictionbook':
      return readFictionBook(decoded.text)
    case 'org':
    case 'rst':
    case 'asciidoc':
    case 'latex':
      return readMarkup(decoded.text, as)
  }
}

/** A file within a mail or an archive. One that gives no text is passed over: what it is in is still read. */
async function readInner(bytes: Uint8Array, name: string, { depth, budget }: Situation): Promise<Extraction | null> {
  if (depth >= MAIL_DEPTH || bytes.length === 0) return null
  try {
    return await read(bytes, await sniff(bytes.subarray(0, HEAD_BYTES), name), {
      cut: false,
      depth: depth + 1,
      budget,
      recognized: [],
    })
  } catch (error) {
    if (error instanceof Unreadable) return null
    throw error
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    const handle = await open(path, 'r')
    if ((await handle.stat()).isFile()) return handle
    await handle.close()
  } catch (error) {
    throw notGiven(error)
  }
  throw new Unreadable('unreadable', 'This is not a regular file.')
}

async function readBytes(handle: FileHandle, length: number): Promise<Uint8Array> {
  try {
    const bytes = Buffer.allocUnsafe(length)
    let filled = 0
    while (filled < length) {
      const { bytesRead } = await handle.read(bytes, filled, length - filled, filled)
      if (bytesRead === 0) break // The file became shorter meanwhile.
      filled += bytesRead
    }
    return bytes.subarray(0, filled)
  } catch (error) {
    throw notGiven(error)
  }
}

function notGiven(cause: unknown): Unreadable {
  const { code, message } = unreadable(cause)
  return new Unreadable(code, message, { cause })
}
