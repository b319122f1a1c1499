import { expect, test } from 'vitest'
import { Draft } from './document.ts'
import { type Line, repair, writePages } from './pdf-layout.ts'

/** Lines of 10 points, 12 apart, on a column from 50 to 350. */
const lines = (...texts: readonly (string | Partial<Line>)[]): Line[] =>
  texts.map((text, i) => ({
    text: '',
    left: 50,
    right: 350,
    y: 700 - i * 12,
    size: 10,
    ...(typeof text === 'string' ? { text } : text),
  }))

const written = async (page: readonly Line[]) => {
  const { text, blocks } = await Draft.compose((draft) => writePages([{ number: 1, lines: page }], draft))
  return blocks.map(({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`)
}

test('lines become paragraphs where one ends short, is indented, or stands apart', async () => {
  expect(
    await written(
      lines(
        'The first paragraph goes on',
        { text: 'and ends here.', right: 150 },
        'The second begins',
        'and fills its last line entirely.',
        {
          text: 'The third is indented.',
          left: 65,
        },
        { text: 'The fourth stands apart.', y: 600 },
      ),
    ),
  ).toEqual([
    'text: The first paragraph goes on and ends here.',
    'text: The second begins and fills its last line entirely.',
    'text: The third is indented.',
    'text: The fourth stands apart.',
  ])
})

test('large letters are headings, in order of size', async () => {
  const page = lines(
    { text: 'Book', size: 24 },
    { text: 'Chapter', size: 16 },
    ...Array.from({ length: 9 }, () => 'Text that runs on'),
  )
  const { blocks } = await Draft.compose((draft) => writePages([{ number: 1, lines: page }], draft))
  expect(blocks.at(-1)?.place).toEqual({ page: 1, headings: ['Book', 'Chapter'] })
})

test('page numbers go, and a running title stays where it is met first', async () => {
  const ducks = ['one', 'two', 'three', 'four', 'five']
  const pages = ducks.map((duck, i) => ({
    number: i + 1,
    lines: lines(
      'On keeping ducks',
      `Here begins duck ${duck}.`,
      'Ducks want water.',
      'And grass.',
      `Here ends duck ${duck}.`,
      `${i + 1}`,
    ),
  }))
  const { text } = await Draft.compose((draft) => writePages(pages, draft))
  expect(text.match(/On keeping ducks/g)).toHaveLength(1)
  expect(text.match(/Ducks want water\./g)).toHaveLength(5)
  expect(text.match(/Here ends duck \w+\./g)).toHaveLength(5)
  expect(text).not.toMatch(/\d/)
})

test('a word hyphenated at a line’s end is joined; a compound keeps its hyphen', async () => {
  expect(await written(lines('A well-known case of hyphen-', 'ation in a well-', 'known book'))).toEqual([
    'text: A well-known case of hyphenation in a well-known book',
  ])
})

test('Han and kana are joined without spaces, other scripts with one', async () => {
  expect(await written(lines('露出大片卵', '石滩。全程 从杨堤走到兴坪'))).toEqual(['text: 露出大片卵石滩。全程从杨堤走到兴坪'])
  expect(await written(lines('대한민국의 수도', '서울'))).toEqual(['text: 대한민국의 수도 서울'])
})

test('accents set beside their letters come back to them, and lam-alef is one again', () => {
  expect(repair('Br¨oker, S˜ao Paulo, gar¸con, na¨ıve')).toBe('Bröker, São Paulo, garçon, naïve')
  expect(repair('ماعزه ل ا ينام')).toBe('ماعزه لا ينام')
})
