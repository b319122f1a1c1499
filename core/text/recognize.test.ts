import path from 'node:path'
import { expect, test } from 'vitest'
import { extractFile } from './extract.ts'
import { createRecognizer } from './isolate.ts'
import { recognizePage } from './recognize.ts'
import { likelyLanguages, type RecognizedPage, readRanges, writeRanges } from './recognized.ts'

const fixture = (name: string) => path.join(import.meta.dirname, 'fixtures', name)

async function pageOf(name: string, page: number, languages: Parameters<typeof recognizePage>[0]['languages']) {
  const recognized = await recognizePage({ path: fixture(name), page, languages })
  if (recognized.kind === 'failed') throw new Error(recognized.message)
  return recognized.page
}

test('a scanned PDF says how many pages of pictures it has; recognised, it has text at its pages, marked as such', async () => {
  const file = { path: fixture('scan.pdf'), size: 0 }
  expect(await extractFile(file)).toEqual({
    kind: 'failed',
    code: 'no-text',
    message: 'No text: 2 pages of pictures.',
    scans: [1, 2],
  })
  const recognized = [await pageOf('scan.pdf', 1, ['deu', 'eng']), await pageOf('scan.pdf', 2, ['deu', 'eng'])]
  const read = await extractFile({ ...file, recognized })
  if (read.kind === 'failed') throw new Error(read.message)
  const { text, blocks, scans } = read.extraction
  expect(text).toContain('den Schnee vom Gehweg, bevor es sieben Uhr schlägt.')
  expect(text).toContain('The boiler in the cellar was serviced on 12 May 2019 by Mr Okafor.')
  expect(scans).toEqual([1, 2])
  expect(blocks.map(({ place }) => [place.page, place.ocr])).toEqual(
    blocks.map(({ start }) => [start < text.indexOf('The boiler') ? 1 : 2, true]),
  )
})

test('a PDF of which some pages are scanned keeps its text and says which are', async () => {
  const file = { path: fixture('half-scan.pdf'), size: 0 }
  const bare = await extractFile(file)
  if (bare.kind === 'failed') throw new Error(bare.message)
  expect(bare.extraction.scans).toEqual([2])
  expect(bare.extraction.text).toContain('Rules of the lake')
  const read = await extractFile({ ...file, recognized: [await pageOf('half-scan.pdf', 2, ['eng'])] })
  if (read.kind === 'failed') throw new Error(read.message)
  expect(read.extraction.blocks.map(({ place }) => place.ocr ?? false)).toContain(false)
  expect(read.extraction.blocks.at(-1)?.place).toMatchObject({ page: 2, ocr: true })
})

test('pictures are read, the way up that the camera noted', async () => {
  for (const name of ['receipt.png', 'receipt-turned.jpg']) {
    const file = { path: fixture(name), size: 0 }
    expect(await extractFile(file)).toMatchObject({ code: 'unsupported', message: 'This is a picture.', scans: [0] })
    const read = await extractFile({ ...file, recognized: [await pageOf(name, 0, ['eng'])] })
    if (read.kind === 'failed') throw new Error(read.message)
    expect(read.extraction.text).toMatch(/Bakery Lindqvist[\s\S]*plum cake/)
    expect(read.extraction.blocks[0]?.place).toEqual({ ocr: true, headings: expect.any(Array) })
  }
})

test('a picture without a word is said to be one', async () => {
  const nothing: RecognizedPage = { page: 0, lines: [] }
  expect(await extractFile({ path: fixture('receipt.png'), size: 0, recognized: [nothing] })).toMatchObject({
    code: 'unsupported',
    message: 'This is a picture, and no words were found in it.',
  })
})

test('a page is recognised in a process of its own; what is no picture fails with a code', async () => {
  await using recognizer = createRecognizer()
  expect(await recognizer.recognize({ path: fixture('receipt.png'), page: 0, languages: ['eng'] })).toMatchObject({
    kind: 'page',
    page: { page: 0, lines: expect.arrayContaining([expect.objectContaining({ text: expect.stringContaining('Lindqvist') })]) },
  })
  expect(await recognizer.recognize({ path: fixture('gone.png'), page: 1, languages: ['eng'] })).toMatchObject({
    code: 'unreadable',
  })
  expect(await recognizer.recognize({ path: fixture('handbook.md'), page: 1, languages: ['eng'] })).toMatchObject({
    code: 'damaged',
  })
})

test('the likely languages are the person’s own and English', () => {
  expect(likelyLanguages('de-AT')).toEqual(['deu', 'eng'])
  expect(likelyLanguages('en-GB')).toEqual(['eng'])
  expect(likelyLanguages('fi')).toEqual(['eng'])
})

test('pages are written as ranges, and read back', () => {
  expect(writeRanges([1, 2, 3, 7, 9, 10])).toBe('1–3, 7, 9–10')
  expect(readRanges('1–3, 7, 9–10')).toEqual([1, 2, 3, 7, 9, 10])
})
