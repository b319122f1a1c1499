import { describe, expect, it } from 'vitest'
import { inlinesOf, unmarked } from './inline.ts'

/** Each stretch as its setting and its words; what is plain as its words alone. */
const set = (text: string) =>
  inlinesOf(text).map(({ start, end, set }) => (set === 'plain' ? text.slice(start, end) : [set, text.slice(start, end)]))

describe('the words of Markdown', () => {
  it('are shown without the marks that set them', () => {
    expect(set('**Ciasto:** pół kilo *mąki*, `salt` and __more__')).toEqual([
      ['strong', 'Ciasto:'],
      ' pół kilo ',
      ['emphasis', 'mąki'],
      ', ',
      ['code', 'salt'],
      ' and ',
      ['strong', 'more'],
    ])
    expect(set('这是**重点**内容')).toEqual(['这是', ['strong', '重点'], '内容'])
  })
  it('are shown without number signs, addresses and escapes', () => {
    expect(set('# Pierogi\nsee [the *old* book](https://a.example/b_(c) "title") ![a hen](hen.png) 5 \\* 3')).toEqual([
      'Pierogi\nsee ',
      'the ',
      ['emphasis', 'old'],
      ' book',
      ' ',
      'a hen',
      ' 5 ',
      '* 3',
    ])
  })
  it('may be set within each other', () => {
    expect(set('**much *more* so**')).toEqual([
      ['strong', 'much '],
      ['emphasis', 'more'],
      ['strong', ' so'],
    ])
  })
  it.each(['a * b * c', '2**', 'snake_case_name', '* item', '** loose **', 'five [brackets] (apart)', '#tag', 'a ` tick'])(
    'are left alone in %s',
    (text) => {
      expect(set(text)).toEqual([text])
    },
  )
  it('are left alone in fenced code', () => {
    const now = ['strong', 'now']
    expect(set('Run\n```sh\n# **all**\n```\n**now**')).toEqual(['Run\n', ['code', '# **all**\n'], now])
    expect(set('**now**\n~~~text\na**b**')).toEqual([now, '\n', ['code', 'a**b**']])
  })
  it('are words again behind code whose beginning is in another passage', () => {
    expect(set('a**b**\n```\n**now**')).toEqual([
      ['code', 'a**b**\n'],
      ['strong', 'now'],
    ])
    expect(set('**now**\n```sh\na**b**')).toEqual([['strong', 'now'], '\n', ['code', 'a**b**']])
  })
})

it('a match moves with its word, also where only a part of it is marked', () => {
  const text = '# On **holi**day'
  const { text: shown, highlights } = unmarked(text, [{ start: 7, end: 16, weight: 1, word: 0 }])
  expect(shown).toBe('On holiday')
  expect(highlights.map(({ start, end }) => shown.slice(start, end))).toEqual(['holiday'])
})
