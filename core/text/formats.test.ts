import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { CFB, utils, write } from '@e965/xlsx'
import { strToU8, zipSync } from 'fflate'
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

test('a message of Outlook that is written in RTF alone has its text', async () => {
  const streams = CFB.read(readFileSync(fixture('fence.msg')), { type: 'buffer' })
  CFB.utils.cfb_del(streams, '/__substg1.0_1000001F')
  // [MS-OXRTFCP] 2.2.3: not compressed. The words are those of a page; what is for others only stands in groups of its own.
  const rtf = String.raw`{\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}\htmlrtf \par\htmlrtf0 Hello Bo,{\*\htmltag72 </p>}\par the fence leans.\par}`
  const head = Buffer.alloc(16)
  head.writeUInt32LE(rtf.length + 12, 0)
  head.writeUInt32LE(rtf.length, 4)
  head.write('MELA', 8)
  CFB.utils.cfb_add(streams, '/__substg1.0_10090102', Buffer.concat([head, Buffer.from(rtf)]))
  const { text } = textOf(await extractBytes('rtf.msg', CFB.write(streams, { type: 'buffer' }) as Buffer))
  expect(text).toContain('Date: 2024-05-17\n\nHello Bo,\n\nthe fence leans.\n\ntools.txt')
})

test('a message of Outlook that is not in Unicode is in the code page that it names', async () => {
  const streams = CFB.read(readFileSync(fixture('fence.msg')), { type: 'buffer' })
  CFB.utils.cfb_del(streams, '/__substg1.0_1000001F')
  // 中文測試, in Big5.
  CFB.utils.cfb_add(streams, '/__substg1.0_1000001E', Buffer.from('\xa4\xa4\xa4\xe5\xb4\xfa\xb8\xd5', 'latin1'))
  // [MS-OXMSG] 2.4: a property's type and number, its flags, its value.
  const property = Buffer.alloc(16)
  property.writeUInt32LE(0x3ffd0003, 0)
  property.writeUInt32LE(950, 8)
  const before = CFB.find(streams, '/__properties_version1.0')!.content as Uint8Array
  CFB.utils.cfb_add(streams, '/__properties_version1.0', Buffer.concat([before, property]))
  const { text } = textOf(await extractBytes('big5.msg', CFB.write(streams, { type: 'buffer' }) as Buffer))
  expect(text).toContain('\n\n中文測試\n\n')
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

test('remarks and style sheets among subtitles are not said', async () => {
  const lines = [
    'WEBVTT',
    '',
    '00:01.000 --> 00:03.000',
    'The ebb.',
    '',
    'NOTE checked',
    'by Ana',
    '',
    '00:04.000 --> 00:05.000',
    'The flood.',
  ]
  expect(textOf(await extractBytes('tide.vtt', lines.join('\n'))).text).toBe('The ebb. The flood.')
})

test.each([
  ['letter.xml', '<?xml version="1.0" encoding="ISO-8859-1"?>\n<p>Übermut</p>', /Übermut/],
  ['page.html', '<?xml version="1.0" encoding="ISO-8859-1"?>\n<html><p>Übermut</p></html>', /^Übermut$/],
  ['people.vcf', 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jörg Übermut\r\nEND:VCARD\r\n', /^Jörg Übermut$/],
  ['year.ics', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Übermut\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n', /^Übermut$/],
  ['film.vtt', 'WEBVTT\n\n00:01.000 --> 00:03.000\nÜbermut\n', /^Übermut$/],
])('%s is read in Latin-1 too', async (name, text, expected) => {
  expect(textOf(await extractBytes(name, Buffer.from(text, 'latin1'))).text).toMatch(expected)
})

test('a note that speaks of %PDF- is none', async () => {
  const note = 'Every PDF begins with %PDF-1.7, a line of its own.'
  expect(textOf(await extractBytes('note.md', note)).text).toBe(note)
})

test('the pages of a book may be in UTF-16 or Latin-1', async () => {
  const page = (text: string) => `<?xml version="1.0" encoding="ISO-8859-1"?><html><body><p>${text}</p></body></html>`
  const item = (id: string) => `<item id="${id}" href="${id}.xhtml"/>`
  const bytes = zipSync({
    mimetype: strToU8('application/epub+zip'),
    'META-INF/container.xml': strToU8('<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>'),
    'b.opf': strToU8(`<package>${item('a')}${item('b')}<spine><itemref idref="a"/><itemref idref="b"/></spine></package>`),
    'a.xhtml': Buffer.from('\ufeff<html><body><p>Anfang</p></body></html>', 'utf16le'),
    'b.xhtml': Buffer.from(page('Übermut'), 'latin1'),
  })
  expect(textOf(await extractBytes('book.epub', bytes)).text).toBe('Anfang\n\nÜbermut')
})

test('a book whose order is lost is read as it lists its pages, in whichever case it names them', async () => {
  const item = (id: string, type: string) => `<item id="${id}" href="${id}.XHTML" media-type="${type}"/>`
  const bytes = zipSync({
    mimetype: strToU8('application/epub+zip'),
    'META-INF/container.xml': strToU8('<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>'),
    'b.opf': strToU8(
      `<package><metadata><dc:title>Ebb &amp; flood</dc:title></metadata>${item('a', 'application/xhtml+xml')}${item('c', 'text/css')}<spine/></package>`,
    ),
    'a.xhtml': strToU8('<html><body><p>The tide.</p></body></html>'),
    'c.xhtml': strToU8('p { color: red }'),
  })
  const { text, title } = textOf(await extractBytes('lost.epub', bytes))
  expect([title, text]).toEqual(['Ebb & flood', 'The tide.'])
})

test('a FictionBook is its author, and its sections with their headings', async () => {
  const book =
    '<?xml version="1.0" encoding="windows-1251"?><FictionBook><description><title-info><author><first-name>Лев</first-name><last-name>Толстой</last-name></author>' +
    '<book-title>Война &amp; мир</book-title></title-info></description><body><section><title><p>Часть</p><p>первая</p></title><section><title><p>I</p></title>' +
    '<p>Ну, <emphasis>князь</emphasis>.</p></section></section></body><binary id="a.jpg">iVBORw0KGgo</binary></FictionBook>'
  const bytes = Uint8Array.from(book, (letter) => (letter < '\u0400' ? letter.charCodeAt(0) : letter.charCodeAt(0) - 0x350))
  const { text, title, blocks } = textOf(await extractBytes('war.fb2', bytes))
  expect([title, text]).toEqual(['Война & мир', 'Лев Толстой\n\nЧасть первая\n\nI\n\nНу, князь.'])
  expect(blocks.at(-1)?.place.headings).toEqual(['Часть первая', 'I'])
})

test('a drawing of Visio is what its shapes say, page by page', async () => {
  const page = (...texts: string[]) =>
    strToU8(
      `<PageContents><Shapes>${texts.map((text) => `<Shape><Cell V="1"/><Text><cp IX="0"/>${text}\n</Text></Shape>`)}</Shapes></PageContents>`,
    )
  const bytes = zipSync({
    '[Content_Types].xml': strToU8('<Types/>'),
    'visio/document.xml': strToU8('<VisioDocument/>'),
    'visio/pages/page10.xml': page('Ebb'),
    'visio/pages/page2.xml': page('Flood', 'at <fld IX="0">noon</fld>'),
  })
  const { text, blocks } = textOf(await extractBytes('tide.vsdx', bytes))
  expect([text, blocks.map(({ place }) => place.page)]).toEqual(['Flood\n\nat noon\n\nEbb', [2, 2, 10]])
})

test('a document of Hangul is its paragraphs, those in tables too', async () => {
  const paragraph = (...runs: string[]) => `<hp:p>${runs.map((run) => `<hp:run><hp:t>${run}</hp:t></hp:run>`).join('')}</hp:p>`
  const table = `<hp:p><hp:run><hp:tbl><hp:tr><hp:tc>${paragraph('표 안의 글')}</hp:tc></hp:tr></hp:tbl><hp:t>표</hp:t></hp:run></hp:p>`
  const bytes = zipSync({
    mimetype: [strToU8('application/hwp+zip'), { level: 0 }],
    'Contents/section0.xml': strToU8(`<hs:sec>${paragraph('계약', '서')}${table}</hs:sec>`),
  })
  expect(textOf(await extractBytes('contract.hwpx', bytes)).text).toBe('계약서\n\n표 안의 글\n\n표')
})

test('paragraphs and tables within a cell keep their words apart', async () => {
  const paragraph = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`
  const table = (...cells: string[]) => `<w:tbl><w:tr>${cells.map((cell) => `<w:tc>${cell}</w:tc>`).join('')}</w:tr></w:tbl>`
  const inner = table(paragraph('two'), paragraph('cans'))
  const body = table(paragraph('Bean') + paragraph('runner'), inner + paragraph('daily'))
  const main = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
  const bytes = zipSync({
    '[Content_Types].xml': strToU8('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
    'word/document.xml': strToU8(`<w:document xmlns:w="${main}"><w:body>${body}</w:body></w:document>`),
  })
  expect(textOf(await extractBytes('plan.docx', bytes)).text).toBe('Bean runner | two | cans daily')
})

describe('what stands in a document beside its words', () => {
  const main = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
  const word = async (...runs: string[]) => {
    const body = runs.map((each) => `<w:p>${each}</w:p>`).join('')
    const bytes = zipSync({
      '[Content_Types].xml': strToU8('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
      'word/document.xml': strToU8(`<w:document xmlns:w="${main}"><w:body>${body}</w:body></w:document>`),
    })
    return textOf(await extractBytes('page.docx', bytes)).text
  }
  const run = (...children: string[]) => `<w:r>${children.join('')}</w:r>`
  const t = (text: string) => `<w:t>${text}</w:t>`

  test.each([
    ['a hyphen that keeps a word on its line', run(t('E'), '<w:noBreakHyphen/>', t('mail')), 'E‑mail'],
    ['a hyphen where a word may end', run(t('Donau'), '<w:softHyphen/>', t('dampf')), 'Donaudampf'],
    ['a letter of a symbol font', run(t('Angle '), '<w:sym w:font="Symbol" w:char="F061"/>', t(' = 3')), 'Angle α = 3'],
    ['a picture of a symbol font', run(t('yes'), '<w:sym w:font="Wingdings" w:char="F0FC"/>', t('no')), 'yes no'],
    ['the end of a page', run(t('ebb'), '<w:br w:type="page"/>', t('flood')), 'ebb\nflood'],
    [
      'the reading of a word',
      run(`<w:ruby><w:rt>${run(t('とうきょう'))}</w:rt><w:rubyBase>${run(t('東京'))}</w:rubyBase></w:ruby>`) + run(t('に行く')),
      '東京に行く',
    ],
    [
      'what a field is made by',
      run('<w:fldChar w:fldCharType="begin"/>', '<w:instrText> HYPERLINK "x" </w:instrText>') +
        run('<w:fldChar w:fldCharType="separate"/>', t('the site'), '<w:fldChar w:fldCharType="end"/>'),
      'the site',
    ],
    ['what was deleted', `<w:del>${run('<w:delText>gone</w:delText>')}</w:del><w:ins>${run(t('kept'))}</w:ins>`, 'kept'],
  ])('%s, of Word', async (_, xml, text) => {
    expect(await word(xml)).toBe(text)
  })

  test('of OpenDocument: shapes within a paragraph, readings, lists in cells', async () => {
    const p = (xml: string) => `<text:p>${xml}</text:p>`
    const reading =
      '<text:ruby><text:ruby-base>東京</text:ruby-base><text:ruby-text>とうきょう</text:ruby-text></text:ruby>に行く'
    const list = `<text:list><text:list-item>${p('first')}<text:list><text:list-item>${p('second')}</text:list-item></text:list></text:list-item></text:list>`
    const table = `<table:table><table:table-row><table:table-cell>${p('steps')}</table:table-cell><table:table-cell>${list}</table:table-cell></table:table-row></table:table>`
    const shape = `See <draw:custom-shape draw:name="a&gt;b">${p('in the arrow')}<draw:enhanced-geometry/></draw:custom-shape>there`
    const names = ['office', 'text', 'table', 'draw'].map(
      (name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`,
    )
    const bytes = zipSync({
      mimetype: [strToU8('application/vnd.oasis.opendocument.text'), { level: 0 }],
      'content.xml': strToU8(
        `<office:document-content ${names.join(' ')}><office:body><office:text>${p(shape)}${p(reading)}${table}</office:text></office:body></office:document-content>`,
      ),
    })
    expect(textOf(await extractBytes('arrow.odt', bytes)).text).toBe(
      'See\n\nin the arrow\n\nthere\n\n東京に行く\n\nsteps | first second',
    )
  })

  test('of RTF: dashes, spaces and hyphens that hold, and what was deleted', async () => {
    const rtf = String.raw`{\rtf1\ansi ebb\endash flood\emdash tide, 5\~km, E\_mail, C:\\~x{\b\deleted gone} {\uc2 5\u8364\'80\'80\~x}\par}`
    expect(textOf(await extractBytes('tide.rtf', rtf)).text).toBe('ebb–flood—tide, 5\u00a0km, E‑mail, C:\\~x 5€\u00a0x')
  })
})

test('comments on a slide follow its notes', async () => {
  const relations = (...targets: string[]) =>
    strToU8(
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${targets
        .map((target, i) => {
          const type = /(\w+)\/(?!.*\/)/.exec(target)![1]!.replace(/s$/, '')
          return `<Relationship Id="r${i}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type === 'comment' ? 'comments' : type}" Target="${target}"/>`
        })
        .join('')}</Relationships>`,
    )
  const names =
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" ' +
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
  const shape = '<p:sp><p:nvSpPr><p:nvPr/></p:nvSpPr><p:txBody><a:p><a:r><a:t>Slugs win.</a:t></a:r></a:p></p:txBody></p:sp>'
  const bytes = zipSync({
    '[Content_Types].xml': strToU8('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
    'ppt/presentation.xml': strToU8(
      `<p:presentation ${names}><p:sldIdLst><p:sldId id="256" r:id="r0"/></p:sldIdLst></p:presentation>`,
    ),
    'ppt/_rels/presentation.xml.rels': relations('slides/slide1.xml'),
    'ppt/slides/slide1.xml': strToU8(`<p:sld ${names}><p:cSld><p:spTree>${shape}</p:spTree></p:cSld></p:sld>`),
    'ppt/slides/_rels/slide1.xml.rels': relations('../comments/comment1.xml'),
    'ppt/comments/comment1.xml': strToU8(
      `<p:cmLst ${names}><p:cm authorId="0" idx="1"><p:text>Says who?</p:text></p:cm></p:cmLst>`,
    ),
  })
  expect(textOf(await extractBytes('slugs.pptx', bytes)).text).toBe('Slugs win.\n\nSays who?')
})

describe('cells', () => {
  const workbook = (row: string, parts: Record<string, string> = {}) =>
    zipSync({
      '[Content_Types].xml': strToU8('<Types/>'),
      'xl/workbook.xml': strToU8('<workbook><sheets><sheet name="t" r:id="1"/></sheets></workbook>'),
      'xl/_rels/workbook.xml.rels': strToU8('<Relationships><Relationship Id="1" Target="sheet.xml"/></Relationships>'),
      'xl/sheet.xml': strToU8(`<worksheet><sheetData><row r="1">${row}</row></sheetData></worksheet>`),
      ...Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(xml)])),
    })

  test('of a workbook have neither phonetic guides nor escapes in their words', async () => {
    const guided = '<c t="inlineStr"><is><r><t>東京</t></r><rPh><t>トウキョウ</t></rPh></is></c>'
    const strings = '<sst><si><t>ebb_x000D_\nflood _x005F_x000D_</t></si></sst>'
    const bytes = workbook(`${guided}<c t="s"><v>0</v></c>`, { 'xl/sharedStrings.xml': strings })
    expect(textOf(await extractBytes('escapes.xlsx', bytes)).text).toBe('東京 | ebb flood _x000D_')
  })

  test('of a workbook count hours beyond a day where their format does', async () => {
    const formats = '<numFmts><numFmt numFmtId="164" formatCode="[h]:mm"/><numFmt numFmtId="165" formatCode="h:mm"/></numFmts>'
    const styles = `<styleSheet>${formats}<cellXfs><xf/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="46"/></cellXfs></styleSheet>`
    const row = [1, 2, 3].map((style) => `<c s="${style}"><v>7.0208333333</v></c>`).join('')
    expect(textOf(await extractBytes('hours.xlsx', workbook(row, { 'xl/styles.xml': styles }))).text).toBe(
      '168:30 | 00:30 | 168:30',
    )
  })

  test('of OpenDocument keep their lines and their notes apart', async () => {
    const note = '<office:annotation><text:p>see</text:p><text:p>below</text:p></office:annotation>'
    const cell = `<table:table-cell>${note}<text:p>ebb<text:line-break/>flood<text:tab/>tide</text:p></table:table-cell>`
    const content = `<office:body><table:table table:name="t"><table:table-row>${cell}</table:table-row></table:table></office:body>`
    const bytes = zipSync({
      mimetype: [strToU8('application/vnd.oasis.opendocument.spreadsheet'), { level: 0 }],
      'content.xml': strToU8(content),
    })
    expect(textOf(await extractBytes('tide.ods', bytes)).text).toBe('ebb flood tide\n\nsee below')
  })

  test.each(['biff8', 'xlsb'] as const)('of a workbook of Excel’s own, %s, are followed by their comments', async (bookType) => {
    const sheet = utils.aoa_to_sheet([['ebb', 12.5]])
    sheet.A1.c = [{ a: 'Bo', t: 'As in the tables.' }]
    const bytes = write(utils.book_new(sheet, 'Tides'), { type: 'buffer', bookType })
    const { text, blocks } = textOf(await extractBytes(`tides.${bookType}`, bytes))
    expect([text, blocks[1]?.place.sheet]).toEqual(['ebb | 12.5\n\nAs in the tables.', 'Tides'])
  })

  test('of a workbook are followed by comments, their answers, and what shapes say', async () => {
    const relation = (type: string, target: string) =>
      `<Relationship Id="${type}" Type="http://example.org/relationships/${type}" Target="${target}"/>`
    const comment = (cell: string, text: string) => `<comment ref="${cell}"><text><r><t>${text}</t></r></text></comment>`
    const thread = (text: string) => `<threadedComment ref="B1"><text>${text}</text></threadedComment>`
    const bytes = workbook('<c t="inlineStr"><is><t>ebb</t></is></c>', {
      'xl/_rels/sheet.xml.rels': `<Relationships>${relation('comments', 'c.xml')}${relation('threadedComment', 't.xml')}${relation('drawing', 'd.xml')}</Relationships>`,
      'xl/c.xml': `<comments>${comment('A1', 'Bo: a note')}${comment('B1', 'Your version of Excel shows no threads. Sure?')}</comments>`,
      'xl/t.xml': `<ThreadedComments>${thread('Sure?')}${thread('Quite sure.')}</ThreadedComments>`,
      'xl/d.xml':
        '<wsDr><sp><txBody><a:p><a:r><a:t>Low </a:t></a:r><a:r><a:t>tide</a:t></a:r></a:p><a:p><a:r><a:t>at noon</a:t></a:r></a:p></txBody></sp></wsDr>',
    })
    expect(textOf(await extractBytes('notes.xlsx', bytes)).text).toBe(
      'ebb\n\nBo: a note\n\nSure?\n\nQuite sure.\n\nLow tide\nat noon',
    )
  })

  test('of OpenDocument are followed by what shapes on the sheet say', async () => {
    const shapes =
      '<table:shapes><draw:custom-shape><text:p>Low tide</text:p><text:p>at noon</text:p></draw:custom-shape></table:shapes>'
    const row = '<table:table-row><table:table-cell><text:p>ebb</text:p></table:table-cell></table:table-row>'
    const bytes = zipSync({
      mimetype: [strToU8('application/vnd.oasis.opendocument.spreadsheet'), { level: 0 }],
      'content.xml': strToU8(`<office:body><table:table table:name="t">${shapes}${row}</table:table></office:body>`),
    })
    expect(textOf(await extractBytes('shapes.ods', bytes)).text).toBe('ebb\n\nLow tide\n\nat noon')
  })

  test('in rows may have quotes within, which begin no quotation', async () => {
    const rows = ['part,size', 'screen,19" wide', 'phone,6"', 'plank, "2, or\n3 m"', 'nail,"1"" long"', 'end,']
    const { blocks } = textOf(await extractBytes('parts.csv', rows.join('\n')))
    expect(blocks[0]?.rows?.map(({ row, last }) => [row, last])).toEqual([1, 2, 3, 4, 4, 5, 6].map((row) => [row, 2]))
  })

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
