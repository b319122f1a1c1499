import ICAL from 'ical.js'
import { Draft } from './document.ts'
import type { Extraction } from './extraction.ts'
import { ITEMS } from './limits.ts'

/** Reads address cards (RFC 6350, and versions 2.1 and 3.0): each card is its name, then what is known of the person. */
export const readCards = (text: string): Promise<Extraction> => readItems(text, /^VCARD$/, writeCard)

/** Reads calendars (RFC 5545): each event, task or journal entry is its summary, then when, where and with whom. */
export const readCalendar = (text: string): Promise<Extraction> => readItems(text, /^V(?:EVENT|TODO|JOURNAL)$/, writeEvent)

function readItems(text: string, wanted: RegExp, write: (properties: Properties, draft: Draft) => void): Promise<Extraction> {
  return Draft.compose((draft) => {
    let item = 0
    for (const source of components(text, wanted)) {
      if (++item > ITEMS) return draft.cut()
      draft.at({ item })
      const properties = propertiesOf(source)
      // A card that is broken is passed over; the others are still read.
      if (properties) write(properties, draft)
      else draft.cut()
    }
  })
}

/** The text of each component of these names, components within it included. */
function* components(text: string, wanted: RegExp): Generator<string> {
  let open: { name: string; lines: string[] } | null = null
  for (const line of text.split(/\r?\n/)) {
    const [, mark, name = ''] = /^(BEGIN|END):(\S+)\s*$/i.exec(line) ?? []
    if (!open && mark?.toUpperCase() === 'BEGIN' && wanted.test(name.toUpperCase()))
      open = { name: name.toUpperCase(), lines: [] }
    open?.lines.push(line)
    if (open && mark?.toUpperCase() === 'END' && name.toUpperCase() === open.name) {
      yield open.lines.join('\r\n')
      open = null
    }
  }
}

interface Property {
  readonly name: string
  readonly parameters: Readonly<Record<string, unknown>>
  /** Each a text, or the parts of one (a name, an address). */
  readonly values: readonly (string | readonly string[])[]
}

interface Properties {
  all(name: string): readonly Property[]
  /** The first value, its parts joined. */
  text(name: string): string
}

/** As ical.js reads them ([name, parameters, type, …values]); null when it cannot. */
function propertiesOf(source: string): Properties | null {
  let parsed: unknown
  try {
    parsed = ICAL.parse(/^VERSION:2\.1\s*$/im.test(source) ? modern(source) : source)
  } catch {
    // Whatever ical.js finds wrong, it is this component that is.
    return null
  }
  const [component, rows] = parsed as [unknown, readonly (readonly unknown[])[]]
  // More than one component where one was cut out: something in it has no end.
  if (typeof component !== 'string') return null
  const all = rows.map(([name, parameters, , ...values]) => ({
    name: String(name),
    parameters: parameters as Readonly<Record<string, unknown>>,
    values: values.map((value) => (Array.isArray(value) ? value.flat(9).map(String) : readable(value))),
  }))
  return {
    all: (name) => all.filter((property) => property.name === name),
    text: (name) => joined(all.find((property) => property.name === name)?.values[0]),
  }
}

/** A repetition is an object; everything else ical.js gives is a text or a number. */
const readable = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? Object.entries(value)
        .map(([key, each]) => `${key}=${each}`)
        .join(' ')
    : String(value)

const joined = (value: string | readonly string[] | undefined, by = ' '): string =>
  typeof value === 'string'
    ? value.trim()
    : (value ?? [])
        .map((part) => part.trim())
        .filter(Boolean)
        .join(by)

/** Version 2.1 has types without a name (`TEL;CELL:`) and values in quoted-printable, folded by a `=` at the line's end. */
function modern(source: string): string {
  return source
    .replace(/=\r?\n[ \t]?(?=[^\r\n]*)/g, (fold, at: number) => (quotedBefore(source, at) ? '' : fold))
    .split(/\r?\n/)
    .map((line) => {
      const [, name, parameters = '', value] = /^([\w.-]+)((?:;[^:;]*)*):(.*)$/.exec(line) ?? []
      if (name === undefined) return line
      const all = parameters.split(';').filter(Boolean)
      const quoted = all.some((each) => /QUOTED-PRINTABLE/i.test(each))
      const charset = /CHARSET=([\w-]+)/i.exec(parameters)?.[1] ?? 'utf-8'
      const named = all
        .filter((each) => !/QUOTED-PRINTABLE|CHARSET=|^ENCODING=8BIT/i.test(each))
        .map((each) => (each.includes('=') ? each : `TYPE=${each}`))
      return `${[name, ...named].join(';')}:${quoted ? unquoted(value!, charset) : value}`
    })
    .join('\r\n')
}

const quotedBefore = (source: string, at: number): boolean =>
  /QUOTED-PRINTABLE/i.test(source.slice(source.lastIndexOf('\n', source.lastIndexOf(':', at)) + 1, at))

function unquoted(value: string, charset: string): string {
  const bytes = Buffer.from(
    value.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
  try {
    return new TextDecoder(charset).decode(bytes).replace(/\r?\n/g, '\\n')
  } catch (error) {
    if (error instanceof RangeError) return new TextDecoder('latin1').decode(bytes).replace(/\r?\n/g, '\\n') // No such charset.
    throw error
  }
}

function writeCard(card: Properties, draft: Draft): void {
  const [family = '', given = '', additional = '', prefix = '', suffix = ''] = card.all('n')[0]?.values.flat() ?? []
  const name = card.text('fn') || [prefix, given, additional, family, suffix].filter(Boolean).join(' ') || card.text('org')
  draft.heading(1, name)
  const labelled = (label: string, property: string, by?: string) =>
    card.all(property).map(({ values, parameters }) => {
      const value = joined(values[0], by)
      const type = String([parameters.type].flat()[0] ?? '').toLowerCase()
      return (
        value && `${label}${/^(?:home|work|cell|fax)$/.test(type) ? ` (${type})` : ''}: ${value.replace(/^(?:tel|mailto):/i, '')}`
      )
    })
  const lines = [
    ...labelled('Organisation', 'org', ', '),
    ...labelled('Title', 'title'),
    ...labelled('Role', 'role'),
    ...labelled('Nickname', 'nickname'),
    ...labelled('Phone', 'tel'),
    ...labelled('Email', 'email'),
    ...labelled('Address', 'adr', ', '),
    ...labelled('Birthday', 'bday'),
    ...labelled('Web', 'url'),
    ...labelled('Categories', 'categories', ', '),
  ]
  draft.add('text', lines.filter(Boolean).join('\n'))
  for (const { values } of card.all('note')) draft.add('text', joined(values[0]))
}

function writeEvent(event: Properties, draft: Draft): void {
  draft.heading(1, event.text('summary'))
  const people = (property: string) =>
    event
      .all(property)
      .map(({ parameters, values }) => [String(parameters.cn ?? ''), joined(values[0]).replace(/^mailto:/i, '')])
      .map(([name, address]) => (name && name !== address ? `${name} <${address}>` : address!))
      .join(', ')
  const lines = [
    ['When', when(event)],
    ['Due', moment(event.all('due')[0])],
    ['Repeats', event.text('rrule')],
    ['Where', event.text('location')],
    ['Organizer', people('organizer')],
    ['With', people('attendee')],
    [
      'Categories',
      event
        .all('categories')
        .map(({ values }) => values.map((value) => joined(value)).join(', '))
        .join(', '),
    ],
  ] as const
  draft.add('text', lines.flatMap(([label, value]) => (value ? `${label}: ${value}` : [])).join('\n'))
  for (const name of ['description', 'comment'])
    for (const { values } of event.all(name))
      for (const paragraph of joined(values[0]).split(/\n\s*\n/)) draft.add('text', paragraph)
}

/** "2026-03-02 10:00 – 11:00 (Europe/Berlin)": the day once where it is one day. */
function when(event: Properties): string {
  const [start, end] = [event.all('dtstart')[0], event.all('dtend')[0]]
  const [from, until] = [moment(start), moment(end)]
  if (from === '') return ''
  const zone = start?.parameters.tzid
  const last = until.startsWith(from.slice(0, 10)) ? until.slice(11) : until
  return `${from}${last && last !== from ? ` – ${last}` : ''}${zone ? ` (${zone})` : ''}`
}

/** `2026-03-02T10:00:00Z` as "2026-03-02 10:00 UTC". */
const moment = (property: Property | undefined): string =>
  joined(property?.values[0]).replace(
    /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2})?(Z?)$/,
    (_, day, time, utc) => `${day} ${time}${utc && ' UTC'}`,
  )
