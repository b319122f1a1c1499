import { decompressRtf } from './compressed-rtf.ts'
import { decodeText } from './decode.ts'
import { Draft } from './document.ts'
import type { Extraction } from './extraction.ts'
import { Unreadable } from './failure.ts'
import { walkHtml } from './html.ts'
import { MAIL_ATTACHMENTS, TEXT_BYTES } from './limits.ts'
import type { ReadAttachment } from './message.ts'
import { readOffice } from './office.ts'

/** A signature and a key. */
const HEADER_BYTES = 6

/** Attributes of [MS-OXTNEF] 2.1.3.1, without their types. An attachment begins with how it is drawn. */
const ATTRIBUTE = { body: 0x800c, properties: 0x9003, begins: 0x9002, title: 0x8010, data: 0x800f, about: 0x9005 } as const
/** Properties of [MS-OXPROPS]. */
const PROPERTY = { rtf: 0x1009, html: 0x1013, longName: 0x3707 } as const

/** Reads what Outlook sends as `winmail.dat` to other programs ([MS-OXTNEF]): a body that only it knows to show, and the attachments. */
export function readTnef(bytes: Uint8Array, readAttachment: ReadAttachment): Promise<Extraction> {
  return Draft.compose(async (draft) => {
    const { text, html, rtf, attachments } = contentOf(bytes)
    if (html) walkHtml(html, draft)
    else draft.add('text', text || (rtf ? await textOfRtf(rtf) : ''))
    if (attachments.length > MAIL_ATTACHMENTS) draft.cut()
    for (const { name, data } of attachments.slice(0, MAIL_ATTACHMENTS)) draft.contain(name, await readAttachment(data, name))
  })
}

async function textOfRtf(packed: Uint8Array): Promise<string> {
  const rtf = decompressRtf(packed, TEXT_BYTES)
  try {
    return rtf ? (await readOffice(rtf, 'rtf')).text : ''
  } catch (error) {
    if (error instanceof Unreadable) return '' // The attachments are still read.
    throw error
  }
}

interface Attached {
  name: string
  data: Uint8Array
}

function contentOf(bytes: Uint8Array) {
  const content = { text: '', html: '', rtf: null as Uint8Array | null, attachments: [] as Attached[] }
  for (const { id, data } of attributes(bytes)) {
    const attached = content.attachments.at(-1)
    if (id === ATTRIBUTE.body) content.text = words(data)
    else if (id === ATTRIBUTE.properties) {
      const known = propertiesOf(data)
      content.rtf = known.get(PROPERTY.rtf)?.bytes ?? null
      content.html = textOf(known.get(PROPERTY.html))
    } else if (id === ATTRIBUTE.begins) content.attachments.push({ name: '', data: new Uint8Array() })
    else if (attached && id === ATTRIBUTE.title) attached.name ||= words(data)
    else if (attached && id === ATTRIBUTE.data) attached.data = data
    else if (attached && id === ATTRIBUTE.about)
      attached.name = textOf(propertiesOf(data).get(PROPERTY.longName)) || attached.name
  }
  return { ...content, attachments: content.attachments.filter(({ name }) => name !== '') }
}

/** Text up to its final zero; where it is not said to be UTF-16, in an encoding that nobody says. */
function words(bytes: Uint8Array | undefined, type?: number): string {
  if (!bytes) return ''
  const text =
    type === UNICODE ? new TextDecoder('utf-16le').decode(bytes) : (decodeText(bytes.filter((byte) => byte !== 0))?.text ?? '')
  return text.replaceAll('\0', '').trim()
}

interface Property {
  readonly type: number
  readonly bytes: Uint8Array
}

const textOf = (property: Property | undefined): string => words(property?.bytes, property?.type)

/** Each: a level in one byte, a number and a type in two, a length in four, so many bytes, a checksum in two. */
function* attributes(bytes: Uint8Array): Generator<{ readonly id: number; readonly data: Uint8Array }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = HEADER_BYTES; at + 9 <= bytes.length; ) {
    const end = at + 9 + view.getUint32(at + 5, true)
    yield { id: view.getUint16(at + 1, true), data: bytes.subarray(at + 9, end) }
    at = end + 2
  }
}

/** Bytes that a value takes, by the type of its property; others say it themselves. */
const FIXED: Readonly<Record<number, number>> = { 2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16 }
const UNICODE = 0x1f
const VARIABLE: ReadonlySet<number> = new Set([0x0d, 0x1e, UNICODE, 0x102])
const MULTIPLE = 0x1000
/** Properties from this number on are named. */
const NAMED = 0x8000

/** The first value of each property whose length varies, up to where the list is damaged ([MS-OXTNEF] 2.1.3.4). */
function propertiesOf(bytes: Uint8Array): ReadonlyMap<number, Property> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found = new Map<number, Property>()
  const uint = (place: number) => (place + 4 <= bytes.length ? view.getUint32(place, true) : 0)
  const padded = (length: number) => Math.ceil(length / 4) * 4
  for (let at = 4, left = uint(0); left > 0 && at + 4 <= bytes.length; left--) {
    const [type, id] = [view.getUint16(at, true) & ~MULTIPLE, view.getUint16(at + 2, true)]
    const multiple = (view.getUint16(at, true) & MULTIPLE) !== 0
    at += 4
    // A name is a set, then a number, or a length and letters.
    if (id >= NAMED) at += 16 + (uint(at + 16) === 0 ? 8 : 8 + padded(uint(at + 20)))
    const isVariable = VARIABLE.has(type)
    let values = 1
    if (isVariable || multiple) {
      values = uint(at)
      at += 4
    }
    for (; values > 0 && at < bytes.length; values--) {
      const length = isVariable ? uint(at) : FIXED[type]
      if (length === undefined) return found
      if (isVariable) at += 4
      if (isVariable && !found.has(id)) found.set(id, { type, bytes: bytes.subarray(at, at + length) })
      at += padded(length)
    }
  }
  return found
}
