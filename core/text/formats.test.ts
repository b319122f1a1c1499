import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { extractFile } from './extract.ts'
import type { Extracted, Extraction } from './extraction.ts'
import { passages } from './passages.ts'

const fixture = (name: string) => path.join(import.meta.dirname, 'fixtures', name)
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kenning-formats-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function extractBytes(name: string, bytes: string | Uint8Array): Promise<Extracted> {
  const file = path.join(folder, name)
  await writeFile(file, bytes)
  return extractFile({ path: file, size: bytes.length })
}

function textOf(extracted: Extracted): Extraction {
  if (extracted.kind === 'failed') throw new Error(extracted.message)
  return extracted.extraction
}

const read = async (name: string) => textOf(await extractFile({ path: fixture(name), size: 0 }))

test('slides.ppt, of PowerPoint 97, knows its slides, titles and notes', async () => {
  const { text, blocks } = await read('slides.ppt')
  expect(blocks[0]).toMatchObject({ kind: 'heading', place: { slide: 1, headings: ['Why slugs win'] } })
  const notes = blocks.find(({ start, end }) => text.slice(start, end) === 'Tell the story of the duck Herbert.')
  expect(notes?.place).toEqual({ slide: 2, headings: ['What helps'] })
  expect(text).not.toMatch(/Click to edit|\*/)
})

test('fence.msg, of Outlook, is its subject, people, body and attachments', async () => {
  const { text, blocks, title } = await read('fence.msg')
  expect(title).toBe('Über den Zaun')
  expect(text).toBe(
    'Über den Zaun\n\nFrom: Ana Lindqvist <ana@example.org>\nTo: Bo Ek <bo@example.org>\nCc: Cy <cy@example.org>\nDate: 2024-05-17\n\n' +
      'Hello Bo,\n\nthe fence between our gardens leans. Could we mend it on Saturday?\n\nAna\n\ntools.txt\n\nHammer, nails, a spirit level.',
  )
  expect(blocks[0]?.place.mail).toEqual({
    from: 'Ana Lindqvist <ana@example.org>',
    to: 'Bo Ek <bo@example.org>, Cy <cy@example.org>',
    subject: 'Über den Zaun',
    date: '2024-05-17T08:30:00.000Z',
  })
})

test('each card of an address book is a passage, of whichever version', async () => {
  const cards = passages(await read('people.vcf'))
  expect(cards.map(({ text }) => text)).toEqual([
    'Ana Lindqvist\n\nOrganisation: Bakery Lindqvist, Ovens\nTitle: Master baker\nPhone (cell): +46-70-1234567\nEmail (work): ana@example.org\n' +
      'Address (home): Storgatan 1, Umeå, 903 26, Sweden\nBirthday: 1980-04-12\n\nHas our spare keys.',
    '石田 花\n\nPhone (home): 03-1234-5678',
    'Jörg Müller\n\nPhone (cell): 0151 234567\nAddress (home): Hauptstraße 7, im Hinterhaus, Köln, 50667',
  ])
  expect(cards.map(({ place }) => place.item)).toEqual([1, 2, 3])
})

test('each entry of a calendar is a passage, with when, where and with whom', async () => {
  const entries = passages(await read('year.ics'))
  expect(entries.map(({ text }) => text)).toEqual([
    'Dentist\n\nWhen: 2026-03-02 10:00 – 11:30 (Europe/Berlin)\nWhere: Dr. Weiß, Ringstraße 4\nOrganizer: Praxis Weiß <praxis@example.org>\n' +
      'With: Bo Ek <bo@example.org>\n\nBring the X-rays.\n\nAsk about the crown.',
    'Summer by the lake\n\nWhen: 2026-08-17 – 2026-08-31\nRepeats: freq=YEARLY count=3',
    'Renew the passport\n\nDue: 2026-04-01 09:00 UTC',
  ])
})

test('subtitles are what is said and when', async () => {
  const said = async (name: string) => {
    const { text, blocks } = await read(name)
    return blocks.map(({ start, end, place }) => [place.time, text.slice(start, end)])
  }
  expect(await said('harbour.vtt')).toEqual([
    [1, 'Good evening, and welcome to the harbour of Hamburg.'],
    [70, '- Where do the cranes go? - To Rotterdam.'],
  ])
  expect(await said('hafen.srt')).toEqual([
    [1, 'Guten Abend aus dem Hafen.'],
    [62, 'Die Kräne fahren nach Rotterdam.'],
  ])
})

describe('cells', () => {
  test.each(['budget.xlsx', 'budget.ods', 'budget.xls'])('%s knows which it holds', async (name) => {
    expect(passages(await read(name))[0]?.place).toEqual({ sheet: 't', range: 'A1:E3', headings: [] })
  })

  test('a long table of rows is cut into passages that say which rows they are', async () => {
    const rows = Array.from({ length: 90 }, (_, i) => `${i},"a hammer, or\na spirit level",${i * 3}`)
    const cut = passages(textOf(await extractBytes('tools.csv', ['n,what,price', ...rows].join('\n'))))
    expect(cut.length).toBeGreaterThan(2)
    expect(cut[0]?.place.range).toMatch(/^A1:C\d+$/)
    expect(cut.at(-1)?.place.range).toMatch(/^A\d+:C91$/)
    const ends = cut.map(({ place }) => place.range!.match(/\d+/g)!.map(Number))
    expect(ends.every(([from], i) => i === 0 || from! >= ends[i - 1]![1]!)).toBe(true)
  })
})

describe('what is broken, or is not what it is called', () => {
  const names = ['slides.ppt', 'fence.msg', 'people.vcf', 'year.ics', 'harbour.vtt', 'hafen.srt', 'scan.pdf', 'receipt.png']

  test.each(names)('%s, cut at every quarter, gives text or a code', async (name) => {
    const bytes = readFileSync(fixture(name))
    for (const quarter of [1, 2, 3]) {
      const answer = await extractBytes(`cut-${quarter}-${name}`, bytes.subarray(0, (bytes.length * quarter) >> 2))
      if (answer.kind === 'failed') expect(['damaged', 'no-text', 'unsupported', 'not-text']).toContain(answer.code)
      else expect(answer.extraction.text).toMatch(/\S/)
    }
  })

  test.each(names.slice(0, 6))('%s is read under any name', async (name) => {
    const right = await read(name)
    expect(textOf(await extractBytes(`${name}.docx`, readFileSync(fixture(name)))).text).toBe(right.text)
  })

  test('a spreadsheet whose chain of sectors runs in a circle is damaged', async () => {
    const bytes = Buffer.from(readFileSync(fixture('budget.xls')))
    // [MS-CFB] 2.2: where the directory begins, and the sector of the table that says what follows which.
    const [directory, table] = [bytes.readUInt32LE(48), bytes.readUInt32LE(76)]
    bytes.writeUInt32LE(directory, (table + 1) * 512 + directory * 4)
    expect(await extractBytes('circle.xls', bytes)).toMatchObject({ kind: 'failed', code: 'damaged' })
  })

  test('records within records without end do no harm', async () => {
    const bytes = Buffer.from(readFileSync(fixture('slides.ppt')))
    for (let at = 1024; at + 8 < bytes.length; at += 8) bytes.writeBigUInt64LE(0xffff_ffff_03ee_000fn, at)
    expect(await extractBytes('deep.ppt', bytes)).toMatchObject({ kind: 'failed' })
  })

  test('of a hundred thousand cards the first ten thousand are read', async () => {
    const card = (n: number) => `BEGIN:VCARD\nVERSION:3.0\nFN:Person ${n}\nEND:VCARD\n`
    const { partial, text } = textOf(await extractBytes('all.vcf', Array.from({ length: 100_000 }, (_, n) => card(n)).join('')))
    expect(partial).toBe(true)
    expect(text).toContain('Person 9999')
    expect(text).not.toContain('Person 10000')
  })

  test('an entry in which another begins has no end, and is left out', async () => {
    const twice = 'BEGIN:VEVENT\nSUMMARY:Lost\nEND:VALARM\nBEGIN:VEVENT\nRRULE:FREQ=YEARLY;COUNT=3\nEND:VEVENT\n'
    const whole = 'BEGIN:VEVENT\nSUMMARY:Dentist\nEND:VEVENT\n'
    const calendar = `BEGIN:VCALENDAR\nVERSION:2.0\n${twice}${whole}END:VCALENDAR\n`
    const { text, partial } = textOf(await extractBytes('year.ics', calendar))
    expect([text, partial]).toEqual(['Dentist', true])
  })

  test('a card that is broken leaves the others', async () => {
    const broken = 'BEGIN:VCARD\nVERSION:3.0\nFN;;;=":Nobody\n:::\nEND:VCARD\nBEGIN:VCARD\nVERSION:3.0\nFN:Ida\nEND:VCARD\n'
    expect(textOf(await extractBytes('some.vcf', broken)).text).toContain('Ida')
  })
})
