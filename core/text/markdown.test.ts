import { expect, test } from 'vitest'
import { readMarkdown } from './markdown.ts'

const outline = (markdown: string) => {
  const { text, blocks } = readMarkdown(markdown)
  return blocks.map(({ kind, start, end, place }) => [kind, text.slice(start, end), place.headings.join('/')])
}

test('the text is what was written; headings of both kinds make the path', () => {
  const source = 'Soup *of* the day\n=================\n\nLeeks.\n\n## From [the garden](https://example.org) ##\n- one\n- two\n'
  expect(readMarkdown(source).text).toBe(source)
  expect(outline(source)).toEqual([
    ['heading', 'Soup *of* the day\n=================', 'Soup of the day'],
    ['text', 'Leeks.', 'Soup of the day'],
    ['heading', '## From [the garden](https://example.org) ##', 'Soup of the day/From the garden'],
    ['text', '- one\n- two', 'Soup of the day/From the garden'],
  ])
})

test('a comment in fenced code is no heading', () => {
  expect(outline('```sh\n# install\n\nmake\n```\nDone.\n')).toEqual([
    ['code', '```sh\n# install\n\nmake\n```', ''],
    ['text', 'Done.', ''],
  ])
})

test('tables and front matter', () => {
  expect(outline('---\ntitle: "Plums"\ntags: [a]\n---\n| a | b |\n|---|---|\n| 1 | 2 |\n')).toEqual([
    ['code', '---\ntitle: "Plums"\ntags: [a]\n---', ''],
    ['table', '| a | b |\n|---|---|\n| 1 | 2 |', ''],
  ])
  expect(readMarkdown('---\ntitle: "Plums"\n---\n').title).toBe('Plums')
  expect(outline('+++\ntitle = "Plums"\n+++\nRipe.\n')).toEqual([
    ['code', '+++\ntitle = "Plums"\n+++', ''],
    ['text', 'Ripe.', ''],
  ])
  expect(readMarkdown("+++\ntitle = 'Plums'\n+++\n").title).toBe('Plums')
})

test('a picture embedded as data leaves no letters behind', () => {
  expect(readMarkdown(`![plum](data:image/png;base64,${'iVBOR'.repeat(1000)})`).text).toBe('![plum](data:)')
})
