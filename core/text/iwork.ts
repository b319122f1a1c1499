import { Draft } from './document.ts'
import type { Extraction } from './extraction.ts'
import { Unreadable } from './failure.ts'
import { ZIP_EXPANDED_BYTES } from './limits.ts'
import { readPdf } from './pdf.ts'
import { decompressSnappy } from './snappy.ts'
import { entryBytes, type ZipEntry, zipDirectory } from './zip.ts'

/** What Pages, Numbers and Keynote kept of a document until 2013, beside a format of their own. */
const PREVIEW = /^QuickLook\/Preview\.pdf$/i
/** Placeholders of templates, styles and what is about the document are no part of it. */
const BESIDE =
  /(?:^|\/)(?:TemplateSlide|MasterSlide|DocumentStylesheet|ThemeStylesheet|Metadata|ViewState|CalculationEngine)[^/]*\.iwa$/i

/** Types of messages that hold text, the same in all three programs; and within them, by their numbers in Apple's definitions: */
const STORAGES: ReadonlySet<number> = new Set([2001, 2005])
const STORAGE_TEXT = 3
const TABLE_LIST = 6005
const LIST = { type: 1, entry: 3 } as const
const LIST_OF_STRINGS = 1
const ENTRY_STRING = 3

/** Objects within a text, and its breaks of lines, pages, columns and sections. */
const OBJECTS = /\ufffc/g
const BREAKS = /[[\p{Cc}\u2028\u2029]--[\t]]/gv

/**
 * Reads a document of Pages, Numbers or Keynote: its texts, notes and the words in its tables, as they are stored, which is not always
 * the order they are seen in. Apple documents the format nowhere; what is known of it, others found out.
 */
export async function readIwork(bytes: Uint8Array, entries: readonly ZipEntry[]): Promise<Extraction> {
  if (entries.some(({ name }) => /\.iwp[hv]\d?$/i.test(name)))
    throw new Unreadable('encrypted', 'The document needs a password. Save a copy without one to make it searchable.')
  const preview = entries.find(({ name }) => PREVIEW.test(name))
  const archives = archivesOf(bytes, entries)
  if (archives.length === 0 && preview) return readPdf(entryBytes(bytes, preview))
  if (archives.length === 0)
    throw new Unreadable(
      'unsupported',
      'This is an old iWork document, which Kenning cannot read. Open it in a newer version and save it.',
    )
  let left = ZIP_EXPANDED_BYTES
  return Draft.compose((draft) => {
    for (const archive of archives) {
      const stream = unpacked(archive, left)
      left -= stream.length
      for (const { type, content } of messages(stream)) {
        if (STORAGES.has(type)) for (const text of textsOf(content)) writeText(text, draft)
        else if (type === TABLE_LIST) draft.add('text', stringsOf(content).join('\n'))
      }
    }
  })
}

/** Where a document is one file, its archives lie in it, or in a zip of their own. The document's own comes first. */
function archivesOf(bytes: Uint8Array, entries: readonly ZipEntry[]): readonly Uint8Array[] {
  const inner = entries.find(({ name }) => /(?:^|\/)Index\.zip$/i.test(name))
  if (inner) {
    const zip = entryBytes(bytes, inner)
    return archivesOf(zip, zipDirectory(zip))
  }
  const isDocument = ({ name }: ZipEntry) => Number(/(?:^|\/)Document\.iwa$/i.test(name))
  return entries
    .filter(({ name }) => /\.iwa$/i.test(name) && !BESIDE.test(name))
    .sort((a, b) => isDocument(b) - isDocument(a) || a.name.localeCompare(b.name, 'en', { numeric: true }))
    .map((entry) => entryBytes(bytes, entry))
}

/** An archive is packed in pieces: a zero, the length in three bytes, and so many bytes. */
function unpacked(archive: Uint8Array, most: number): Buffer {
  const pieces: Uint8Array[] = []
  let size = 0
  for (let at = 0; at + 4 <= archive.length; ) {
    const end = at + 4 + archive[at + 1]! + archive[at + 2]! * 2 ** 8 + archive[at + 3]! * 2 ** 16
    const piece = archive[at] === 0 ? decompressSnappy(archive.subarray(at + 4, end), most - size) : null
    if (!piece) throw damaged()
    pieces.push(piece)
    size += piece.length
    at = end
  }
  return Buffer.concat(pieces)
}

const damaged = () =>
  new Unreadable('damaged', 'The document is damaged. Open it in the program it was made with and save it again.')

interface Message {
  readonly type: number
  readonly content: Uint8Array
}

/** Objects one after another: the length of what is said of one, that (field 2: each message’s type, 1, and length, 3), its messages. */
function* messages(stream: Uint8Array): Generator<Message> {
  for (let at = 0; at < stream.length; ) {
    const length = varint(stream, at)
    const about = stream.subarray(length.end, length.end + length.value)
    at = length.end + length.value
    for (const { number, bytes } of fields(about)) {
      if (number !== 2 || !bytes) continue
      const { 1: type = 0, 3: size = 0 } = Object.fromEntries([...fields(bytes)].map(({ number, value }) => [number, value]))
      yield { type, content: stream.subarray(at, at + size) }
      at += size
    }
  }
}

const textsOf = (storage: Uint8Array): string[] =>
  [...fields(storage)].flatMap(({ number, bytes }) => (number === STORAGE_TEXT && bytes ? [decoded(bytes)] : []))

/** The words in a table's cells, each once; its numbers stand elsewhere, and '' what is no list of words. */
function stringsOf(list: Uint8Array): string[] {
  const all = [...fields(list)]
  if (all.find(({ number }) => number === LIST.type)?.value !== LIST_OF_STRINGS) return []
  return all.flatMap(({ number, bytes }) => {
    const string = number === LIST.entry && bytes && [...fields(bytes)].find((field) => field.number === ENTRY_STRING)?.bytes
    return string ? [decoded(string)] : []
  })
}

const decoded = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).replace(OBJECTS, '').replace(BREAKS, '\n')

function writeText(text: string, draft: Draft): void {
  for (const paragraph of text.split('\n')) draft.add('text', paragraph)
}

interface Field {
  readonly number: number
  /** Of a number; 0 of other fields. */
  readonly value: number
  /** Of a text or a message. */
  readonly bytes?: Uint8Array
}

/** The fields of a message of Protocol Buffers, up to where it is damaged. */
function* fields(message: Uint8Array): Generator<Field> {
  for (let at = 0; at < message.length; ) {
    const key = varint(message, at)
    const [number, wire] = [Math.floor(key.value / 8), key.value % 8]
    if (wire === 0) {
      const { value, end } = varint(message, key.end)
      yield { number, value }
      at = end
    } else if (wire === 2) {
      const { value, end } = varint(message, key.end)
      yield { number, value: 0, bytes: message.subarray(end, end + value) }
      at = end + value
    } else if (wire === 1 || wire === 5) at = key.end + (wire === 1 ? 8 : 4)
    else return
  }
}

/** A number in sevens of bits, the least first; the first bit of a byte says that another follows. */
function varint(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } {
  let value = 0
  for (let shift = 0; at < bytes.length; shift += 7) {
    const byte = bytes[at++]!
    value += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) break
  }
  return { value, end: at }
}
