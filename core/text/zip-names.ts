import { isUtf8 } from 'node:buffer'
import { crc32 } from 'node:zlib'
import { detectAll } from 'jschardet'
import { decodeAs } from './code-pages.ts'
import { localEncoding, webEncoding } from './decode.ts'

/** An entry's name as it stands in a zip's directory, with the extra field behind it. */
export interface RawName {
  readonly bytes: Uint8Array
  readonly extra: Uint8Array
}

/** Info-ZIP's Unicode path (APPNOTE.TXT 4.6.9): a version, 1; the checksum of the name it stands for; the name in UTF-8. */
const UNICODE_PATH = 0x7075

/** What programs pack names in that say nothing of it: DOS and Windows, by country. */
const PACKED_IN: ReadonlySet<string> = new Set(
  (
    'cp437 cp850 cp852 cp737 cp862 ibm866 shift_jis gbk gb18030 big5 euc-kr windows-874 windows-1250 windows-1251 windows-1252 ' +
    'windows-1253 windows-1254 windows-1255 windows-1256'
  ).split(' '),
)

/** An encoding of this share of the likelihood is as likely: then the person's own country decides. */
const AS_LIKELY = 0.9

/**
 * The names in a zip. Many programs write UTF-8 and forget the flag that says so, so validity decides; where some are not valid, all
 * without a Unicode path were packed in the encoding of one country, which they tell together better than each alone.
 */
export function namesOf(raw: readonly RawName[], locale = Intl.DateTimeFormat().resolvedOptions().locale): readonly string[] {
  const unicode = raw.map(unicodePath)
  const silent = raw.filter((_, i) => unicode[i] === undefined).map(({ bytes }) => bytes)
  const encoding = silent.every((bytes) => isUtf8(bytes)) ? 'utf-8' : packedIn(silent, locale)
  return raw.map(({ bytes }, i) => unicode[i] ?? decodeAs(encoding, bytes))
}

function unicodePath({ bytes, extra }: RawName): string | undefined {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.byteLength)
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    const content = extra.subarray(at + 4, at + 4 + view.getUint16(at + 2, true))
    if (view.getUint16(at, true) !== UNICODE_PATH || content.length <= 5 || content[0] !== 1) continue
    const name = content.subarray(5)
    if (view.getUint32(at + 5, true) === crc32(bytes) && isUtf8(name)) return new TextDecoder().decode(name)
  }
  return undefined
}

function packedIn(names: readonly Uint8Array[], locale: string): string {
  const all = Buffer.concat(names.flatMap((bytes) => [bytes, Buffer.from('\n')]))
  const likely = detectAll(all)
    .map(({ encoding, confidence }) => ({ encoding: webEncoding(encoding) ?? '', confidence }))
    .filter(({ encoding }) => PACKED_IN.has(encoding) && !UNLIKELY.test(decodeAs(encoding, all)))
  const [first] = likely
  if (!first) return 'cp437' // What the format itself says they are in (APPNOTE.TXT 4.4.4).
  const local = localEncoding(locale)
  const own = likely.find(({ encoding, confidence }) => encoding === local && confidence >= first.confidence * AS_LIKELY)
  return (own ?? first).encoding
}

/** What no name is made of: frames and control characters; letters of one script among those of another; signs within words. */
const UNLIKELY = new RegExp(
  [
    '[\\ufffd\\u0080-\\u009f\\u2500-\\u259f]',
    ...['Cyrillic', 'Greek', 'Hebrew', 'Arabic', 'Thai'].flatMap((script) => [
      `\\p{Script=Latin}\\p{Script=${script}}`,
      `\\p{Script=${script}}\\p{Script=Latin}`,
    ]),
    '\\p{Script=Hangul}\\p{Script=Han}|\\p{Script=Han}\\p{Script=Hangul}',
    '\\p{Ll}\\p{Script=Han}\\p{Ll}',
    '\\p{L}[[\\p{S}\\p{No}ªº†‡ˆ˜“”„‚‰]--[\\u0000-\\u007f]]\\p{L}',
    '\\p{L}[¢£¤¥§¬±µ¶¼½¾¿‡ˆ]',
  ].join('|'),
  'v',
)
