import { expect, test } from 'vitest'
import { Draft } from './document.ts'
import { readMail, readMailbox } from './mail.ts'
import { readPlain } from './plain.ts'

const none = async () => null
const bytes = (lines: readonly string[]) => Buffer.from(lines.join('\r\n'))

const LETTER = [
  'From: =?utf-8?q?M=C3=A9m=C3=A9?= <meme@example.org>',
  'To: Ana <ana@example.org>, Bo <bo@example.org>',
  'Subject: =?utf-8?b?UHJ1bmVz?=',
  'Date: Tue, 3 Sep 2024 10:00:00 +0200',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=X',
  '',
  '--X',
  'Content-Type: multipart/alternative; boundary=Y',
  '',
  '--Y',
  'Content-Type: text/plain; charset=iso-8859-1',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'Les prunes sont m=FBres.',
  '',
  'Viens vite.',
  '--Y',
  'Content-Type: text/html',
  '',
  '<p>Les prunes sont <b>m&ucirc;res</b>.</p>',
  '--Y--',
  '--X',
  'Content-Type: text/plain; name=recette.txt',
  'Content-Disposition: attachment; filename=recette.txt',
  '',
  'Un kilo de prunes.',
  '--X--',
  '',
]

test('a mail is its subject, its people, its body once, and its attachments', async () => {
  const { text, blocks, title } = await readMail(bytes(LETTER), async (content) => readPlain(new TextDecoder().decode(content)))
  expect(title).toBe('Prunes')
  expect(blocks.map(({ kind, start, end, place }) => [kind, text.slice(start, end), place.headings.join('/')])).toEqual([
    ['heading', 'Prunes', 'Prunes'],
    ['text', 'From: Mémé <meme@example.org>\nTo: Ana <ana@example.org>, Bo <bo@example.org>\nDate: 2024-09-03', 'Prunes'],
    ['text', 'Les prunes sont mûres.', 'Prunes'],
    ['text', 'Viens vite.', 'Prunes'],
    ['heading', 'recette.txt', 'recette.txt'],
    ['text', 'Un kilo de prunes.', 'recette.txt'],
  ])
})

test('a mail of HTML alone is read as a page', async () => {
  const { text } = await readMail(
    bytes(['From: a@example.org', 'Subject: Hi', 'Content-Type: text/html', '', '<p>One.</p><p>Two.</p>']),
    none,
  )
  expect(text).toBe('Hi\n\nFrom: a@example.org\n\nOne.\n\nTwo.')
})

test('a mail that names no character set is read in the one it is in, headers too', async () => {
  const russian = 'Здравствуйте, дорогие друзья! Пишу вам из Москвы, где сливы уже созрели и стоит прекрасная погода.'
  const koi8 = (text: string) => Buffer.from([...text].map((letter) => KOI8.get(letter) ?? letter.charCodeAt(0)))
  const KOI8 = new Map(Array.from({ length: 128 }, (_, i) => [new TextDecoder('koi8-r').decode(Uint8Array.of(i + 128)), i + 128]))
  const said = await readMail(Buffer.concat([bytes(['From: a@example.org', 'Subject: ', '', '']), koi8(russian)]), none)
  expect(said.text).toContain(russian)
  const german = ['From: a@example.org', 'Subject: Schöne Grüße', 'Content-Type: text/plain; charset=utf-8', '', 'Größe']
  const mixed = [...german.slice(0, 3), ''].map((line) => Buffer.from(`${line}\r\n`, 'latin1'))
  expect((await readMail(Buffer.concat([...mixed, Buffer.from(german[4]!)]), none)).text).toMatch(
    /^Schöne Grüße\n[\s\S]*\nGröße$/,
  )
})

test('each part of a mail that names no character set is read in its own', async () => {
  const part = (type: string, ...body: string[]) => [
    '--X',
    `Content-Type: ${type}`,
    'Content-Transfer-Encoding: quoted-printable',
    '',
    ...body,
  ]
  const german =
    'Sch=F6ne Gr=FC=DFe aus K=F6ln, und die Pflaumen sind reif; wir kommen n=E4chsten Sonntag, wenn das Wetter h=E4lt.'
  const meta = '<meta http-equiv=3D"Content-Type" content=3D"text/html; charset=3Dwindows-1251"><p>=CF=F0=E8=E2=E5=F2</p>'
  const mail = async (...parts: string[]) =>
    (await readMail(bytes(['From: a@example.org', 'Content-Type: multipart/mixed; boundary=X', '', ...parts, '--X--', '']), none))
      .text
  expect(await mail(...part('text/plain', german), ...part('text/plain; charset=utf-8', 'Größe'))).toMatch(
    /Schöne Grüße aus Köln, und die Pflaumen sind reif; wir kommen nächsten Sonntag, wenn das Wetter hält\.\s+Größe/,
  )
  expect(await mail(...part('text/html', meta))).toMatch(/Привет$/)
  for (const wrong of ['us-ascii', 'utf-8', 'unknown-8bit'])
    expect(await mail(...part(`text/plain; charset=${wrong}`, german))).toMatch(/Schöne Grüße/)
})

test('a mail within a mail keeps its own people and day, and is named by its subject where it has no name', async () => {
  const inner = [
    'From: Bo <bo@example.org>',
    'Subject: =?utf-8?q?Pl=C3=A4ne?=',
    'Date: Tue, 3 Mar 2026 00:30:00 +0100',
    '',
    'Inner.',
  ]
  const outer = ['From: a@example.org', 'Content-Type: multipart/mixed; boundary=X', '', '--X', '', 'Outer.', '--X']
  const within = ['Content-Type: message/rfc822', 'Content-Disposition: inline', '', ...inner, '--X--', '']
  const { text, blocks } = await readMail(bytes([...outer, ...within]), (content) => readMail(content, none))
  expect(text).toBe(
    'From: a@example.org\n\nOuter.\n\nPläne.eml\n\nPläne\n\nFrom: Bo <bo@example.org>\nDate: 2026-03-03\n\nInner.',
  )
  expect(blocks.at(-1)?.place).toMatchObject({ within: ['Pläne.eml'], mail: { date: '2026-03-03T00:30:00.000+01:00' } })
})

test('the day of a mail is the one its sender wrote, and a date that is none is left out', async () => {
  const dated = (date: string) => readMail(bytes(['From: a@example.org', `Date: ${date}`, '', 'Plums.']), none)
  const { text, blocks } = await dated('Mon, 02 Mar 2026 00:30:00 +0900 (JST)')
  expect(text).toContain('Date: 2026-03-02')
  const at = blocks[0]!.place.mail!.date!
  expect([at, Date.parse(at)]).toEqual(['2026-03-02T00:30:00.000+09:00', Date.UTC(2026, 2, 1, 15, 30)])
  expect((await dated('in the spring')).text).toBe('From: a@example.org\n\nPlums.')
})

test('an attachment that gives no text leaves its name', async () => {
  expect((await readMail(bytes(LETTER), none)).text).toMatch(/recette\.txt$/)
})

test('an attachment keeps its own places, and says what it is attached to', async () => {
  const inner = await Draft.compose((draft) => {
    draft.at({ page: 1 })
    draft.add('text', 'The offer.')
    draft.at({ page: 2 })
    draft.heading(1, 'Terms')
    draft.add('text', 'Sixty days.')
  })
  const { text, blocks } = await readMail(bytes(LETTER), async () => inner)
  const where = blocks
    .slice(-5)
    .map(({ kind, start, end, place: { within, page, headings } }) => [
      kind,
      text.slice(start, end),
      within?.join('/'),
      page,
      headings.join('/'),
    ])
  expect(where).toEqual([
    ['text', 'Viens vite.', undefined, undefined, 'Prunes'],
    ['heading', 'recette.txt', 'recette.txt', 1, 'recette.txt'],
    ['text', 'The offer.', 'recette.txt', 1, 'recette.txt'],
    ['heading', 'Terms', 'recette.txt', 2, 'recette.txt/Terms'],
    ['text', 'Sixty days.', 'recette.txt', 2, 'recette.txt/Terms'],
  ])
  expect(blocks.every(({ place }) => place.mail?.subject === 'Prunes')).toBe(true)
})

test('a mailbox is all of its messages, whichever line ends it has', async () => {
  const message = (n: number) => [
    'From ana@example.org Tue Sep  3 10:00:00 2024',
    `Subject: Letter ${n}`,
    'From: ana@example.org',
    '',
    `Body ${n}.`,
    'From here on, plums.',
    '>From then on, jam.',
    '>>From what they say.',
    '',
  ]
  for (const end of ['\n', '\r\n']) {
    const { blocks, text } = await readMailbox(Buffer.from([1, 2, 3].flatMap(message).join(end)), none)
    const headings = blocks.filter(({ kind }) => kind === 'heading').map((block) => text.slice(block.start, block.end))
    expect(headings).toEqual(['Letter 1', 'Letter 2', 'Letter 3'])
    expect(text).toContain('Body 3.\nFrom here on, plums.\nFrom then on, jam.\n>From what they say.')
  }
})

test('a mail of parts within parts without end is damaged; in a mailbox the others are still read', async () => {
  const parts = (n: number) =>
    Array.from({ length: n }, (_, i) => [`Content-Type: multipart/mixed; boundary=b${i}`, '', `--b${i}`]).flat()
  const deep = ['From: a@example.org', 'Subject: Deep', ...parts(40), '', 'x']
  await expect(readMail(bytes(deep), none)).rejects.toMatchObject({ code: 'damaged' })
  const line = 'From a@example.org Mon Mar  2 10:00:00 2026'
  const box = await readMailbox(
    bytes([line, ...deep, '', line, 'From: b@example.org', 'Subject: Plain', '', 'The plums are ripe.', '']),
    none,
  )
  expect(box.partial).toBe(true)
  expect(box.text).toContain('The plums are ripe.')
})
