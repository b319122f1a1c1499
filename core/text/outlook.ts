import { createRequire } from 'node:module'
import { isSound } from './compound.ts'
import { decompressRtf } from './compressed-rtf.ts'
import { decodeText } from './decode.ts'
import { Draft } from './document.ts'
import type { Extraction } from './extraction.ts'
import { Unreadable } from './failure.ts'
import { TEXT_BYTES } from './limits.ts'
import { type Message, type MessageAttachment, type Person, type ReadAttachment, writeMessage } from './message.ts'
import { readOffice } from './office.ts'

// CommonJS that says it is an ES module: Node and bundlers disagree about what its default is.
const { default: MsgReader } = createRequire(import.meta.url)('@kenjiuno/msgreader') as typeof import('@kenjiuno/msgreader')
type Reader = InstanceType<typeof MsgReader>
type Fields = ReturnType<Reader['getFileData']>

/** Reads a message that Outlook saved ([MS-OXMSG]). */
export function readOutlook(bytes: Uint8Array, readAttachment: ReadAttachment): Promise<Extraction> {
  return Draft.compose(async (draft) => {
    const { rtf, ...opened } = open(bytes)
    const message = rtf ? { ...opened, text: await textOfRtf(rtf) } : opened
    draft.entitle(message.subject)
    await writeMessage(message, 1, draft, readAttachment)
  })
}

/** A message; `rtf` where its body is written in nothing else. */
function open(bytes: Uint8Array): Message & { readonly rtf?: Uint8Array } {
  try {
    if (!isSound(bytes)) throw new Error('Its chains of sectors run in circles.')
    const { reader, fields } = parse(bytes)
    if (fields.error) throw new Error(fields.error)
    const message = messageOf(fields, reader)
    const { compressedRtf } = fields
    const rtf =
      message.text || message.html || !(compressedRtf instanceof Uint8Array) ? null : decompressRtf(compressedRtf, TEXT_BYTES)
    return rtf ? { ...message, rtf } : message
  } catch (cause) {
    // The reader has no errors of its own: whatever is wrong within it, the file is what it was given.
    throw new Unreadable('damaged', 'The message is damaged. Open it in Outlook and save it again.', { cause })
  }
}

/** Texts that are not in Unicode are in the code page that the message names: read once to know it, and once more in it. */
function parse(bytes: Uint8Array): { readonly reader: Reader; readonly fields: Fields } {
  const reader = new MsgReader(Uint8Array.from(bytes).buffer)
  const fields = reader.getFileData()
  const page = fields.messageCodepage ?? fields.internetCodepage ?? 1252
  if (!CODE_PAGES.has(page)) return { reader, fields }
  const again = new MsgReader(Uint8Array.from(bytes).buffer)
  again.parserConfig = { ansiEncoding: `cp${page}` }
  return { reader: again, fields: again.getFileData() }
}

/** Those of Windows, of East Asia, and of Cyrillic mail, that the reader knows; 1252 is what it takes for granted. */
const CODE_PAGES: ReadonlySet<number> = new Set([
  874, 932, 936, 949, 950, 1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258, 20866, 28592,
])

/** '' where it is damaged: the message has people and a subject all the same. */
async function textOfRtf(rtf: Uint8Array): Promise<string> {
  try {
    return (await readOffice(rtf, 'rtf')).text
  } catch (error) {
    if (error instanceof Unreadable) return ''
    throw error
  }
}

function messageOf(fields: Fields, reader: Reader): Message {
  const { html, recipients = [], attachments = [] } = fields
  const people = (type: string): Person[] =>
    recipients
      .filter(({ recipType }) => (recipType ?? 'to') === type)
      .map((each) => person(words(each.name), words(each.smtpAddress) || words(each.email)))
  const from = person(words(fields.senderName), words(fields.senderSmtpAddress) || words(fields.senderEmail))
  const date = Date.parse(words(fields.messageDeliveryTime) || words(fields.clientSubmitTime) || words(fields.creationTime))
  return {
    subject: words(fields.subject),
    from: from.name || from.address ? [from] : [],
    to: people('to'),
    cc: people('cc'),
    date: Number.isNaN(date) ? '' : new Date(date).toISOString(),
    text: words(fields.body),
    html: words(fields.bodyHtml) || (html instanceof Uint8Array ? (decodeText(html)?.text ?? '') : ''),
    attachments: attachments.flatMap((each) => attachmentOf(each, reader)),
  }
}

/** Where a property's type is damaged, its value is none that its name promises. */
const words = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Exchange gives people of its own an address that says nothing: /O=…/CN=…. */
const person = (name: string, address: string): Person => ({ name, address: address.includes('@') ? address : '' })

/** A message within a message is kept by its fields, not as a file; its text is part of the one it is in. */
function attachmentOf(fields: Fields, reader: Reader): MessageAttachment[] {
  const inner = fields.innerMsgContentFields
  const name = words(fields.fileName) || words(fields.fileNameShort) || words(fields.name) || words(inner?.subject)
  if (name === '' || fields.attachmentHidden) return []
  if (!inner) return [{ name, bytes: () => contentOf(fields, reader) }]
  const text = [inner.subject, inner.senderName, inner.body].map(words).filter(Boolean).join('\n\n')
  return [{ name: `${name}.txt`, bytes: () => new TextEncoder().encode(text) }]
}

/** Nothing where its stream is damaged: the message is read all the same, and the attachment is named. */
function contentOf(fields: Fields, reader: Reader): Uint8Array {
  try {
    return reader.getAttachment(fields).content ?? new Uint8Array()
  } catch {
    return new Uint8Array() // The reader has no errors of its own.
  }
}
