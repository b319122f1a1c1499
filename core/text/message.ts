import type { MailPlace } from '../contract/engine.ts'
import type { Draft } from './document.ts'
import type { Extraction } from './extraction.ts'
import { walkHtml } from './html.ts'
import { MAIL_ATTACHMENTS } from './limits.ts'

/** A message, whichever program wrote it. */
export interface Message {
  readonly subject: string
  readonly from: readonly Person[]
  readonly to: readonly Person[]
  readonly cc: readonly Person[]
  /** ISO 8601, or ''. */
  readonly date: string
  readonly text: string
  /** Read where there is no text. */
  readonly html: string
  readonly attachments: readonly MessageAttachment[]
}

export interface Person {
  readonly name: string
  readonly address: string
}

export interface MessageAttachment {
  readonly name: string
  bytes(): Uint8Array
}

/** Reads an attachment that is a document of its own; null when it gives no text. */
export type ReadAttachment = (bytes: Uint8Array, name: string) => Promise<Extraction | null>

/** Writes a message: who, when and about what, then the body, then the attachments. Every block knows whose message it is of. */
export async function writeMessage(message: Message, item: number, draft: Draft, readAttachment: ReadAttachment): Promise<void> {
  const { subject, text, html } = message
  draft.at({ item, mail: placeOf(message) })
  if (subject) draft.heading(1, subject)
  draft.add('text', headerLines(message))
  if (text.trim()) for (const paragraph of paragraphs(text)) draft.add('text', paragraph)
  else if (html) walkHtml(html, draft)
  const [opened, others] = [message.attachments.slice(0, MAIL_ATTACHMENTS), message.attachments.slice(MAIL_ATTACHMENTS)]
  for (const { name, bytes } of opened) draft.contain(name, await readAttachment(bytes(), name))
  if (others.length > 0) draft.cut()
}

function placeOf({ subject, from, to, cc, date }: Message): MailPlace {
  const all = { from: names(from), to: names([...to, ...cc]), subject: subject.trim(), date }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
}

/** Names and addresses as one reads them; labels as mail programs write them. */
const headerLines = ({ from, to, cc, date }: Message): string =>
  Object.entries({ From: names(from), To: names(to), Cc: names(cc), Date: date.slice(0, 10) })
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `${label}: ${value}`)
    .join('\n')

const names = (people: readonly Person[]): string =>
  people.map(({ name, address }) => (name && address && name !== address ? `${name} <${address}>` : name || address)).join(', ')

const paragraphs = (text: string): string[] => text.replace(/\r\n?/g, '\n').split(/\n[^\S\n]*(?:\n[^\S\n]*)+/)
