// The words that the index has of a PDF, and where they stand on its pages: both sides are real here, the reader that makes the text
// and what the page draws marks by.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { TextItem } from 'pdfjs-dist/types/src/display/api.js'
import { describe, expect, it } from 'vitest'
import { extractFile } from '../core/text/extract.ts'
import { passages } from '../core/text/passages.ts'
import { type Box, boxesOf, placeText } from '../renderer/pdf/boxes.ts'
import { fold } from '../renderer/pdf/fold.ts'
import { type Font, glyphsOf, type Matrix } from '../renderer/pdf/glyphs.ts'
import { lettersOf } from '../renderer/pdf/letters.ts'

// Loaded by the reader already, which gives it what Node lacks.
const { getDocument, OPS } = await import('pdfjs-dist/legacy/build/pdf.mjs')
const pdfjs = path.join(import.meta.dirname, '../node_modules/pdfjs-dist')
const fixture = (name: string) => path.join(import.meta.dirname, '../core/text/fixtures', name)

/** A page's text as the index has it, and what finds the boxes of a word of it (its n-th occurrence). */
async function readPage(name: string, number: number) {
  const bytes = await readFile(fixture(name))
  const extracted = await extractFile({ path: fixture(name), size: bytes.length })
  if (extracted.kind === 'failed') throw new Error(extracted.message)
  const own = passages(extracted.extraction).filter(({ place }) => place.page === number)
  const text = extracted.extraction.text.slice(own[0]!.start, own.at(-1)!.end)
  const task = getDocument({
    data: new Uint8Array(bytes),
    cMapUrl: `${pdfjs}/cmaps/`,
    standardFontDataUrl: `${pdfjs}/standard_fonts/`,
    disableFontFace: true,
    useSystemFonts: false,
    useWasm: false,
    verbosity: 0,
  })
  const page = await (await task.promise).getPage(number)
  const [content, operators] = [await page.getTextContent(), await page.getOperatorList()]
  const glyphs = glyphsOf(operators, OPS, (font) => (page.commonObjs.has(font) ? (page.commonObjs.get(font) as Font) : null))
  const letters = lettersOf(content.items as TextItem[], content.styles as never, glyphs)
  const { width, height, transform } = page.getViewport({ scale: 1 })
  const view = { width, height, transform: transform as unknown as Matrix }
  await task.destroy()
  const lettersIn = placeText(text, letters)
  const spelled = (start: number, end: number) => {
    const units = letters.lines.map((line) => line.text).join('')
    const index = new Map(letters.letters.map((letter, i) => [letter, i]))
    return lettersIn(start, end, 'whole')
      .map((letter) => units[index.get(letter)!])
      .join('')
  }
  const boxes = (word: string, occurrence = 1): Box[] => {
    let start = -1
    for (let i = 0; i < occurrence; i++) start = text.indexOf(word, start + 1)
    if (start < 0) throw new Error(`${word} is not on the page.`)
    return boxesOf(lettersIn(start, start + word.length, 'whole'), view)
  }
  return { text, spelled, boxes }
}

/** Left, top, width and height in hundredths of the page. */
const hundredths = (boxes: readonly Box[]) =>
  boxes.map(({ left, top, width, height }) => [left, top, width, height].map((part) => Math.round(part * 100)))

describe('the words of a page', () => {
  it.each([
    ['columns.pdf', 1],
    ['two-pages.pdf', 1],
    ['two-pages.pdf', 2],
  ])('are spelled by the letters that they are placed at: %s, page %i', async (name, number) => {
    const { text, spelled } = await readPage(name, number)
    const words = [...new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text)].filter((word) => word.isWordLike)
    expect(words.length).toBeGreaterThan(10)
    for (const { segment, index } of words) expect(spelled(index, index + segment.length)).toBe(fold(segment).text)
  })

  // Looked at on a picture of the page, with a ruler.
  it('stand in their column, and on two lines where they are broken', async () => {
    const { boxes } = await readPage('columns.pdf', 1)
    expect(hundredths(boxes('Donnerstag'))).toEqual([[34, 17, 13, 2]])
    expect(hundredths(boxes('Bewässerungsordnung'))).toEqual([[10, 23, 26, 2]])
    const broken = boxes('versiegelt')
    expect(broken).toHaveLength(2)
    expect(broken[0]!.top).toBeLessThan(broken[1]!.top)
    expect(broken[0]!.left).toBeGreaterThan(broken[1]!.left)
  })
  it('stand in Japanese and in Arabic as in German: between their neighbours', async () => {
    const { boxes } = await readPage('columns.pdf', 1)
    const [gate, shed, left] = ['水門', '物置', '左側'].map((word) => boxes(word)[0]!)
    expect(gate!.left).toBeCloseTo(0.52, 1)
    expect(shed!.left).toBeGreaterThan(gate!.left + gate!.width)
    expect(left!.left).toBeGreaterThan(shed!.left + shed!.width)
    // Read from the right: the owners stand right of the gardens, these right of the dam, and the year right of what was shared then.
    const [owners, gardens, dam] = ['أصحاب', 'البساتين', 'السد'].map((word) => boxes(word)[0]!)
    expect(owners!.left).toBeGreaterThan(gardens!.left + gardens!.width)
    expect(gardens!.left).toBeGreaterThan(dam!.left + dam!.width)
    const [year, shared] = ['1987', 'لتقسيم'].map((word) => boxes(word)[0]!)
    expect(year!.left).toBeGreaterThanOrEqual(shared!.left + shared!.width)
  })
})
