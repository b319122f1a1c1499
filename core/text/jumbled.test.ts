import { expect, test } from 'vitest'
import { Unreadable } from './failure.ts'
import { isMistaken, isUnsaid } from './jumbled.ts'
import { readPdf } from './pdf.ts'
import type { Line } from './pdf-layout.ts'

const LINES = [
  'The tide comes in twice a day, and whoever walks',
  'out on the flats should know when. Ask the warden',
  'at the harbour before you go, and be back early.',
  'Nobody swims alone after dark on this coast, says',
  'the board, which every visitor passes and none reads.',
]

/** A file of these objects, numbered from 1, the first of them its catalogue. */
function pdf(...objects: string[]): Uint8Array {
  const places: number[] = []
  let file = '%PDF-1.4\n'
  for (const [i, object] of objects.entries()) {
    places.push(file.length)
    file += `${i + 1} 0 obj\n${object}\nendobj\n`
  }
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  return Buffer.from(
    `${file}xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<</Size ${size}/Root 1 0 R>>\nstartxref\n${file.length}\n%%EOF\n`,
  )
}

const stream = (content: string) => `<</Length ${content.length}>>\nstream\n${content}\nendstream`

/** One page, of lines in a font whose characters are numbers of glyphs and which does not say what these are. */
function unsaid(lines: readonly string[], named: readonly string[] = []): Uint8Array {
  const glyphs = (line: string) => [...line].map((letter) => (letter.charCodeAt(0) - 29).toString(16).padStart(4, '0')).join('')
  const content = [
    'BT 72 700 Td 16 TL /F1 12 Tf',
    ...lines.map((line) => `<${glyphs(line)}> Tj T*`),
    '/F2 12 Tf',
    ...named.map((line) => `(${line}) Tj T*`),
    'ET',
  ]
  const font = (more: string) => `<</Type/Font/BaseFont/AAAAAA+Tide${more}>>`
  return pdf(
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R/F2 8 0 R>>>>>>',
    stream(content.join('\n')),
    font('/Subtype/Type0/Encoding/Identity-H/DescendantFonts[6 0 R]'),
    font(
      '/Subtype/CIDFontType2/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor 7 0 R/CIDToGIDMap/Identity',
    ),
    '<</Type/FontDescriptor/FontName/AAAAAA+Tide/Flags 4/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80/FontBBox[0 -200 999 900]>>',
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  )
}

test('a page of letters that are drawn but not named has no text, which is said, and is left to text recognition', async () => {
  const reading = readPdf(unsaid(LINES))
  await expect(reading).rejects.toThrow(Unreadable)
  await expect(reading).rejects.toMatchObject({
    code: 'no-text',
    message: 'No text: one page of letters that the file draws without saying which they are.',
    scans: [1],
  })
})

test('what was recognised on such a page is its text', async () => {
  const lines: Line[] = LINES.map((text, i) => ({ text, left: 72, right: 400, y: 700 - 16 * i, size: 12 }))
  const { text, blocks, scans } = await readPdf(unsaid(LINES), [{ page: 1, lines }])
  expect(text).toBe(LINES.join(' '))
  expect([blocks[0]?.place.ocr, scans]).toEqual([true, [1]])
})

test('lines beside them that are named are kept meanwhile', async () => {
  const { text, scans } = await readPdf(unsaid(LINES, ['Tides of the North Sea']))
  expect([text, scans]).toEqual(['Tides of the North Sea', [1]])
  expect((await readPdf(unsaid([], LINES))).scans).toBeUndefined()
})

test('a line is not said for its bullets, formulas and names of other scripts', () => {
  const said = ['\uf0b7 one can per bean', 'E = mc\u0002', '\uf0fc', 'राम, 李明, Ελένη', '']
  const lost = ['7KH\u0003WLGH\u0003FRPHV\u0003LQ', '\ue010\ue011\ue012\ue013', '\u0001\u0002\u0003\u0004', '���� ���']
  expect([...said, ...lost].map(isUnsaid)).toEqual([...said.map(() => false), ...lost.map(() => true)])
})

test('glyphs that are taken for letters are told by their words, and languages are not mistaken for them', () => {
  const glyphs = (text: string) =>
    text.replace(/\S/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - (letter.charCodeAt(0) > 50 ? 29 : 0)))
  expect(glyphs('There')).toBe('7KHUH')
  expect(isMistaken(glyphs(LINES.join('\n').repeat(2)))).toBe(true)
  const czech = 'Strč prst skrz krk, řekl vlk, a čtvrtý smrk zmlkl. Voda přichází dvakrát denně a každý by měl vědět kdy. '
  for (const text of [LINES.join('\n'), LINES.join('\n').toUpperCase(), czech]) expect(isMistaken(text.repeat(3))).toBe(false)
})
