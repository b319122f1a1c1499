import type { FilterProblem } from '../contract/engine.ts'
import { fold } from '../text/terms.ts'
import { type Condition, foldMail, foldPath } from './conditions.ts'

/** `ext:pdf` and its like. `in` and `folder` are one. */
export const filterNames = [
  'ext',
  'type',
  'in',
  'folder',
  'path',
  'before',
  'after',
  'modified',
  'size',
  'lang',
  'from',
  'to',
  'subject',
] as const
export type FilterName = (typeof filterNames)[number]

type Without<T> = T extends unknown ? Omit<T, 'negated'> : never
/** A condition, or why the value is none. */
export type Read = Without<Condition> | { readonly problem: FilterProblem }

const EVER = { from: -Infinity, until: Infinity }
const unknown: Read = { problem: 'unknown-value' }

/** The extensions a kind of file goes by. */
const types: Readonly<Record<string, string>> = {
  pdf: 'pdf',
  document: 'doc docx odt rtf pages pdf',
  text: 'txt md markdown rst org tex log',
  sheet: 'xls xlsx xlsm ods csv tsv numbers',
  slides: 'ppt pptx odp key',
  mail: 'eml msg mbox',
  web: 'html htm xhtml mht',
  book: 'epub mobi fb2',
  code: 'js ts tsx jsx py rb go rs c h cc cpp hpp java kt swift cs php sh ps1 sql r lua pl scala css json yaml yml toml xml ipynb',
  image: 'png jpg jpeg gif webp heic tif tiff bmp svg',
}
const typeAliases: Readonly<Record<string, string>> = {
  doc: 'document',
  documents: 'document',
  note: 'text',
  notes: 'text',
  spreadsheet: 'sheet',
  table: 'sheet',
  presentation: 'slides',
  email: 'mail',
  page: 'web',
  html: 'web',
  ebook: 'book',
  source: 'code',
  picture: 'image',
  photo: 'image',
}

/** A filter's value as a condition. `now`: milliseconds since 1970; days begin at this computer's midnight. */
export function readFilter(name: FilterName, value: string, now: number): Read {
  if (value === '') return { problem: 'unfinished' }
  const values = value.split(',').filter((each) => each !== '')
  switch (name) {
    case 'ext':
      return { kind: 'extension', extensions: new Set(values.map((each) => each.replace(/^\*?\./u, '').toLowerCase())) }
    case 'type': {
      const lists = values.map((each) => types[typeAliases[fold(each)] ?? fold(each)])
      if (lists.includes(undefined)) return unknown
      return { kind: 'extension', extensions: new Set(lists.flatMap((list) => list!.split(' '))) }
    }
    case 'in':
    case 'folder':
      return { kind: 'folder', folder: foldPath(value).replace(/^\/+|\/+$/gu, '') }
    case 'from':
    case 'to':
    case 'subject':
      return { kind: 'mail', field: name, part: foldMail(value) }
    case 'path':
      return { kind: 'path', part: foldPath(value) }
    case 'lang': {
      const languages = values.map(languageOf)
      return languages.includes(null) ? unknown : { kind: 'language', languages: new Set(languages as string[]) }
    }
    case 'size':
      return range('size', value, sizeSpan)
    case 'modified':
      return range('modified', value, (text) => timeSpan(text, now))
    case 'before':
    case 'after': {
      const span = timeSpan(value, now)
      if (!span) return unknown
      return { kind: 'modified', ...EVER, ...(name === 'before' ? { until: span.from } : { from: span.until }) }
    }
  }
}

interface Span {
  readonly from: number
  readonly until: number
  /** Whether the value counts back from now, so that "<7d" means later, not earlier. */
  readonly ago?: boolean
}

/** `>x`, `>=x`, `<x`, `<=x`, `x..y` or `x`. */
function range(kind: 'size' | 'modified', value: string, read: (text: string) => Span | null): Read {
  const between = /^(?<low>.+)\.\.(?<high>.+)$/u.exec(value)?.groups
  if (between) {
    const low = read(between.low!)
    const high = read(between.high!)
    return low && high ? { kind, from: Math.min(low.from, high.from), until: Math.max(low.until, high.until) } : unknown
  }
  const { sign = '', rest = '' } = /^(?<sign>[<>]?=?)(?<rest>.*)$/u.exec(value)!.groups!
  const span = read(rest)
  if (!span) return rest === '' ? { problem: 'unfinished' } : unknown
  const more = sign.startsWith('>') !== (span.ago ?? false)
  if (sign === '' || sign === '=') return { kind, ...(span.ago ? { ...EVER, from: span.from } : pick(span)) }
  if (sign.endsWith('=')) return { kind, ...EVER, ...(more ? { from: span.from } : { until: span.until }) }
  return { kind, ...EVER, ...(more ? { from: span.ago ? span.from : span.until } : { until: span.from }) }
}

const pick = ({ from, until }: Span) => ({ from, until })

const factors: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 }

/** `500`, `1.5mb`, `20k`, `1 GiB` is written `1gib`. A unit without "i" is decimal, as file managers show it. */
function sizeSpan(text: string): Span | null {
  const {
    number = '',
    unit = '',
    binary,
  } = /^(?<number>\d+(?:[.,]\d+)?)(?<unit>[kmgt]?)(?<binary>i?)b?$/iu.exec(text)?.groups ?? {}
  if (number === '') return null
  const power = 'kmgt'.indexOf(unit.toLowerCase() || ' ') + 1
  const factor = binary ? 1024 ** power : factors[unit.toLowerCase()]!
  const bytes = Number(number.replace(',', '.')) * factor
  return { from: bytes, until: bytes + 1 }
}

const dayNames: Readonly<Record<string, number>> = { today: 0, yesterday: 1 }

/** `2024`, `2024-05`, `2024-05-17`, `today`, `yesterday`, or `7d`, `2w`, `3m`, `1y` and `12h` back from now. */
function timeSpan(text: string, now: number): Span | null {
  const date = /^(?<y>\d{4})(?:[-/.](?<m>\d{1,2})(?:[-/.](?<d>\d{1,2}))?)?$/u.exec(text)?.groups
  if (date) {
    const [y, m, d] = [Number(date.y), date.m && Number(date.m), date.d && Number(date.d)]
    if (m && (m > 12 || m < 1)) return null
    const from = new Date(y, m ? m - 1 : 0, d || 1)
    if (d && from.getDate() !== d) return null
    const until = d ? new Date(y, Number(m) - 1, d + 1) : m ? new Date(y, m, 1) : new Date(y + 1, 0, 1)
    return { from: from.getTime(), until: until.getTime() }
  }
  const named = dayNames[text.toLowerCase()]
  const then = new Date(now)
  const day = (back: number) => new Date(then.getFullYear(), then.getMonth(), then.getDate() - back).getTime()
  if (named !== undefined) return { from: day(named), until: day(named - 1) }
  const back = /^(?<n>\d{1,5})(?<unit>[hdwmy])$/iu.exec(text)?.groups
  if (!back) return null
  const n = Number(back.n)
  const from = {
    h: () => now - n * 3_600_000,
    d: () => now - n * 86_400_000,
    w: () => now - n * 7 * 86_400_000,
    m: () => new Date(now).setMonth(then.getMonth() - n),
    y: () => new Date(now).setFullYear(then.getFullYear() - n),
  }[back.unit!.toLowerCase()]!()
  return { from, until: Infinity, ago: true }
}

/** Languages a person may name; any other tag of two or three letters is taken as it is. */
const languages = 'ar bn cs da de el en es fa fi fr he hi hu id it ja ko nl no pl pt ro ru sv th tr uk vi zh'.split(' ')
const named = new Map(
  languages.flatMap((tag) =>
    ['en', tag].map((locale) => [fold(new Intl.DisplayNames(locale, { type: 'language' }).of(tag)!), tag] as const),
  ),
)

function languageOf(value: string): string | null {
  const tag = fold(value)
  return named.get(tag) ?? (/^[a-z]{2,3}$/u.test(tag) ? tag : null)
}
