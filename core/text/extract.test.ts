import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { extractFile } from './extract.ts'
import type { Extracted, Extraction } from './extraction.ts'

const fixtures = path.join(import.meta.dirname, 'fixtures')
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kenning-text-'))
})
afterAll(() => rm(folder, { recursive: true }))

const extractFixture = (name: string) => extractFile({ path: path.join(fixtures, name), size: 0 })

async function extractBytes(name: string, bytes: string | Uint8Array): Promise<Extracted> {
  const file = path.join(folder, name)
  await writeFile(file, bytes)
  return extractFile({ path: file, size: bytes.length })
}

function textOf(extracted: Extracted): Extraction {
  if (extracted.kind === 'failed') throw new Error(extracted.message)
  return extracted.extraction
}

/** Each block as `kind [headings] text`. */
const outline = ({ text, blocks }: Extraction) =>
  blocks.map(({ kind, start, end, place }) => `${kind} [${place.headings.join(' > ')}] ${text.slice(start, end)}`)

/** What every reader owes: blocks in order, and only white space between them. */
function expectBlocksToCover({ text, blocks }: Extraction): void {
  let end = 0
  for (const block of blocks) {
    expect(block.start).toBeGreaterThanOrEqual(end)
    expect(text.slice(end, block.start)).toMatch(/^\s*$/)
    expect(text.slice(block.start, block.end)).toMatch(/^\S[\s\S]*\S$|^\S$/)
    end = block.end
  }
  expect(text.slice(end)).toMatch(/^\s*$/)
}

describe('documents of an office suite', () => {
  const handbook = [
    'heading [The allotment handbook] The allotment handbook',
    'text [The allotment handbook] Written for newcomers.',
    'text [The allotment handbook] Second edition, with a chapter on slugs.',
    'heading [The allotment handbook > Watering] Watering',
    'text [The allotment handbook > Watering] Water in the evening.\nNever at noon.',
    'text [The allotment handbook > Watering] • one can per bean\n• two cans per courgette\n1. first the roots\n2. then the leaves',
    'table [The allotment handbook > Watering] Plant | Litres\nBean | 2\nCourgette | 9',
    'heading [The allotment handbook > Über Bären] Über Bären',
    'text [The allotment handbook > Über Bären] Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich.',
  ]

  test.each(['handbook.docx', 'handbook.odt'])('%s keeps headings, notes, lists and tables', async (name) => {
    const extraction = textOf(await extractFixture(name))
    expect(outline(extraction)).toEqual(handbook)
    expectBlocksToCover(extraction)
  })

  test('handbook.rtf keeps headings and every word', async () => {
    const extraction = textOf(await extractFixture('handbook.rtf'))
    expect(outline(extraction)).toContain(handbook[3])
    expect(outline(extraction)).toContain(handbook[8])
    expect(extraction.text).toContain('Courgette')
    expectBlocksToCover(extraction)
  })

  test('handbook.epub is read in the order of its spine', async () => {
    const extraction = textOf(await extractFixture('handbook.epub'))
    expect(outline(extraction)).toEqual(expect.arrayContaining([handbook[3], handbook[4], handbook[5], handbook[6], handbook[8]]))
    expectBlocksToCover(extraction)
  })

  test.each(['slides.pptx', 'slides.odp'])('%s knows its slides and what the speaker notes', async (name) => {
    const { text, blocks } = textOf(await extractFixture(name))
    const notes = blocks.find(({ start, end }) => text.slice(start, end) === 'Tell the story of the duck Herbert.')
    expect(notes?.place).toEqual({ slide: 2, headings: ['What helps'] })
    expect(blocks[0]?.place).toEqual({ slide: 1, headings: ['Why slugs win'] })
  })

  test.each(['budget.xlsx', 'budget.ods', 'budget.xls'])('%s shows dates and percentages as a person sees them', async (name) => {
    const { text, blocks } = textOf(await extractFixture(name))
    expect(text).toBe(
      'Date | What | Amount | Share | Paid\n' +
        '2024-03-17 | Zement und Sand | 1234.5 | 12% | TRUE\n' +
        '2024-04-02 09:30 | Ziegel, rot | -99.95 | 0.5% | FALSE',
    )
    expect(blocks).toMatchObject([{ kind: 'table', start: 0, end: text.length, place: { sheet: 't', headings: [] } }])
  })

  test('handbook.doc, of Word 97, keeps paragraphs and tables', async () => {
    const extraction = textOf(await extractFixture('handbook.doc'))
    expect(outline(extraction)).toEqual(
      expect.arrayContaining(['text [] Watering', 'table [] Plant | Litres\nBean | 2\nCourgette | 9']),
    )
    expect(extraction.text).toContain('Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich.')
    expectBlocksToCover(extraction)
  })

  test('two-pages.pdf knows its pages, headings and paragraphs', async () => {
    const extraction = textOf(await extractFixture('two-pages.pdf'))
    expect(extraction.blocks.map(({ kind, place }) => [kind, place.page, ...place.headings])).toEqual([
      ['heading', 1, 'Rules of the lake'],
      ['text', 1, 'Rules of the lake'],
      ['text', 1, 'Rules of the lake'],
      ['heading', 2, 'In winter'],
      ['text', 2, 'In winter'],
    ])
    expect(extraction.text).toContain(
      'tells somebody on the shore, and whoever stands on the shore does not go home before the swimmer is back.',
    )
    expectBlocksToCover(extraction)
  })
})

describe('text files', () => {
  test('the content decides, not the extension', async () => {
    const extraction = textOf(await extractBytes('letter.docx', 'Dear Ana,\r\n\r\nthe plums are ripe.\r\nCome soon.\r\n'))
    expect(extraction.text).toBe('Dear Ana,\n\nthe plums are ripe.\nCome soon.\n')
    expect(outline(extraction)).toEqual(['text [] Dear Ana,', 'text [] the plums are ripe.\nCome soon.'])
  })

  test('a text may begin like a bitmap or a program', async () => {
    for (const start of ['BMW service book', 'MZ 250, bought second-hand', 'ID3 and other tags'])
      expect(textOf(await extractBytes('note.txt', `${start}: new brakes in May.`)).text).toMatch(/brakes/)
  })

  test('rows of a csv stay lines of one table', async () => {
    expect(outline(textOf(await extractBytes('a.csv', 'name,phone\nIda,"12, home"\n')))).toEqual([
      'table [] name,phone\nIda,"12, home"',
    ])
  })

  test('source code is code', async () => {
    expect(outline(textOf(await extractBytes('a.py', 'def f():\n    return 1\n\nprint(f())\n')))).toEqual([
      'code [] def f():\n    return 1',
      'code [] print(f())',
    ])
  })

  test('a huge text is kept up to the limit and said to be partial', async () => {
    const { text, partial, blocks } = textOf(await extractBytes('log.txt', 'All quiet.\n'.repeat(600_000)))
    expect(partial).toBe(true)
    expect(text.length).toBe(5_000_000)
    expect(blocks.at(-1)?.end).toBeLessThanOrEqual(text.length)
  })
})

describe('what cannot be read is said in a sentence', () => {
  const bomb = () => {
    const xml = Buffer.alloc(60_000_000, '<w:p><w:r><w:t>nothing but this, again and again</w:t></w:r></w:p>')
    return zipSync({ '[Content_Types].xml': strToU8('<Types/>'), 'word/document.xml': xml }, { level: 1 })
  }
  const randomBytes = () => Uint8Array.from({ length: 5000 }, (_, i) => (i * i * 31 + (i >> 3) * 17 + 129) & 255)
  const truncatedZip = () => zipSync({ 'word/document.xml': strToU8('<w:document/>'.repeat(50)) }).subarray(0, 60)
  const png = () =>
    Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, ...Array(100).fill(0)])
  const lockedSheet = () =>
    zipSync({
      mimetype: [strToU8('application/vnd.oasis.opendocument.spreadsheet'), { level: 0 }],
      'META-INF/manifest.xml': strToU8('<manifest:manifest><manifest:encryption-data/></manifest:manifest>'),
      'content.xml': new Uint8Array([1, 2, 3]),
    })
  const encryptedOffice = () => {
    const bytes = new Uint8Array(2048)
    bytes.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
    bytes.set(Buffer.from('EncryptedPackage', 'utf16le'), 1024)
    return bytes
  }

  const encryptedDoc = () => {
    const bytes = readFileSync(path.join(fixtures, 'handbook.doc'))
    const information = bytes.indexOf(Buffer.from([0xec, 0xa5]))
    bytes[information + 11]! |= 1
    return bytes
  }

  test.each<[string, () => string | Uint8Array, string, RegExp]>([
    ['empty.docx', () => '', 'empty', /empty/],
    ['spaces.txt', () => ' \n\n \t', 'no-text', /no text/],
    ['random.docx', randomBytes, 'not-text', /data, not text/],
    ['cut.docx', truncatedZip, 'damaged', /missing/],
    ['tool.jar', () => zipSync({ 'META-INF/MANIFEST.MF': strToU8('x'), 'a.class': strToU8('x') }), 'unsupported', /program/],
    ['holiday.txt', png, 'unsupported', /picture/],
    ['secret.docx', encryptedOffice, 'encrypted', /password/],
    ['secret.doc', encryptedDoc, 'encrypted', /password/],
    ['cut.pdf', () => '%PDF-1.4\n1 0 obj\n<</Type/Catalog', 'damaged', /damaged/],
    ['letter.pages', () => zipSync({ 'index.xml': strToU8('<sl:document/>') }), 'unsupported', /iWork/],
    ['letter.pages', () => zipSync({ 'Index/Document.iwa': strToU8('not one') }), 'damaged', /damaged/],
    ['locked.ods', lockedSheet, 'encrypted', /password/],
    ['bomb.docx', bomb, 'too-large', /unpacks to \d+ MB/],
  ])('%s', async (name, bytes, code, message) => {
    expect(await extractBytes(name, bytes())).toMatchObject({ kind: 'failed', code, message: expect.stringMatching(message) })
  })

  test('a PDF with a password', async () => {
    expect(await extractFixture('locked.pdf')).toMatchObject({ kind: 'failed', code: 'encrypted' })
  })

  test('a document whose parts are not what they should be', async () => {
    const bytes = zipSync({ '[Content_Types].xml': strToU8('<Types'), 'ppt/presentation.xml': strToU8('<p:presentation') })
    expect(await extractBytes('broken.pptx', bytes)).toMatchObject({ kind: 'failed' })
  })

  test('a file that has gone, a folder, a file one may not read', async () => {
    expect(await extractFile({ path: path.join(folder, 'gone.txt'), size: 1 })).toMatchObject({
      code: 'unreadable',
      message: 'The file is gone.',
    })
    expect(await extractFile({ path: folder, size: 1 })).toMatchObject({ code: 'unreadable' })
    if (process.getuid?.() === 0) return // Root may read everything.
    const file = path.join(folder, 'private.txt')
    await writeFile(file, 'mine')
    await chmod(file, 0)
    expect(await extractFile({ path: file, size: 4 })).toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining('permissions'),
    })
  })
})

describe('archives', () => {
  test('a zip is the files it holds, whatever it is called; those that give no text are named', async () => {
    const inner = zipSync({ 'deep/recipe.md': strToU8('# Soup\n\nBoil the nettles.') })
    const bytes = zipSync({
      'letters/ana.txt': strToU8('The plums are ripe.'),
      'photo.jpg': Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46]),
      'inner.zip': inner,
      '__MACOSX/letters/._ana.txt': strToU8('junk'),
      'straße/': new Uint8Array(),
    })
    const extraction = textOf(await extractBytes('really-a-zip.pdf', bytes))
    expect(extraction.text).toBe(
      'letters/ana.txt\n\nThe plums are ripe.\n\nphoto.jpg\n\ninner.zip\n\ndeep/recipe.md\n\n# Soup\n\nBoil the nettles.',
    )
    expect(outline(extraction)[1]).toBe('text [letters/ana.txt] The plums are ripe.')
    expect(extraction.blocks.at(-1)?.place).toEqual({
      within: ['inner.zip', 'deep/recipe.md'],
      headings: ['inner.zip', 'deep/recipe.md', 'Soup'],
    })
    expectBlocksToCover(extraction)
  })

  test('a file in a zip that was packed in Japan has its name', async () => {
    const [placeholder, packed] = [Buffer.from('nnnnnn.txt'), Buffer.from('\x90\xbf\x8b\x81\x8f\x91.txt', 'latin1')]
    const bytes = Buffer.from(zipSync({ [String(placeholder)]: strToU8('Paid.') }))
    for (let at = bytes.indexOf(placeholder); at >= 0; at = bytes.indexOf(placeholder, at)) packed.copy(bytes, at)
    const { text, blocks } = textOf(await extractBytes('invoices.zip', bytes))
    expect([text, blocks[1]?.place.within]).toEqual(['請求書.txt\n\nPaid.', ['請求書.txt']])
  })

  test('archives within archives share one budget, and what is beyond it is left out', async () => {
    const zeros = new Uint8Array(45_000_000)
    const layer = zipSync({ 'a.bin': zeros, 'b.bin': zeros }, { level: 1 })
    const extraction = textOf(
      await extractBytes('bomb.zip', zipSync({ '1.zip': layer, '2.zip': layer, '3.zip': layer, '4.txt': strToU8('end') })),
    )
    expect(extraction.partial).toBe(true)
    expect(extraction.text).toContain('4.txt\n\nend')
  })
})
