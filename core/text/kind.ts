import { isUtf8 } from 'node:buffer'
import { extname } from 'node:path'
import { fileTypeFromBuffer } from 'file-type'
import { wholeCharacters } from './decode.ts'
import { Unreadable } from './failure.ts'
import { ZIP_ENTRIES } from './limits.ts'
import type { Markup } from './markup.ts'
import { pictureTypes } from './picture.ts'
import { checkZip, type ZipEntry, zipDirectory } from './zip.ts'

/** How a file's bytes are read. */
export type Kind =
  | { readonly kind: 'pdf' }
  | { readonly kind: 'picture' }
  | { readonly kind: 'tnef' }
  | { readonly kind: 'office'; readonly type: 'docx' | 'pptx' | 'odt' | 'odp' | 'odg' | 'rtf' }
  | { readonly kind: 'sheets'; readonly type: 'xlsx' | 'xlsb' | 'ods'; readonly entries: readonly ZipEntry[] }
  | { readonly kind: 'epub' | 'visio' | 'hangul' | 'iwork'; readonly entries: readonly ZipEntry[] }
  | { readonly kind: 'archive'; readonly entries: readonly ZipEntry[] }
  | { readonly kind: 'text'; readonly as: TextKind }

/** Formats that are text themselves; here, and only here, a file's name has a say. */
export type TextKind =
  | 'plain'
  | 'markdown'
  | 'html'
  | 'code'
  | 'rows'
  | 'notebook'
  | 'mail'
  | 'mailbox'
  | 'cards'
  | 'calendar'
  | 'subtitles'
  | 'fictionbook'
  | Markup

/** What the first bytes tell: the kind, or that it is a container which only the whole file tells. */
export type Sniffed = Kind | { readonly kind: 'zip' } | { readonly kind: 'compound' }

const CODE = new Set(
  (
    '.js .mjs .cjs .jsx .ts .mts .cts .tsx .py .pyw .rb .go .rs .c .h .cc .cpp .cxx .hpp .hh .m .mm .cs .java .kt .kts .scala .swift ' +
    '.php .pl .pm .lua .r .jl .hs .ml .mli .fs .fsx .ex .exs .erl .clj .cljs .lisp .el .scm .dart .zig .nim .d .pas .vb .vbs .f .f90 ' +
    '.sh .bash .zsh .fish .bat .cmd .ps1 .sql .css .scss .sass .less .vue .svelte .astro .json .jsonc .json5 .jsonl .ndjson .yaml .yml ' +
    '.toml .ini .cfg .conf .properties .xml .xsl .xslt .xsd .svg .plist .gradle .cmake .make .mk .dockerfile .tf .proto .graphql .asm .s ' +
    '.bib .sty .cls'
  ).split(' '),
)
const CODE_NAMES = new Set(['makefile', 'dockerfile', 'rakefile', 'gemfile', 'cmakelists.txt', 'jenkinsfile'])
const MARKDOWN = new Set(['.md', '.markdown', '.mdx', '.mkd', '.mdown', '.rmd', '.qmd'])
const ROWS = new Set(['.csv', '.tsv', '.tab'])
const MARKUP: ReadonlyMap<string, Markup> = new Map([
  ['.org', 'org'],
  ['.rst', 'rst'],
  ['.adoc', 'asciidoc'],
  ['.asciidoc', 'asciidoc'],
  ['.tex', 'latex'],
  ['.latex', 'latex'],
])
const HTML = new Set(['.html', '.htm', '.xhtml', '.xht'])

/**
 * Tells from a file's first bytes how to read it.
 * @throws {Unreadable} `encrypted`, `unsupported` or `not-text`, for what is known not to give text.
 */
export async function sniff(head: Uint8Array, path: string): Promise<Sniffed> {
  const latin = new TextDecoder('latin1').decode(head.subarray(0, 4096))
  if (latin.startsWith('PK\u0003\u0004')) return { kind: 'zip' }
  if (isPdf(latin, head)) return { kind: 'pdf' }
  if (latin.startsWith('{\\rtf')) return { kind: 'office', type: 'rtf' }
  if (TNEF.every((byte, i) => head[i] === byte)) return { kind: 'tnef' }
  const type = await fileTypeFromBuffer(head)
  if (type?.ext === 'cfb') return { kind: 'compound' }
  // Some formats are known by two letters: a text that begins with “BMW” is no bitmap, if it is a text. Others are text in any encoding.
  if (type && !TEXTUAL.test(type.mime) && (!isPlainText(head) || type.mime === 'application/postscript')) {
    if (pictureTypes.has(type.mime)) return { kind: 'picture' }
    throw new Unreadable('unsupported', unsupportedSentence(type.mime))
  }
  return { kind: 'text', as: textKind(latin, path) }
}

/** [MS-OXTNEF] 2.1.3.2. */
const TNEF = [0x78, 0x9f, 0x3e, 0x22]

/** Address cards, calendars, subtitles, XML. */
const TEXTUAL = /^text\/|^application\/xml$/

/** Some PDFs have other bytes in front. A text that merely speaks of them holds no objects. */
const isPdf = (latin: string, head: Uint8Array): boolean =>
  latin.startsWith('%PDF-') || (latin.slice(0, 1024).includes('%PDF-') && (/\d \d+ obj\b/.test(latin) || !isPlainText(head)))

/** UTF-8 without the control characters that every binary format has near its start. */
function isPlainText(head: Uint8Array): boolean {
  return (
    isUtf8(wholeCharacters(head)) &&
    !head.subarray(0, 4096).some((byte) => byte < 0x08 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b))
  )
}

/**
 * Compound files: Office as it was before 2007, and encrypted Office documents. Streams are named in UTF-16.
 * @throws {Unreadable} `encrypted`, or `unsupported` for what is neither a document nor a message.
 */
export function sniffCompound(bytes: Uint8Array): 'doc' | 'xls' | 'ppt' | 'msg' {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const has = (stream: string) => whole.includes(Buffer.from(stream, 'utf16le'))
  if (has('EncryptedPackage'))
    throw new Unreadable('encrypted', 'The document needs a password. Save a copy without one to make it searchable.')
  // A message may hold documents, and a presentation sheets: whoever holds the others is told first.
  if (has('__properties_version1.0')) return 'msg'
  if (has('PowerPoint Document')) return 'ppt'
  if (has('WordDocument')) return 'doc'
  if (has('Workbook') || has('Book')) return 'xls'
  throw new Unreadable('unsupported', 'Kenning cannot read this kind of file.')
}

function unsupportedSentence(mime: string): string {
  const [family] = mime.split('/')
  if (family === 'image') return 'This is a picture; Kenning reads text only.'
  if (family === 'video') return 'This is a film; Kenning reads text only.'
  if (family === 'audio') return 'This is a sound recording; Kenning reads text only.'
  if (/zip|compress|x-tar|x-7z|rar|archive|x-xz|gzip/.test(mime))
    return 'This is an archive; Kenning does not look inside. Unpack it to search its files.'
  return `Kenning cannot read files of this kind (${mime}).`
}

/**
 * Tells from a zip's directory which document it is.
 * @throws {Unreadable} `damaged`, `too-large`, `encrypted`, or `unsupported` for what is no document and no plain archive.
 */
export function sniffZip(bytes: Uint8Array): Kind {
  const entries = zipDirectory(bytes)
  const kind = zipKind(entries, bytes)
  if (!kind) return archive(entries)
  if (entries.some(({ encrypted }) => encrypted))
    throw new Unreadable('encrypted', 'The document needs a password. Save a copy without one to make it searchable.')
  const isTree = kind.kind === 'office' ? /\.(?:xml|rels)$/i : kind.kind === 'sheets' && kind.type === 'xlsb' ? /\.bin$/i : null
  checkZip(entries, (name) => isTree?.test(name) ?? false)
  return kind
}

/** A zip as people make it; those that are documents or programs of a kind of their own are not. */
function archive(entries: readonly ZipEntry[]): Kind {
  const has = (pattern: RegExp) => entries.some(({ name }) => pattern.test(name))
  const refuse = (sentence: string) => new Unreadable('unsupported', sentence)
  if (has(/^META-INF\/MANIFEST\.MF$|^AndroidManifest\.xml$|^Payload\/[^/]+\.app\//))
    throw refuse('This is a program, packed; Kenning reads documents only.')
  if (entries.length > 0 && entries.every(({ encrypted, size }) => encrypted || size === 0))
    throw new Unreadable('encrypted', 'The archive needs a password. Unpack it to make its files searchable.')
  if (entries.length > ZIP_ENTRIES)
    throw new Unreadable('too-large', 'The archive holds more files than Kenning opens. Unpack it to make them searchable.')
  return { kind: 'archive', entries }
}

function zipKind(entries: readonly ZipEntry[], bytes: Uint8Array): Kind | null {
  const names = new Set(entries.map(({ name }) => name))
  const any = (pattern: RegExp) => entries.some(({ name }) => pattern.test(name))
  if (any(/^\[Content_Types\]\.xml$/i)) {
    if (any(/^word\/document\d*\.xml$/i)) return { kind: 'office', type: 'docx' }
    if (any(/^ppt\/presentation\.xml$/i)) return { kind: 'office', type: 'pptx' }
    if (any(/^xl\/workbook\.xml$/i)) return { kind: 'sheets', type: 'xlsx', entries }
    if (any(/^xl\/workbook\.bin$/i)) return { kind: 'sheets', type: 'xlsb', entries }
    if (any(/^visio\/pages\/page\d+\.xml$/i)) return { kind: 'visio', entries }
    return null
  }
  // The mimetype entry of OpenDocument, EPUB and Hangul comes first and is stored: it stands in plain sight at offset 38.
  const mimetype = new TextDecoder('latin1').decode(bytes.subarray(30, 130))
  const open = /application\/vnd\.oasis\.opendocument\.(text|presentation|spreadsheet|graphics)/.exec(mimetype)?.[1]
  if (open === 'spreadsheet') return { kind: 'sheets', type: 'ods', entries }
  if (open) return { kind: 'office', type: open === 'text' ? 'odt' : open === 'graphics' ? 'odg' : 'odp' }
  if (mimetype.includes('application/hwp+zip')) return { kind: 'hangul', entries }
  if (names.has('META-INF/container.xml')) return { kind: 'epub', entries }
  if (any(/(?:^|\/)Index\/[^/]+\.iwa$|^(?:[^/]+\/)?Index\.zip$|^index\.(?:xml|apxl)(?:\.gz)?$/i))
    return { kind: 'iwork', entries }
  return null
}

const MAIL_HEADER =
  /^(?:received|return-path|delivered-to|message-id|mime-version|from|to|cc|subject|date|reply-to|sender|x-[\w-]+|content-type):/i

function textKind(head: string, path: string): TextKind {
  const name = path.split(/[\\/]/).at(-1)!.toLowerCase()
  const extension = extname(name)
  const lines = head
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart()
    .split(/\r?\n/, 12)
  const headers = lines.filter((line) => MAIL_HEADER.test(line)).length
  if (/^From \S+.*\d{4}\s*$/.test(lines[0]!) && headers >= 2) return 'mailbox'
  if (extension === '.eml' && headers >= 1) return 'mail'
  if (extension === '.emlx' && /^\d+\s*$/.test(lines[0]!)) return 'mail'
  if (/^(?:return-path|received|delivered-to|message-id|mime-version|from|x-[\w-]+):/i.test(lines[0]!) && headers >= 4)
    return 'mail'
  if (/^BEGIN:VCARD\s*$/i.test(lines[0]!)) return 'cards'
  if (/^BEGIN:VCALENDAR\s*$/i.test(lines[0]!)) return 'calendar'
  if (/^WEBVTT(?:\s|$)/.test(lines[0]!) || /^(?:\d+\s*\n)?\s*\d{2}:\d{2}:\d{2},\d{3} --> /.test(lines.join('\n')))
    return 'subtitles'
  if (HTML.has(extension)) return 'html'
  if (MARKDOWN.has(extension)) return 'markdown'
  if (ROWS.has(extension)) return 'rows'
  if (extension === '.ipynb') return 'notebook'
  if (/<FictionBook[\s>]/.test(lines.join('\n'))) return 'fictionbook'
  const markup = MARKUP.get(extension)
  if (markup) return markup
  if (CODE.has(extension) || CODE_NAMES.has(name)) return 'code'
  if (/^(?:<\?xml[^>]*>\s*)?<!doctype html|^<html[\s>]/i.test(lines.join('\n'))) return 'html'
  if (lines[0]!.startsWith('#!')) return 'code'
  return 'plain'
}
