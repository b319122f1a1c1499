import { strToU8, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { readIwork } from './iwork.ts'
import { zipDirectory } from './zip.ts'

const varint = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >> 7)])
const number = (field: number, value: number): number[] => [...varint(field * 8), ...varint(value)]
const bytes = (field: number, content: readonly number[]): number[] => [
  ...varint(field * 8 + 2),
  ...varint(content.length),
  ...content,
]
const text = (field: number, content: string): number[] => bytes(field, [...strToU8(content)])

/** An archive of these messages, packed in one piece without references. */
function archive(...messages: readonly [type: number, content: readonly number[]][]): Uint8Array {
  const stream = messages.flatMap(([type, content], i) => {
    const about = [...number(1, i + 1), ...bytes(2, [...number(1, type), ...bytes(2, [1, 0, 5]), ...number(3, content.length)])]
    return [...varint(about.length), ...about, ...content]
  })
  const piece = [...varint(stream.length), 61 << 2, (stream.length - 1) & 0xff, (stream.length - 1) >> 8, ...stream]
  return Uint8Array.from([0, piece.length & 0xff, piece.length >> 8, 0, ...piece])
}

const storage = (...texts: string[]): [number, number[]] => [2001, [...number(1, 0), ...texts.flatMap((each) => text(3, each))]]
const strings = (...words: string[]): [number, number[]] => [
  6005,
  [
    ...number(1, 1),
    ...number(2, 9),
    ...words.flatMap((word, i) => bytes(3, [...number(1, i), ...number(2, 1), ...text(3, word)])),
  ],
]
const read = (zip: Uint8Array) => readIwork(zip, zipDirectory(zip))

const PARTS = {
  'Index/Slide-10.iwa': archive(storage('Ebb')),
  'Index/Slide-9.iwa': archive(storage('Flood')),
  'Index/Tables/DataList.iwa': archive(strings('low tide', 'high tide'), [
    6005,
    [...number(1, 4), ...bytes(3, text(3, 'a format'))],
  ]),
  'Index/TemplateSlide-1.iwa': archive(storage('Title Text')),
  'Index/Document.iwa': archive([1, [...number(7, 300)]], storage('The tide.\nTwice a day,\u2028and \ufffcmore.\u0004At noon.')),
  'preview.jpg': new Uint8Array([0xff, 0xd8]),
}

test('a document of Apple’s is its texts, paragraph by paragraph, and the words in its tables', async () => {
  const whole = 'The tide.\n\nTwice a day,\n\nand more.\n\nAt noon.\n\nFlood\n\nEbb\n\nlow tide\nhigh tide'
  expect((await read(zipSync(PARTS))).text).toBe(whole)
  const { 'preview.jpg': _, ...index } = PARTS
  expect(
    (await read(zipSync({ 'Tides.key/Index.zip': zipSync(index), 'Tides.key/preview.jpg': PARTS['preview.jpg'] }))).text,
  ).toBe(whole)
})

test('one that is locked, cut or of before 2013 is said to be', async () => {
  await expect(read(zipSync({ ...PARTS, '.iwph': strToU8('hint') }))).rejects.toMatchObject({ code: 'encrypted' })
  await expect(read(zipSync({ 'Index/Document.iwa': PARTS['Index/Document.iwa'].subarray(0, 40) }))).rejects.toMatchObject({
    code: 'damaged',
  })
  await expect(read(zipSync({ 'index.xml': strToU8('<document/>') }))).rejects.toMatchObject({ code: 'unsupported' })
})

test('an archive cut or changed anywhere gives text or is damaged', async () => {
  const whole = PARTS['Index/Document.iwa']
  for (let at = 0; at < whole.length; at++)
    for (const bytes of [whole.subarray(0, at), whole.with(at, 0xff), whole.with(at, 0)])
      await read(zipSync({ 'Index/Document.iwa': bytes })).catch((error) => expect(error).toMatchObject({ code: 'damaged' }))
})
