import { createInflateRaw, inflateRawSync } from 'node:zlib'
import { Unreadable } from './failure.ts'
import { ZIP_ENTRIES, ZIP_EXPANDED_BYTES, ZIP_RATIO, ZIP_RATIO_FROM_BYTES, ZIP_XML_BYTES } from './limits.ts'
import { namesOf, type RawName } from './zip-names.ts'

/** One line of a zip's directory. Sizes are what the zip claims; inflating stops at them. */
export interface ZipEntry {
  readonly name: string
  readonly size: number
  readonly compressed: number
  readonly encrypted: boolean
  /** Where the entry's own header stands. */
  readonly at: number
  /** 0 stored, 8 deflated. */
  readonly method: number
}

const END_SIGNATURE = 0x06054b50
const ENTRY_SIGNATURE = 0x02014b50
const END_BYTES = 22
const ENTRY_BYTES = 46

/**
 * Reads a zip's directory, nothing else (APPNOTE.TXT 4.3.12, 4.3.16).
 * A zip64 size (0xffffffff) stays as it is: it is over every limit.
 * @throws {Unreadable} `damaged` when there is no directory, which stands at a zip's end.
 */
export function zipDirectory(bytes: Uint8Array): readonly ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = directoryEnd(view)
  const count = view.getUint16(end + 10, true)
  const entries: Omit<ZipEntry, 'name'>[] = []
  const names: RawName[] = []
  let at = view.getUint32(end + 16, true)
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_BYTES > view.byteLength || view.getUint32(at, true) !== ENTRY_SIGNATURE) throw damaged()
    const flags = view.getUint16(at + 8, true)
    const nameBytes = view.getUint16(at + 28, true)
    const extra = at + ENTRY_BYTES + nameBytes
    const end = extra + view.getUint16(at + 30, true)
    names.push({ bytes: bytes.subarray(at + ENTRY_BYTES, extra), extra: bytes.subarray(extra, end) })
    entries.push({
      size: view.getUint32(at + 24, true),
      compressed: view.getUint32(at + 20, true),
      encrypted: (flags & 1) === 1,
      at: view.getUint32(at + 42, true),
      method: view.getUint16(at + 10, true),
    })
    at = end + view.getUint16(at + 32, true)
  }
  const known = namesOf(names)
  return entries.map((entry, i) => ({ name: known[i]!, ...entry }))
}

/**
 * An entry's content, whole.
 * @throws {Unreadable} `damaged`, and `too-large` when it holds more than the directory said.
 */
export function entryBytes(bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  const content = contentOf(bytes, entry)
  if (entry.method === 0) return content
  try {
    return inflateRawSync(content, { maxOutputLength: Math.max(1, entry.size) })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw liar()
    throw damaged()
  }
}

/** As it lies in the zip: stored or deflated. */
function contentOf(bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (entry.at + 30 > bytes.length || (entry.method !== 0 && entry.method !== 8)) throw damaged()
  const start = entry.at + 30 + view.getUint16(entry.at + 26, true) + view.getUint16(entry.at + 28, true)
  return bytes.subarray(start, start + entry.compressed)
}

/** The end record is the last 22 bytes, or stands before a comment of at most 64 KB. */
function directoryEnd(view: DataView): number {
  for (let at = view.byteLength - END_BYTES; at >= Math.max(0, view.byteLength - END_BYTES - 0xffff); at--) {
    if (view.getUint32(at, true) === END_SIGNATURE) return at
  }
  throw damaged()
}

/**
 * An entry's content as text, piece by piece; what is not asked for is not inflated.
 * @throws {Unreadable} `damaged`, and `too-large` when it holds more than the directory said.
 */
export async function* entryText(bytes: Uint8Array, entry: ZipEntry): AsyncGenerator<string> {
  const content = contentOf(bytes, entry)
  const decoder = new TextDecoder()
  if (entry.method === 0) {
    yield decoder.decode(content)
    return
  }
  const inflate = createInflateRaw({ chunkSize: 256 * 1024 })
  inflate.end(content)
  let size = 0
  try {
    for await (const piece of inflate as AsyncIterable<Uint8Array>) {
      size += piece.length
      if (size > entry.size) throw liar()
      yield decoder.decode(piece, { stream: true })
    }
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code?.startsWith('Z_') ? damaged() : error
  }
}

const liar = () => new Unreadable('too-large', 'The file holds more than it says, so Kenning does not read it.')
const damaged = () => new Unreadable('damaged', 'The file is damaged: part of it is missing. Restore it from a copy.')

/**
 * Refuses what would not fit into memory, before anything is inflated.
 * @param isTree Whether the entry is read as a tree rather than as a stream.
 * @throws {Unreadable} `too-large`
 */
export function checkZip(entries: readonly ZipEntry[], isTree: (name: string) => boolean): void {
  const sum = (of: readonly ZipEntry[]) => of.reduce((total, entry) => total + entry.size, 0)
  const expanded = sum(entries)
  const compressed = entries.reduce((total, entry) => total + entry.compressed, 0)
  const trees = sum(entries.filter(({ name }) => isTree(name)))
  if (
    entries.length > ZIP_ENTRIES ||
    expanded > ZIP_EXPANDED_BYTES ||
    trees > ZIP_XML_BYTES ||
    (expanded > ZIP_RATIO_FROM_BYTES && expanded > compressed * ZIP_RATIO)
  ) {
    const megabytes = Math.round(expanded / 1024 ** 2).toLocaleString('en')
    throw new Unreadable(
      'too-large',
      `The file unpacks to ${megabytes} MB, more than Kenning reads. Split it into smaller files.`,
    )
  }
}
