import { isUtf8 } from 'node:buffer'
import PostalMime, { type Address, type Attachment, decodeWords, type Email } from 'postal-mime'
import { decodeText } from './decode.ts'
import { Draft } from './document.ts'
import type { Extraction } from './extraction.ts'
import { Unreadable } from './failure.ts'
import { HEAD_BYTES, MAIL_DEPTH, MAILBOX_MESSAGES } from './limits.ts'
import { type Message, type Person, type ReadAttachment, writeMessage } from './message.ts'

/** Reads one message. */
export function readMail(bytes: Uint8Array, readAttachment: ReadAttachment): Promise<Extraction> {
  return Draft.compose(async (draft) => {
    const message = await parse(withoutEnvelope(bytes))
    draft.entitle(message.subject)
    await writeMessage(message, 1, draft, readAttachment)
  })
}

/** Reads a mailbox file (RFC 4155): messages one after another, each begun by a `From ` line. */
export function readMailbox(bytes: Uint8Array, readAttachment: ReadAttachment): Promise<Extraction> {
  return Draft.compose(async (draft) => {
    let count = 0
    for (const message of messages(bytes)) {
      if (++count > MAILBOX_MESSAGES) return draft.cut()
      try {
        await writeMessage(await parse(message), count, draft, readAttachment)
      } catch (error) {
        // The other messages are still read.
        if (!(error instanceof Unreadable)) throw error
        draft.cut()
      }
    }
  })
}

/** What the parser refuses by an error of its own: parts within parts deeper than its limit, headers without an end. */
async function parse(bytes: Uint8Array): Promise<Message> {
  try {
    const parser = new Parser({ maxNestingDepth: MAIL_DEPTH * 10, forceRfc822Attachments: true })
    return messageOf(await parser.parse(inUtf8(bytes)))
  } catch (cause) {
    if (!(cause instanceof Error) || !/exceeded/.test(cause.message)) throw cause
    throw new Unreadable('damaged', 'The mail is built deeper or longer than mail programs do; it may be damaged.', { cause })
  }
}

/** A part of a mail, its transfer encoding undone. */
interface Part {
  content: ArrayBuffer | Uint8Array | null
  readonly contentType: { readonly parsed: { readonly value: string; readonly params: Record<string, string> } }
}

/** What says nothing of the letters beyond ASCII, or is said of many texts that are none of it. */
const SAYS_NOTHING = /^(?:|utf-?8|(?:us-?)?ascii|default|x?-?unknown.*)$/i

class Parser extends PostalMime {
  /**
   * Where the parser sorts the parts, one by one (its types leave this step out): old mail programs wrote in their country's encoding
   * without a word of it, and each part may be in another one.
   */
  async collectNode(part: Part, ...context: unknown[]): Promise<void> {
    const { value, params } = part.contentType.parsed
    const silent = /^text\/(?:plain|html)$/.test(value) && SAYS_NOTHING.test(params.charset ?? '')
    const content = part.content && new Uint8Array(part.content)
    const decoded = silent && content && (!params.charset || !isUtf8(content)) ? decodeText(content) : null
    if (decoded) {
      part.content = Buffer.from(decoded.text)
      params.charset = 'utf-8'
    }
    const { collectNode } = PostalMime.prototype as unknown as { collectNode(part: Part, ...context: unknown[]): Promise<void> }
    await collectNode.call(this, part, ...context)
  }
}

const messageOf = ({ subject, from, to, cc, text, html, attachments, headers }: Email): Message => ({
  subject: subject ?? '',
  from: people(from ? [from] : []),
  to: people(to ?? []),
  cc: people(cc ?? []),
  date: dateOf(headers.find(({ key }) => key === 'date')?.value ?? ''),
  text: text ?? '',
  html: html ?? '',
  attachments: attachments
    .filter(({ related }) => !related) // What is related is a picture within the text.
    .map((attachment) => ({ name: nameOf(attachment), bytes: () => bytesOf(attachment) }))
    .filter(({ name }) => name !== ''),
})

const bytesOf = ({ content }: Attachment): Uint8Array =>
  typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content)

/** A mail within a mail is named by its subject where it has no name; '' for other parts without one. */
function nameOf(attachment: Attachment): string {
  if (attachment.filename || attachment.mimeType !== 'message/rfc822') return attachment.filename ?? ''
  const head = Buffer.from(bytesOf(attachment).subarray(0, HEAD_BYTES)).toString()
  const subject = /^subject:[ \t]*(.*(?:\r?\n[ \t].*)*)/im.exec(head.split(/\r?\n\r?\n/, 1)[0]!)?.[1] ?? ''
  return `${decodeWords(subject.replace(/\r?\n/g, '')).trim() || 'message'}.eml`
}

/**
 * The time a mail was sent, as RFC 5322 writes it, in ISO 8601 and by the sender's clock: its day is the one the sender wrote.
 * '' where it is none.
 */
function dateOf(said: string): string {
  const instant = Date.parse(said)
  if (Number.isNaN(instant)) return ''
  const [, sign, hours, minutes] = /([+-])(\d\d)(\d\d)\s*(?:\(.*\)\s*)?$/.exec(said) ?? []
  if (sign === undefined) return new Date(instant).toISOString()
  const ahead = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60_000 : 60_000)
  return new Date(instant + ahead).toISOString().replace('Z', `${sign}${hours}:${minutes}`)
}

/** Headers, and a message of one part, that say nothing of their encoding: together they tell it better. */
function inUtf8(bytes: Uint8Array): Uint8Array {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = /\n\r?\n/.exec(all.toString('latin1', 0, HEAD_BYTES))?.index ?? all.length
  const speaks = /^content-type:\s*multipart|\bcharset\s*=/im.test(all.toString('latin1', 0, end))
  const silent = speaks ? all.subarray(0, end) : all
  const decoded = isUtf8(silent) ? null : decodeText(silent)
  return decoded ? Buffer.concat([Buffer.from(decoded.text), all.subarray(silent.length)]) : bytes
}

const people = (addresses: readonly Address[]): Person[] =>
  addresses.flatMap((each) => each.group ?? [each]).map(({ name, address }) => ({ name, address: address ?? '' }))

/** Apple Mail puts the length before the message, and a property list behind it. */
function withoutEnvelope(bytes: Uint8Array): Uint8Array {
  const length = /^(\d{1,10})\s*\n/.exec(new TextDecoder('latin1').decode(bytes.subarray(0, 20)))
  return length ? bytes.subarray(length[0].length, length[0].length + Number(length[1])) : bytes
}

function* messages(bytes: Uint8Array): Generator<Uint8Array> {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let start = 0
  for (let at = all.indexOf('\nFrom '); at >= 0; at = all.indexOf('\nFrom ', at + 1)) {
    const blankBefore = all[at - 1] === 0x0a || (all[at - 1] === 0x0d && all[at - 2] === 0x0a)
    if (!blankBefore) continue
    yield withoutFromLine(all.subarray(start, at + 1))
    start = at + 1
  }
  yield withoutFromLine(all.subarray(start))
}

/** A line of the message that begins as the next message would was written with a `>` before it. */
function withoutFromLine(message: Buffer): Uint8Array {
  const own = message.subarray(message.indexOf(0x0a) + 1)
  if (!own.includes('>From ')) return own
  return Buffer.from(own.toString('latin1').replace(/^>(>*From )/gm, '$1'), 'latin1')
}
