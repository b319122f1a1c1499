import { isUtf8 } from 'node:buffer'
import { detect } from 'jschardet'
import { decodeAs, known } from './code-pages.ts'

/** Text files: bytes to characters, or null when the bytes are not text. */
export interface Decoded {
  readonly text: string
  /** As `known` names it: `utf-8`, `shift_jis`. */
  readonly encoding: string
}

/** Detectors look at this much; 64 KB take jschardet 4 ms. */
const SAMPLE_BYTES = 64 * 1024
/** Below this many bytes a detector guesses; the person's own language guesses better. */
const SHORT_BYTES = 100
/** Random bytes hold 11 % of control characters; text hardly any. */
const CONTROL_SHARE = 0.01

/** What a legacy text is most likely in, by the language of the person's system. */
const LOCALE_ENCODINGS: Readonly<Record<string, string>> = {
  ja: 'shift_jis',
  ko: 'euc-kr',
  zh: 'gb18030',
  ru: 'windows-1251',
  uk: 'windows-1251',
  be: 'windows-1251',
  bg: 'windows-1251',
  sr: 'windows-1251',
  mk: 'windows-1251',
  el: 'windows-1253',
  tr: 'windows-1254',
  he: 'windows-1255',
  ar: 'windows-1256',
  fa: 'windows-1256',
  lt: 'windows-1257',
  lv: 'windows-1257',
  et: 'windows-1257',
  vi: 'windows-1258',
  th: 'windows-874',
  pl: 'windows-1250',
  cs: 'windows-1250',
  sk: 'windows-1250',
  hu: 'windows-1250',
  sl: 'windows-1250',
  hr: 'windows-1250',
  ro: 'windows-1250',
}

/** jschardet names encodings as Python does; the web has other names for these, or one that includes them. */
const LABELS: Readonly<Record<string, string>> = {
  cp932: 'shift_jis',
  'shift-jis-2004': 'shift_jis',
  'shift-jisx0213': 'shift_jis',
  'euc-jis-2004': 'euc-jp',
  'iso2022-jp': 'iso-2022-jp',
  'iso2022-jp-1': 'iso-2022-jp',
  'iso2022-jp-2': 'iso-2022-jp',
  'iso2022-jp-2004': 'iso-2022-jp',
  'iso2022-jp-ext': 'iso-2022-jp',
  cp949: 'euc-kr',
  cp950: 'big5',
  big5hkscs: 'big5',
  cp874: 'windows-874',
  'iso8859-11': 'windows-874',
  macroman: 'macintosh',
}

/**
 * Decodes by byte order mark, UTF-16 layout, UTF-8 validity, the charset the file declares, and at last by statistics.
 * Line ends become `\n`; nothing else changes, so offsets count the characters a person sees.
 * @param cut True when `bytes` are only the start of a file, whose last character may be cut in two.
 */
export function decodeText(
  bytes: Uint8Array,
  options: { readonly cut?: boolean; readonly locale?: string } = {},
): Decoded | null {
  const sample = bytes.subarray(0, SAMPLE_BYTES)
  const encoding =
    byteOrderMark(bytes) ??
    japaneseEscape(sample) ??
    utf16Layout(sample) ??
    (isUtf8(options.cut ? wholeCharacters(bytes) : bytes) ? 'utf-8' : undefined) ??
    declaredCharset(sample) ??
    guess(sample, options.locale ?? Intl.DateTimeFormat().resolvedOptions().locale)
  const whole = options.cut && encoding === 'utf-8' ? wholeCharacters(bytes) : bytes
  const text = decodeAs(encoding, whole).replace(/\r\n?/g, '\n')
  return looksLikeText(text) ? { text, encoding } : null
}

function byteOrderMark([a, b, c]: Uint8Array): string | undefined {
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8'
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  return undefined
}

/** ISO-2022-JP is all ASCII, and would pass for UTF-8: its escapes into JIS X 0208 tell. */
function japaneseEscape(sample: Uint8Array): string | undefined {
  const head = Buffer.from(sample.buffer, sample.byteOffset, sample.byteLength)
  return head.includes('\u001b$B') || head.includes('\u001b$@') ? 'iso-2022-jp' : undefined
}

/** `bytes` without a UTF-8 character that is cut off at their end (1 to 3 bytes). */
export function wholeCharacters(bytes: Uint8Array): Uint8Array {
  let end = bytes.length
  while (end > bytes.length - 4 && end > 0 && (bytes[end - 1]! & 0xc0) === 0x80) end--
  return (bytes[end - 1] ?? 0) >= 0xc0 ? bytes.subarray(0, end - 1) : bytes
}

/**
 * UTF-16 without a mark. Only it puts NUL into text (each space and line end holds one); of its two orders the right one
 * is that in which the pairs are letters, and spaces, line ends and full stops are where they belong.
 */
function utf16Layout(sample: Uint8Array): string | undefined {
  if (!sample.includes(0)) return undefined
  const candidates = ['utf-16le', 'utf-16be'].map((encoding) => {
    const text = new TextDecoder(encoding).decode(sample.subarray(0, sample.length & ~1))
    const textual = text.match(/[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}\t\r\n]/gu)?.length ?? 0
    return { encoding, text, textual, stops: text.match(/[ \n\u3001\u3002]/g)?.length ?? 0 }
  })
  const [le, be] = candidates as [(typeof candidates)[0], (typeof candidates)[0]]
  const best = le.stops >= be.stops ? le : be
  return best.stops > 0 && best.textual >= [...best.text].length * (1 - CONTROL_SHARE) ? best.encoding : undefined
}

/** `<meta charset=…>`, `<meta … content="…charset=…">` or `<?xml encoding=…?>` in the first 2 KB, if it is a charset one can decode. */
function declaredCharset(sample: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(sample.subarray(0, 2048))
  const label = /<(?:meta\b[^>]*?\bcharset\s*=|\?xml\b[^>]*?\bencoding\s*=)\s*["']?([\w:-]+)/i.exec(head)?.[1]
  return label && !/^utf-?(?:8|16)/i.test(label) ? known(label) : undefined
}

function guess(sample: Uint8Array, locale: string): string {
  const local = localEncoding(locale)
  return (sample.length >= SHORT_BYTES && webEncoding(detect(sample).encoding)) || local
}

/** What a legacy text is most likely in for a person of this locale (BCP 47). */
export const localEncoding = (locale: string): string => LOCALE_ENCODINGS[locale.split('-')[0]!] ?? 'windows-1252'

/** The encoding that jschardet means, if this system can decode it. */
export function webEncoding(detected: string | null): string | undefined {
  const label = detected?.toLowerCase().replaceAll('_', '-')
  return label && known(LABELS[label] ?? label.replace(/^cp(?=125\d$)/, 'windows-'))
}

function looksLikeText(text: string): boolean {
  const length = Math.min(text.length, SAMPLE_BYTES)
  let controls = 0
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i)
    if ((code < 0x20 && (code < 0x08 || code > 0x0d) && code !== 0x1b) || code === 0x7f || code === 0xfffd) controls++
  }
  return controls <= length * CONTROL_SHARE
}
