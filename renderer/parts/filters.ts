import type { QueryFilter, SearchAnswer } from '../../core/contract/engine.ts'
import { beginningOf } from '../text/beginning.ts'

/** A query without one of its operators, and without an `OR` that then joins nothing. */
export function withoutFilter(query: string, { start, end, text }: Pick<QueryFilter, 'start' | 'end' | 'text'>): string {
  // The answer is to an older query while the next is on its way.
  const at = query.slice(start, end) === text ? start : query.indexOf(text)
  if (at < 0) return query
  const before = query.slice(0, at)
  const after = query.slice(at + text.length)
  const joined = /\sOR\s+$/u.test(before)
    ? [before.replace(/\s+OR\s+$/u, ''), after]
    : [before, after.replace(/^\s+OR(?=\s)/u, '')]
  return joined
    .map((part) => part.trim())
    .filter(Boolean)
    .join(' ')
}

/** Operators that left files out, as they were written, and the query without them. */
export interface Unfiltered {
  readonly filters: readonly string[]
  readonly query: string
}

/** What a search without its filters would be; null where none takes effect or nothing else was asked. Quotes and exclusions stay. */
export function unfiltered({ query, filters }: Pick<SearchAnswer, 'query' | 'filters'>): Unfiltered | null {
  const narrowing = filters.filter(({ name, problem }) => name !== 'words' && problem === null)
  const rest = narrowing.reduceRight(withoutFilter, query)
  return narrowing.length > 0 && rest.trim() !== '' ? { filters: narrowing.map(({ text }) => text), query: rest } : null
}

/** Passages are a few hundred characters; more would drown what a person means. */
const LONGEST_LIKE = 600

/** A piece of text as a query: nothing in it is an operator, and it ends with a whole word. */
export function likeThis(text: string): string {
  const plain = text
    .replace(/["“”„«»]/gu, ' ')
    .replace(/(?<=^|\s)[-!~]+(?=\S)/gu, '')
    .replace(/(?<=^|\s)(\p{L}+):(?=\S)/gu, '$1 ')
    .replace(/\bOR\b/gu, 'or')
    .replace(/\s+/gu, ' ')
    .trim()
  return beginningOf(plain, LONGEST_LIKE)
}

/** What a person may choose to finish the word at the caret. */
export interface Suggestion {
  readonly label: string
  readonly detail: string
  /** The query with it, and where the caret then stands. */
  readonly query: string
  readonly caret: number
}

/** What there is to choose from. */
export interface Choices {
  /** Names of folders. */
  readonly folders: readonly string[]
  /** A language's name, for its tag. */
  languageName(tag: string): string
  /** What a type of file is called. */
  typeName(type: string): string
  /** Milliseconds since 1970. */
  readonly now: number
}

const EXTENSIONS = 'pdf docx xlsx pptx md txt html csv odt rtf eml epub ods odp py ts js'.split(' ')
export const fileTypes = ['pdf', 'document', 'text', 'sheet', 'slides', 'mail', 'web', 'book', 'code'] as const
const LANGUAGES = 'en de fr es it pt nl pl ru tr ar hi ja zh ko'.split(' ')
const SIZES = ['>1mb', '>10mb', '>100mb', '<100kb', '<1mb']
const TIMES = ['<7d', '<1m', '<1y', 'today', 'yesterday', '>1y']
/** The operators that are offered by name. */
export const offered = [
  'type',
  'ext',
  'in',
  'path',
  'modified',
  'before',
  'after',
  'size',
  'lang',
  'from',
  'to',
  'subject',
] as const
export type Offered = (typeof offered)[number]

const MOST = 8

/** Values for the operator that the caret stands in; nothing anywhere else, so that words are typed undisturbed. */
export function complete(query: string, caret: number, choices: Choices): Suggestion[] {
  const {
    sign = '',
    name = '',
    typed = '',
  } = /(?:^|\s)(?<sign>[-!]?)(?<name>[a-z]+):(?<typed>"[^"]*|[^\s"]*)$/iu.exec(query.slice(0, caret))?.groups ?? {}
  const values = valuesOf(name.toLowerCase(), choices)
  const start = caret - `${sign}${name}:${typed}`.length
  const end = caret + (/^[^\s"]*"?/u.exec(query.slice(caret))?.[0].length ?? 0)
  const wanted = fold(typed.replace(/^"/u, ''))
  return values
    .filter(({ value, detail }) => fold(value).startsWith(wanted) || fold(detail).startsWith(wanted))
    .filter(({ value }) => fold(value) !== wanted)
    .slice(0, MOST)
    .map(({ value, detail }) => {
      const whole = `${sign}${name}:${/\s/u.test(value) ? `"${value}"` : value} `
      const rest = query.slice(end).trimStart()
      return {
        label: `${sign}${name}:${value}`,
        detail,
        query: query.slice(0, start) + whole + rest,
        caret: start + whole.length,
      }
    })
}

/** The query with an operator's name at the caret, where its value is then chosen. */
export function begin(query: string, caret: number, name: Offered): Pick<Suggestion, 'query' | 'caret'> {
  const before = query.slice(0, caret).trimEnd()
  const head = `${before}${before ? ' ' : ''}${name}:`
  const rest = query.slice(caret).trimStart()
  return { query: rest ? `${head} ${rest}` : head, caret: head.length }
}

function valuesOf(name: string, { folders, languageName, typeName, now }: Choices): { value: string; detail: string }[] {
  const plain = (values: readonly string[]) => values.map((value) => ({ value, detail: '' }))
  const year = new Date(now).getFullYear()
  switch (name) {
    case 'ext':
      return plain(EXTENSIONS)
    case 'type':
      return fileTypes.map((value) => ({ value, detail: typeName(value) }))
    case 'in':
    case 'folder':
      return plain(folders)
    case 'lang':
      return LANGUAGES.map((value) => ({ value, detail: languageName(value) }))
    case 'size':
      return plain(SIZES)
    case 'modified':
      return plain([...TIMES, String(year), String(year - 1)])
    case 'before':
    case 'after':
      return plain(['today', ...Array.from({ length: 5 }, (_, i) => String(year - i))])
    default:
      return []
  }
}

const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
