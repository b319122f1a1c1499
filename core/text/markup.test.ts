import { expect, test } from 'vitest'
import { type Markup, readMarkup } from './markup.ts'

const outline = (source: string, markup: Markup) => {
  const { text, blocks } = readMarkup(source, markup)
  expect(text).toBe(source)
  return blocks.map(({ kind, start, end, place }) => [kind, text.slice(start, end), place.headings.join('/')])
}

const DOCUMENTS: Readonly<Record<Markup, string>> = {
  org: '#+TITLE: Plums\n* Soup\nLeeks.\n\n*Not* a heading.\n** Broth\nBones.\n',
  asciidoc: '= Soup\nLeeks.\n\n*Not* a heading.\n\n== Broth\nBones.\n',
  latex: '\\title{Plums}\n\\section{Soup}\nLeeks.\n\n\\emph{Not} a heading.\n\\subsection*{Broth}\nBones.\n',
  rst: '====\nSoup\n====\n\nLeeks.\n\n*Not* a heading.\n\nBroth\n-----\nBones.\n',
}

test.each(['org', 'asciidoc', 'latex', 'rst'] as const)(
  'headings of %s make the path, and the text is what was written',
  (markup) => {
    const blocks = outline(DOCUMENTS[markup], markup).filter(([, text]) => !/Plums/.test(text!))
    expect(blocks.map(([kind, text, path]) => [kind, text!.replace(/[=*\\{}-]|(?:sub)?section|emph/g, '').trim(), path])).toEqual(
      [
        ['heading', 'Soup', 'Soup'],
        ['text', 'Leeks.', 'Soup'],
        ['text', 'Not a heading.', 'Soup'],
        ['heading', 'Broth', 'Soup/Broth'],
        ['text', 'Bones.', 'Soup/Broth'],
      ],
    )
    expect(readMarkup(DOCUMENTS[markup], markup).title).toBe(markup === 'org' || markup === 'latex' ? 'Plums' : 'Soup')
  },
)

test('a line of a rule, or under less than itself, makes no heading of what is above', () => {
  expect(outline('Leeks.\n\n----\n\nA long line of text\n---\n', 'rst').map(([kind]) => kind)).not.toContain('heading')
})
