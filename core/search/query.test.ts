import { describe, expect, it } from 'vitest'
import type { Clauses } from './conditions.ts'
import { parseQuery, requiredTerms, satisfies, weightsOf } from './query.ts'

const NOW = new Date(2026, 10, 20, 12).getTime()
const parse = (typed: string) => parseQuery(typed, NOW)
const day = (y: number, m = 1, d = 1) => new Date(y, m - 1, d).getTime()

const file = { path: '/home/anna/Documents/House/Heating/Quote.pdf', size: 48_000, modified: day(2024, 5, 17) }
const says = (text: string, typed: string) => satisfies({ file, language: 'en', text }, parse(typed))
/** Whether a file, English unless it says otherwise, is let through. */
const lets = (typed: string, more: Partial<typeof file> & { language?: string } = {}) => {
  const { language = 'en', ...facts } = more
  return satisfies({ file: { ...file, ...facts }, language, text: '' }, parse(typed))
}
const kinds = (clauses: Clauses) => clauses.map((clause) => clause.map(({ kind, negated }) => (negated ? `-${kind}` : kind)))

describe('a query', () => {
  it('keeps its words with their places, and knows stop words', () => {
    expect(parse('expansion vessel').words).toEqual([
      { text: 'expansion', start: 0, end: 9, role: 'content' },
      { text: 'vessel', start: 10, end: 16, role: 'content' },
    ])
    expect(parse('what is the rent').words.map(({ text, role }) => `${text} ${role}`)).toEqual([
      'what stop',
      'is stop',
      'the stop',
      'rent content',
    ])
    expect(parse('to be or not to be').words.every(({ role }) => role === 'content')).toBe(true)
  })

  it('takes quotes as a phrase that must occur, and still searches for its words', () => {
    const query = parse('rent "Castle Street" increase')
    expect(query.text).toBe('rent Castle Street increase')
    expect(requiredTerms(query)).toBe('castle street')
    expect(says('The rent in CASTLE  street rose.', 'rent "Castle Street" increase')).toBe(true)
    expect(says('A street with a castle.', 'rent "Castle Street" increase')).toBe(false)
  })

  it('takes a leading minus or exclamation mark as a word that must not occur', () => {
    for (const typed of ['bread -rye', 'bread !rye', '-rye bread']) {
      expect(parse(typed).text).toBe('bread')
      expect(says('white bread', typed)).toBe(true)
      expect(says('rye bread', typed)).toBe(false)
      expect(says('bread for ryegrass', typed)).toBe(true)
    }
    expect(says('a loaf of rye bread', 'loaf -"rye bread"')).toBe(false)
    expect(says('a rye loaf', 'loaf -"rye bread"')).toBe(true)
  })

  it('keeps a word after ~ in the query, to be ranked against', () => {
    const query = parse('jaguar ~car 10~20')
    expect(query.text).toBe('jaguar car 10~20')
    expect(query.words.map(({ text, role }) => [text, role]).slice(0, 2)).toEqual([
      ['jaguar', 'content'],
      ['car', 'less'],
    ])
    expect(query.terms).not.toContain('car')
    expect(weightsOf(query.words).slice(0, 2)).toEqual([1, -1])
    expect(query.filters.map(({ text }) => text)).toEqual(['~car'])
  })

  it('lets either of two phrases do where OR stands between them, and drops OR between plain words', () => {
    expect(says('the old castle', '"castle" OR "palace"')).toBe(true)
    expect(says('the new palace', '"castle" OR "palace"')).toBe(true)
    expect(says('the villa', '"castle" OR "palace"')).toBe(false)
    expect(parse('"castle" OR "palace"').text).toBe('castle palace')
    expect(parse('cat OR dog').text).toBe('cat dog')
    expect(parse('cats or dogs').text).toBe('cats or dogs')
    expect(parse('"castle" OR').clauses).toHaveLength(1)
  })

  it('leaves hyphens, times, addresses and lone signs alone', () => {
    for (const typed of [
      'e-mail 2020-05 - later',
      'at 10:30 https://example.org/in:x',
      'note: call',
      'oh! --- yes',
      'a-b !',
      'in ~/Documents ~ 10',
    ]) {
      expect(parse(typed)).toMatchObject({ text: typed, clauses: [], filters: [] })
    }
  })

  it('folds case, accents and Arabic spellings, and keeps Hindi vowel signs', () => {
    expect(parse('Große CAFÉ').terms).toContain('grosse')
    expect(parse('Große CAFÉ').terms).toContain('cafe')
    expect(parse('أحمد').terms).toContain('احمد')
    expect(parse('किताब').terms).toBe('किताब')
  })

  it('cuts Japanese and Chinese into words', () => {
    expect(parse('東京都の図書館').words.map(({ text }) => text)).toContain('図書館')
  })

  it('weighs words by what was chosen, whatever their case', () => {
    expect(weightsOf(parse('Heat pump heat').words, [{ word: 'heat', weight: 0 }])).toEqual([0, 1, 0])
  })
})

describe('filters', () => {
  it('are taken out of what is searched for, and say where they stood', () => {
    const typed = 'heat pump ext:pdf -in:Drafts noise'
    const query = parse(typed)
    expect(query.text).toBe('heat pump noise')
    expect(query.filters.map(({ start, end }) => typed.slice(start, end))).toEqual(['ext:pdf', '-in:Drafts'])
    expect(query.filters.map(({ name, value, negated, problem }) => [name, value, negated, problem])).toEqual([
      ['ext', 'pdf', false, null],
      ['in', 'Drafts', true, null],
    ])
    expect(kinds(query.clauses)).toEqual([['extension'], ['-folder']])
  })

  it.each([
    ['ext:pdf', true],
    ['ext:.PDF', true],
    ['EXT:docx,pdf', true],
    ['ext:docx', false],
    ['-ext:pdf', false],
    ['!ext:docx', true],
    ['type:pdf', true],
    ['type:document', true],
    ['type:mail', false],
    ['type:mail OR type:pdf', true],
    ['type:mail ext:pdf', false],
    ['in:house', true],
    ['folder:Heating', true],
    ['in:House/Heating', true],
    ['in:/home/anna/Documents', true],
    ['in:Documents/Heating', false],
    ['in:Heat', false],
    ['in:quote.pdf', false],
    ['in:"House"', true],
    ['path:heat', true],
    ['path:quote', true],
    ['path:zebra', false],
    ['size:>40k', true],
    ['size:>48k', false],
    ['size:>=48k', true],
    ['size:<1mb', true],
    ['size:10kb..50kb', true],
    ['size:>1.5mb', false],
    ['size:>46kib', true],
    ['modified:2024', true],
    ['modified:2024-05', true],
    ['modified:2024-05-17', true],
    ['modified:2024-05-18', false],
    ['before:2024-05-17', false],
    ['before:2024-06', true],
    ['after:2024-05-17', false],
    ['after:2024-05-16', true],
    ['after:2023 before:2025', true],
    ['after:2024', false],
    ['modified:>2023', true],
    ['modified:<2024', false],
    ['modified:2024-01..2024-06', true],
    ['modified:<7d', false],
    ['modified:>7d', true],
    ['modified:<3y', true],
    ['modified:today', false],
    ['lang:en', true],
    ['lang:English', true],
    ['lang:Deutsch', false],
    ['-lang:de', true],
    ['lang:de OR ext:pdf', true],
  ])('%s lets the quote of May 2024 through: %s', (typed, through) => {
    expect(lets(typed)).toBe(through)
  })

  it('count days back from now, and from midnight', () => {
    expect(lets('modified:<7d', { modified: NOW - 6 * 86_400_000 })).toBe(true)
    expect(lets('modified:7d', { modified: NOW - 8 * 86_400_000 })).toBe(false)
    expect(lets('modified:yesterday', { modified: day(2026, 11, 19) })).toBe(true)
    expect(lets('modified:yesterday', { modified: day(2026, 11, 20) })).toBe(false)
  })

  it('know both slashes, accents written in two ways, and folders with spaces', () => {
    expect(lets('in:"Rowing club"', { path: 'C:\\Anna\\Rowing Club\\a.txt' })).toBe(true)
    expect(lets('in:häuser', { path: '/x/Ha\u0308user/a.txt' })).toBe(true)
    expect(lets('lang:日本語', { language: 'ja' })).toBe(true)
  })

  it('say why they have no effect, and are not searched for as words', () => {
    const problems = (typed: string) => parse(typed).filters.map(({ problem }) => problem)
    expect(problems('rent ext:')).toEqual(['unfinished'])
    expect(problems('rent size:>')).toEqual(['unfinished'])
    expect(problems('rent size:big')).toEqual(['unknown-value'])
    expect(problems('rent before:soon')).toEqual(['unknown-value'])
    expect(problems('rent before:2024-13')).toEqual(['unknown-value'])
    expect(problems('rent modified:2024-02-31')).toEqual(['unknown-value'])
    expect(problems('rent type:unicorn')).toEqual(['unknown-value'])
    expect(problems('rent lang:klingonisch')).toEqual(['unknown-value'])
    expect(problems('rent from:')).toEqual(['unfinished'])
    expect(parse('rent from: size:big')).toMatchObject({ text: 'rent', clauses: [] })
  })
})
