import type { MailPlace } from '../contract/engine.ts'
import { foldedWords } from './words.ts'

/** What search knows of a file. */
export interface FileFacts {
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** Milliseconds since 1970. */
  readonly modified: number
}

/** What a file or a passage must be, or must not be. */
export type Condition = { readonly negated: boolean } & (
  | { readonly kind: 'phrase'; readonly phrase: string }
  | { readonly kind: 'extension'; readonly extensions: ReadonlySet<string> }
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'path'; readonly part: string }
  /** When a file was last changed, or a message written. */
  | { readonly kind: 'modified'; readonly from: number; readonly until: number }
  | { readonly kind: 'size'; readonly from: number; readonly until: number }
  | { readonly kind: 'language'; readonly languages: ReadonlySet<string> }
  | MailCondition
)

/** A part of a name, an address or a subject, folded. */
export interface MailCondition {
  readonly kind: 'mail'
  readonly field: 'from' | 'to' | 'subject'
  readonly part: string
}

/** Each clause must hold; a clause holds when one of its conditions does. */
export type Clauses = readonly (readonly Condition[])[]

/** What a passage is judged by. */
export interface Judged {
  readonly file: FileFacts
  /** BCP 47 primary tag. */
  readonly language: string
  readonly text: string
  /** The message it is of, if any. */
  readonly mail?: MailPlace | undefined
}

export function holds(clauses: Clauses, judged: Judged): boolean {
  const folded = clauses.some((clause) => clause.some(({ kind }) => kind === 'phrase')) ? ` ${foldedWords(judged.text)} ` : ''
  return clauses.every((clause) => clause.some((condition) => holdsOne(condition, judged, folded)))
}

function holdsOne(condition: Condition, { file, language, mail }: Omit<Judged, 'text'>, folded: string): boolean {
  if (condition.kind === 'phrase') return folded.includes(` ${condition.phrase} `) !== condition.negated
  if (condition.kind === 'language') return condition.languages.has(language) !== condition.negated
  if (condition.kind === 'mail') return isOfMail(condition, mail) !== condition.negated
  if (condition.kind === 'modified') return isOfTime(condition, writtenAt(mail) ?? file.modified) !== condition.negated
  return isOfFile(condition, file) !== condition.negated
}

export const isOfMail = ({ field, part }: MailCondition, mail: MailPlace | undefined): boolean =>
  foldMail(mail?.[field] ?? '').includes(part)

/**
 * When a message was written, by itself: milliseconds since 1970, or null where it does not say. That is what a person means by its
 * date; its file has the day of a download or of a backup.
 */
export function writtenAt(mail: MailPlace | undefined): number | null {
  const at = Date.parse(mail?.date ?? '')
  return Number.isNaN(at) ? null : at
}

export type TimeCondition = Extract<Condition, { kind: 'modified' }>
export const isOfTime = ({ from, until }: Pick<TimeCondition, 'from' | 'until'>, at: number): boolean => at >= from && at < until

/** Case, accents and width do not count in names and subjects. */
export const foldMail = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

export type FileCondition = Exclude<Condition, { kind: 'phrase' | 'language' | 'mail' }>
export const isFileCondition = (condition: Condition): condition is FileCondition =>
  condition.kind !== 'phrase' && condition.kind !== 'language' && condition.kind !== 'mail'

/** Whether a file is what the condition says, before negation. */
export function isOfFile(condition: FileCondition, { path, size, modified }: FileFacts): boolean {
  switch (condition.kind) {
    case 'extension':
      return condition.extensions.has(extensionOf(path))
    case 'folder':
      return isBelow(foldPath(path), condition.folder)
    case 'path':
      return foldPath(path).includes(condition.part)
    case 'modified':
      return isOfTime(condition, modified)
    case 'size':
      return size >= condition.from && size < condition.until
  }
}

/** Case, accents' form and the kind of slash do not count in a path. */
export const foldPath = (path: string): string => path.normalize('NFC').toLowerCase().replaceAll('\\', '/')

/** Whether the folder, a name or several joined by slashes, is among the folders of `path`: "House/Heating" of ".../House/Heating/a.txt". */
const isBelow = (path: string, folder: string): boolean => path.slice(0, path.lastIndexOf('/') + 1).includes(`/${folder}/`)

const extensionOf = (path: string): string => /\.([^./\\]+)$/u.exec(path)?.[1]?.toLowerCase() ?? ''
