import { describe, expect, it } from 'vitest'
import { failureCodes, languages, ruleOrigins } from '../../core/contract/engine.ts'
import { errorCodes } from '../../core/contract/errors.ts'
import catalogue from '../../models/catalogue.json' with { type: 'json' }
import { type Text, textFor, textIn } from './text.ts'

describe('the catalogue', () => {
  it('is that of the most wanted language that there is, for its region', () => {
    expect(textFor(['fr-FR', 'de-CH', 'en']).language).toBe('de')
    expect(textFor(['de-DE']).format.number(1_234_567.5)).toBe('1.234.567,5')
    expect(textFor(['en-IN']).format.number(1_234_567)).toBe('12,34,567')
    expect(textFor(['ko', 'fr']).language).toBe('en')
    expect(textIn('ja', ['de', 'ja-JP']).language).toBe('ja')
    expect(textFor(['ar']).direction).toBe('rtl')
  })

  it('has words for one, two, few and many files as each language has them', () => {
    const files = (language: string) => [0, 1, 2, 3, 11, 100].map(textFor([language]).library.files)
    expect(files('de')).toEqual(['0 Dateien', '1 Datei', '2 Dateien', '3 Dateien', '11 Dateien', '100 Dateien'])
    expect(files('ja').slice(0, 2)).toEqual(['0 件のファイル', '1 件のファイル'])
    expect(files('ar-EG')).toEqual(['لا ملفات', 'ملف واحد', 'ملفان', '٣ ملفات', '١١ ملفًا', '١٠٠ ملف'])
  })
})

/** Every word of a catalogue by its path; functions are called with what their parameters could be. */
function said(text: unknown, path = ''): [string, string][] {
  // Where a language has none, those of the catalogue of encoders are shown.
  if (path === '.models.words' || path === '.models.benchmarks') return []
  if (typeof text === 'string') return [[path, text]]
  if (typeof text === 'function') {
    if (path.startsWith('.format')) return []
    const given = path.endsWith('activity.title')
      ? [{ kind: 'idle' }]
      : path === '.problem'
        ? [{ code: 'internal', message: 'Something went wrong.' }]
        : path.endsWith('.nowhere') && !path.includes('States')
          ? [['x']]
          : [1, 2, 3]
    return [[path, String(text(...given))]]
  }
  return Object.entries(text as object).flatMap(([name, value]) => said(value, `${path}.${name}`))
}

/** Names, keys of operators and signs that are the same in every language. */
const SAME =
  /^\.(app|language|direction)|types\.pdf$|\.lit$|hit\.match|matchOf|shown|\.share$|activity\.encoder|place\.|totalIndex|totalText|totalTokens|settings\.encoder$|filters\.label|^.hit.evidence.filter$|formats.markdown|models.measure|models.states.available|ledger.below|ledger.explanation|reading.fields.Cc/

it.each(languages.filter((language) => language !== 'en'))('%s says everything in its own words', (language) => {
  const english = new Map(said(textFor(['en'])))
  const other = said(textFor([language]) satisfies Text)
  expect(other.map(([path]) => path)).toEqual([...english.keys()])
  const untranslated = other.filter(([path, words]) => words === english.get(path) && !SAME.test(path))
  expect(untranslated).toEqual([])
})

it.each(languages.filter((language) => language !== 'en'))('%s says what encoders were measured on', (language) => {
  const published = catalogue.models.flatMap(({ quality }) => quality.map(({ benchmark }) => benchmark))
  // “LoTTE search” and “MIRACL dev” are names.
  const worded = published.filter((benchmark) => /\b(?!search|dev)[a-z]{3,}/.test(benchmark))
  expect(worded).toContain('mMARCO (14 languages)')
  const { benchmarks } = textFor([language]).models
  expect(worded.filter((benchmark) => benchmarks[benchmark] === undefined)).toEqual([])
})

describe('what went wrong', () => {
  it('is said in the language of the interface, with the name of what it is about', () => {
    const problem = { code: 'not-a-folder', message: '/home/anna/tax.pdf is not a folder.', about: '/home/anna/tax.pdf' } as const
    expect(textFor(['en']).problem(problem)).toBe('/home/anna/tax.pdf is not a folder.')
    expect(textFor(['de']).problem(problem)).toBe('Das ist kein Ordner: /home/anna/tax.pdf. Wähle den Ordner, in dem es liegt.')
    expect(textFor(['ja']).ledger.reason('encrypted', 'This PDF needs a password.')).toMatch(/パスワード/)
  })

  it.each(languages.filter((language) => language !== 'en'))('has a sentence of its own for every code in %s', (language) => {
    const { problem, ledger } = textFor([language])
    const message = 'The engine’s own words.'
    const sentences = [
      ...errorCodes.map((code) => problem({ code, message })),
      ...failureCodes.map((code) => ledger.reason(code, message)),
      ...ruleOrigins.map((origin) => ledger.ruleReason(origin, message)),
    ]
    expect(new Set(sentences).size).toBe(errorCodes.length + failureCodes.length + ruleOrigins.length)
    for (const sentence of sentences) {
      expect(sentence).toMatch(/[.。]$/u)
      expect(sentence).not.toContain('undefined')
      expect(sentence).not.toContain(message)
    }
  })
})
