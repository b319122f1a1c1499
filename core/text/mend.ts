import { isUtf8 } from 'node:buffer'
import { zipSync } from 'fflate'
import { entryBytes, zipDirectory } from './zip.ts'

/**
 * What office programs write and the parser passes over, written as it reads it: the same bytes where there is nothing of the kind.
 * Pictures are left out of a document that is written anew.
 */
export function mended(bytes: Uint8Array, type: string): Uint8Array {
  if (type === 'rtf') return mendRtf(bytes)
  const mend = MENDS[type]
  if (!mend) return bytes
  const entries = zipDirectory(bytes)
  const parts = new Map<string, Uint8Array>()
  for (const entry of entries.filter(({ name }) => mend.parts.test(name))) {
    const part = entryBytes(bytes, entry)
    const xml = isUtf8(part) ? new TextDecoder().decode(part) : ''
    const whole = mend.xml(xml)
    if (whole !== xml) parts.set(entry.name, new TextEncoder().encode(whole))
  }
  if (parts.size === 0) return bytes
  const kept = entries.filter(
    ({ name }) => !/(?:^|\/)(?:media|Pictures|embeddings|ObjectReplacements|Thumbnails)\/|\/$/.test(name),
  )
  return zipSync(Object.fromEntries(kept.map((entry) => [entry.name, parts.get(entry.name) ?? entryBytes(bytes, entry)])), {
    level: 0,
  })
}

interface Mend {
  readonly parts: RegExp
  xml(xml: string): string
}

const MENDS: Readonly<Record<string, Mend>> = {
  docx: { parts: /^word\/(?:document\d*|header\d*|footer\d*|footnotes|endnotes|comments)\.xml$/i, xml: mendWord },
  odt: { parts: /^content\.xml$/, xml: mendOpenText },
}

/** ECMA-376 part 1, 17.3.3: hyphens that keep a word on its line, ends of pages, letters of symbol fonts, readings beside words. */
function mendWord(xml: string): string {
  const text = (words: string) => `<w:t xml:space="preserve">${words}</w:t>`
  return xml
    .replaceAll('<w:noBreakHyphen/>', text('\u2011'))
    .replace(/<w:br\b[^>]*\btype="(?:page|column)"[^>]*\/>/g, '<w:br/>')
    .replace(/<w:sym\b([^>]*)\/>/g, (_, attributes: string) => {
      const code = Number.parseInt(/w:char="([0-9A-F]{4})"/i.exec(attributes)?.[1] ?? '', 16)
      return text(symbol(/w:font="([^"]*)"/.exec(attributes)?.[1] ?? '', code))
    })
    .replace(/<w:ruby\b(?:(?!<\/w:ruby>)[\s\S])*?<w:rubyBase\b[^>]*>([\s\S]*?)<\/w:rubyBase>\s*<\/w:ruby>/g, (_, base: string) =>
      text([...base.matchAll(/<w:t\b[^>]*>([^<]*)<\/w:t>/g)].map(([, words]) => words).join('')),
    )
}

/** Letters of the font Symbol by their Latin keys, and its signs that people write. Other fonts draw pictures. */
const GREEK = 'ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ'
const SIGNS: Readonly<Record<number, string>> = {
  162: '′',
  163: '≤',
  165: '∞',
  171: '↔',
  172: '←',
  173: '↑',
  174: '→',
  175: '↓',
  176: '°',
  177: '±',
  178: '″',
  179: '≥',
  180: '×',
  181: '∝',
  182: '∂',
  183: '•',
  184: '÷',
  185: '≠',
  186: '≡',
  187: '≈',
  190: '—',
  197: '⊕',
  199: '∩',
  200: '∪',
  206: '∈',
  213: '∏',
  214: '√',
  217: '∧',
  218: '∨',
  219: '⇔',
  222: '⇒',
  229: '∑',
  242: '∫',
}
const SMALL_GREEK = 'αβχδεφγηιϕκλμνοπθρστυϖωξψζ'

/** What a character of a font says; ' ' where it is a picture. Codes from F000 on stand for bytes of the font's own. */
function symbol(font: string, code: number): string {
  if (Number.isNaN(code)) return ' '
  if (code < 0xe000 || code > 0xf8ff) return code < 0x20 || code === 0x26 || code === 0x3c ? ' ' : String.fromCharCode(code)
  if (font.toLowerCase() !== 'symbol') return ' '
  const byte = code & 0xff
  return GREEK[byte - 65] ?? SMALL_GREEK[byte - 97] ?? SIGNS[byte] ?? ' '
}

/** Readings beside words; shapes with text, which become frames; lists in cells, whose items become paragraphs. */
function mendOpenText(xml: string): string {
  let cells = 0
  return xml
    .replace(/<text:ruby-text\b[^>]*>[\s\S]*?<\/text:ruby-text>/g, '')
    .replace(
      /<(\/?)(table:table-cell|text:list(?:-item|-header)?|draw:[\w-]+)((?:"[^"]*"|'[^']*'|[^'">])*)>/g,
      (tag, end, name, rest) => {
        const empty = rest.endsWith('/')
        if (name === 'table:table-cell') cells += end ? -1 : empty ? 0 : 1
        else if (name.startsWith('text:')) return cells > 0 ? '' : tag
        else if (SHAPES.has(name)) return empty ? '' : end ? '</draw:text-box></draw:frame>' : '<draw:frame><draw:text-box>'
        return tag
      },
    )
}

const SHAPES: ReadonlySet<string> = new Set(
  'custom-shape rect ellipse circle line polyline polygon regular-polygon path connector caption measure'
    .split(' ')
    .map((shape) => `draw:${shape}`),
)

/** Characters that RTF has words of its own for (Rich Text Format 1.9.1, special characters). */
const RTF_WORDS: Readonly<Record<string, number>> = {
  '~': 0xa0,
  _: 0x2011,
  endash: 0x2013,
  emdash: 0x2014,
  enspace: 0x20,
  emspace: 0x20,
  qmspace: 0x20,
  bullet: 0x2022,
}

function mendRtf(bytes: Uint8Array): Uint8Array {
  const rtf = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  if (/\\bin\d/.test(rtf)) return bytes // Bytes that are no text, by their number.
  const whole = rtf
    // A backslash that another escapes begins no word; what follows `\u` is there for programs that do not know it.
    .replace(
      /\\\\|(?<!\\u-?\d{1,5} ?)\\(?:([~_])|(endash|emdash|enspace|emspace|qmspace|bullet)(?![a-z]) ?)/g,
      (mark, sign, word) => (sign || word ? `{\\uc0\\u${RTF_WORDS[sign ?? word]} }` : mark),
    )
    // What was deleted while changes were tracked is a destination that readers pass over.
    .replace(/\{((?:\\[a-z]+-?\d* ?)*?)\\deleted(?![a-z\d])/g, '{\\*\\deleted$1')
  return whole === rtf ? bytes : Buffer.from(whole, 'latin1')
}
