import { expect, test } from 'vitest'
import { Draft } from './document.ts'
import type { Extraction } from './extraction.ts'
import { readMarkdown } from './markdown.ts'
import { PASSAGE_LIMITS, passages } from './passages.ts'
import { readPlain, readRows } from './plain.ts'
import { estimateTokens } from './tokens.ts'

/** Tiling, limits, whole clusters: what holds for every document. */
function checked(extraction: Extraction) {
  const found = passages(extraction)
  expect(found.map(({ before, text }) => before + text).join('')).toBe(extraction.text.trimEnd())
  const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' })
  for (const { start, end, text, before } of found) {
    expect(extraction.text.slice(start, end)).toBe(text)
    expect(before).toMatch(/^\s*$/)
    expect(text.length).toBeLessThanOrEqual(PASSAGE_LIMITS.chars)
    expect(estimateTokens(text, 0, text.length)).toBeLessThanOrEqual(PASSAGE_LIMITS.tokens * 1.05)
    const around = extraction.text.slice(Math.max(0, start - 40), start + 40)
    const boundaries = [...clusters.segment(around)].map(({ index }) => index)
    expect(boundaries).toContain(Math.min(40, start))
  }
  return found
}

const sentence = (n: number) => `Sentence number ${n} speaks of the weather, the garden and the price of coal.`
const paragraph = (from: number, count: number) => Array.from({ length: count }, (_, i) => sentence(from + i)).join(' ')

test('a short document is one passage', () => {
  expect(checked(readPlain('\n  Dear Ana,\n\nthe plums are ripe.\n')).map(({ text }) => text)).toEqual([
    'Dear Ana,\n\nthe plums are ripe.',
  ])
})

test('a long text is cut at sentences, into passages of like size', () => {
  const found = checked(readPlain(paragraph(1, 60)))
  for (const { text } of found) expect(text).toMatch(/^Sentence number .*coal\.$/)
  const tokens = found.map(({ text }) => estimateTokens(text, 0, text.length))
  expect(Math.min(...tokens)).toBeGreaterThan(120)
})

test('a heading stands in the passage it heads, whose place is its path', () => {
  const found = checked(readMarkdown(`# Garden\n\n## Plums\n\n${paragraph(1, 9)}\n\n## Pears\n\n${paragraph(10, 9)}\n`))
  expect(found.map(({ text, place }) => [text.slice(0, 18), place.headings])).toEqual([
    ['# Garden\n\n## Plums', ['Garden', 'Plums']],
    ['## Pears\n\nSentence', ['Garden', 'Pears']],
  ])
})

test('small sections of one parent share a passage, under the parent’s heading', () => {
  const found = checked(
    readMarkdown(`# Diary\n\n## Monday\n\nRain.\n\n## Tuesday\n\nMore rain.\n\n# Accounts\n\n${paragraph(1, 16)}\n`),
  )
  expect(found[0]?.text).toMatch(/^# Diary\n\n## Monday.*More rain\.$/s)
  expect(found[0]?.place.headings).toEqual(['Diary'])
  for (const { place } of found.slice(1)) expect(place.headings).toEqual(['Accounts'])
})

test('no passage crosses a page, however little stands on it', async () => {
  const extraction = await Draft.compose((draft) => {
    for (const page of [1, 2, 3]) {
      draft.at({ page })
      draft.add('text', `Page ${page} is short.`)
    }
  })
  expect(checked(extraction).map(({ text, place }) => [text, place.page])).toEqual([
    ['Page 1 is short.', 1],
    ['Page 2 is short.', 2],
    ['Page 3 is short.', 3],
  ])
})

test('tables are cut at rows', () => {
  const rows = Array.from({ length: 120 }, (_, i) => `item ${i},shelf ${i % 7},${i * 3} euros`)
  for (const { text } of checked(readRows(rows.join('\n')))) expect(text).toMatch(/^item .* euros$/s)
})

test('“Dr.”, “z. B.” and wrapped lines are not ends of sentences', () => {
  const wrapped = 'On Monday we saw Dr. Hollis about\nthe knee, z. B. nach dem Lauf am 3. Mai, and she was\nkind about it.'
  const found = checked(readPlain(Array.from({ length: 30 }, () => wrapped).join(' ')))
  expect(found.length).toBeGreaterThan(2)
  for (const { text } of found) expect(text).toMatch(/^On Monday .*kind about it\.$/s)
})

test('a Japanese quotation keeps its opening bracket', () => {
  const found = checked(readPlain('祖母は畑で笑った。「今年の大根は太いよ。」'.repeat(40)))
  for (const { text } of found) expect(text).not.toMatch(/「$/)
})

test('Thai, which has neither spaces nor full stops, is cut between words', () => {
  const found = checked(readPlain('ฉันชอบกินข้าวผัดกับไข่ดาวที่ตลาดเช้าวันอาทิตย์'.repeat(60)))
  expect(found.length).toBeGreaterThan(3)
  for (const { text } of found) expect(text).not.toMatch(/^[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]/)
})

test('random documents in all scripts tile, within the limits', () => {
  const alphabet = [
    'word',
    'Straße',
    'e\u0301te\u0301',
    '茶の湯',
    '김치찌개',
    'มะม่วง',
    'مكتبة',
    '👩‍👩‍👧‍👦',
    '🇩🇪🇫🇷',
    '𠮷野家',
    '12,5',
    '。',
    '. ',
    '! ',
    '\n',
    '\n\n',
    '# ',
    ' ',
    '\t',
    '| ',
  ]
  let seed = 7
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((seed / 2_147_483_648) * below)
  }
  for (let round = 0; round < 60; round++) {
    const source = Array.from({ length: random(3000) }, () => alphabet[random(alphabet.length)]).join(random(2) ? ' ' : '')
    checked(readPlain(source))
    checked(readMarkdown(source))
  }
})

test('a line of three megabytes, with and without a space in it', () => {
  expect(passages(readPlain('a'.repeat(3_000_000))).every(({ text }) => text.length <= PASSAGE_LIMITS.chars)).toBe(true)
  const words = 'lorem ipsum '.repeat(250_000)
  const found = passages(readPlain(words))
  expect(found.map(({ before, text }) => before + text).join('')).toBe(words.trimEnd())
  expect(found.length).toBeLessThan(words.length / 500)
})

test('a field of empty lines belongs to no passage', () => {
  expect(checked(readPlain(`one${'\n'.repeat(5000)}two`)).map(({ text }) => text)).toEqual(['one', 'two'])
})

test('a letter under ten thousand accents does not make an endless passage', () => {
  const found = passages(readPlain(`a${'\u0301'.repeat(10_000)} b`))
  expect(Math.max(...found.map(({ text }) => text.length))).toBeLessThanOrEqual(PASSAGE_LIMITS.chars)
})
