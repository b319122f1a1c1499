import { describe, expect, it } from 'vitest'
import type { QueryFilter } from '../../core/contract/engine.ts'
import { begin, type Choices, complete, likeThis, unfiltered, withoutFilter } from './filters.ts'

const choices: Choices = {
  folders: ['Häuser', 'Rowing club'],
  languageName: (tag) => new Intl.DisplayNames('en', { type: 'language' }).of(tag)!,
  typeName: (type) => type,
  now: Date.UTC(2026, 10, 20),
}
const labels = (query: string, caret = query.length) => complete(query, caret, choices).map(({ label }) => label)

const filter = (query: string, text: string) => ({ start: query.indexOf(text), end: query.indexOf(text) + text.length, text })

describe('taking an operator away', () => {
  it('leaves the words, one space apart', () => {
    const query = 'heat pump ext:pdf noise'
    expect(withoutFilter(query, filter(query, 'ext:pdf'))).toBe('heat pump noise')
    expect(withoutFilter('ext:pdf', filter('ext:pdf', 'ext:pdf'))).toBe('')
  })

  it('takes the OR that joined it along', () => {
    const query = 'rent ext:pdf OR ext:txt OR ext:md due'
    expect(withoutFilter(query, filter(query, 'ext:pdf'))).toBe('rent ext:txt OR ext:md due')
    expect(withoutFilter(query, filter(query, 'ext:txt'))).toBe('rent ext:pdf OR ext:md due')
  })

  it('is offered for all that left files out, and for nothing that a person wants or does not want said', () => {
    const asked = (query: string, ...parts: [string, QueryFilter['name'], QueryFilter['problem']?][]) =>
      unfiltered({
        query,
        filters: parts.map(([text, name, problem = null]) => ({
          ...filter(query, text),
          name,
          problem,
          value: '',
          negated: false,
          either: false,
        })),
      })
    expect(asked('ext:xyz garden', ['ext:xyz', 'ext'])).toEqual({ filters: ['ext:xyz'], query: 'garden' })
    expect(
      asked(
        'ext:a OR ext:b garden -mole size:big',
        ['ext:a', 'ext'],
        ['ext:b', 'ext'],
        ['-mole', 'words'],
        ['size:big', 'size', 'unknown-value'],
      ),
    ).toEqual({
      filters: ['ext:a', 'ext:b'],
      query: 'garden -mole size:big',
    })
    expect(asked('ext:xyz', ['ext:xyz', 'ext'])).toBe(null)
    expect(asked('garden -mole', ['-mole', 'words'])).toBe(null)
  })

  it('finds it where it stands by now, and does nothing when it is gone', () => {
    expect(withoutFilter('old rent ext:pdf', { start: 5, end: 12, text: 'ext:pdf' })).toBe('old rent')
    expect(withoutFilter('old rent', { start: 5, end: 12, text: 'ext:pdf' })).toBe('old rent')
  })
})

describe('completing', () => {
  it('offers values only after the name of an operator', () => {
    expect(labels('rent in')).toEqual([])
    expect(labels('at 10:30')).toEqual([])
    expect(labels('rent ext:p')).toEqual(['ext:pdf', 'ext:pptx', 'ext:py'])
    expect(labels('rent -ext:pd')).toEqual(['-ext:pdf'])
    expect(labels('ext:pdf ')).toEqual([])
    expect(labels('ext:pdf')).toEqual([])
  })

  it('knows a language by its name, and a folder without its dots', () => {
    expect(labels('lang:ger')).toEqual(['lang:de'])
    expect(labels('in:hau')).toEqual(['in:Häuser'])
  })

  it('puts a name with a space in quotes, and the caret behind it', () => {
    expect(complete('rent in:"row', 12, choices)).toEqual([
      { label: 'in:Rowing club', detail: '', query: 'rent in:"Rowing club" ', caret: 22 },
    ])
  })

  it('completes in the middle of a query', () => {
    const [first] = complete('rent ext:p due', 10, choices)
    expect(first).toMatchObject({ query: 'rent ext:pdf due', caret: 13 })
  })

  it('begins an operator at the caret', () => {
    expect(begin('rent', 4, 'ext')).toEqual({ query: 'rent ext:', caret: 9 })
    expect(begin('rent due', 4, 'in')).toEqual({ query: 'rent in: due', caret: 8 })
    expect(begin('', 0, 'type')).toEqual({ query: 'type:', caret: 5 })
  })
})

it('makes a query of a text, in which nothing is an operator', () => {
  expect(likeThis('Note: "the pump" -loud\n\tis OR was ext:pdf 10:30 e-mail')).toBe(
    'Note: the pump loud is or was ext pdf 10:30 e-mail',
  )
  expect(likeThis('word '.repeat(500)).length).toBeLessThanOrEqual(600)
  expect(likeThis('word '.repeat(500)).endsWith('word')).toBe(true)
  expect(likeThis(`No. 7: ${'𠮷野家の牛丼を食べた。'.repeat(60)}`)).toMatch(/^No\. 7: \P{Surrogate}{400,}$/u)
})
