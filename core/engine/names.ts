import type { Highlight, NameHit } from '../contract/engine.ts'
import type { LedgerEntry } from '../files/ledger.ts'
import type { SourceFile } from '../files/source.ts'
import { holds } from '../search/conditions.ts'
import { parseQuery } from '../search/query.ts'
import { fold } from '../text/terms.ts'

/** Shown beside what the texts answer: enough to see whether the file one thinks of is there. */
const MOST = 20
/** A word this long is also found within another ("book" in "handbook"); a shorter one stands in every second name. */
const WITHIN = 3

/** A file that is known of: read, failed, or waiting to be read. */
export type NamedFile = SourceFile | LedgerEntry

/** A path as it is compared: case and accents do not count. */
interface Folded {
  /** The last part of the path, and all that is before it with the slash. */
  readonly name: string
  readonly folders: string
}

/** Folding 100,000 paths takes a while, so each name is folded once, and a folder once for all that is in it. */
const folded = new WeakMap<NamedFile, Folded>()
const folders = new Map<string, string>()
/** Folders are few; where they are not, their names are let go now and then. */
const FOLDERS_KEPT = 20_000

export function foldedOf(file: NamedFile): Folded {
  const known = folded.get(file)
  if (known) return known
  const at = Math.max(file.path.lastIndexOf('/'), file.path.lastIndexOf('\\')) + 1
  const folder = file.path.slice(0, at)
  let above = folders.get(folder)
  if (above === undefined) {
    if (folders.size >= FOLDERS_KEPT) folders.clear()
    above = foldName(folder)
    folders.set(folder, above)
  }
  const made = { name: foldName(file.path.slice(at)), folders: above }
  folded.set(file, made)
  return made
}

const ascii = /^[ -&(-~]*$/
/** `fold`, where most names need nothing but small letters. */
const foldName = (name: string): string => (ascii.test(name) ? name.toLowerCase() : fold(name))

/**
 * Files by their names: each word of the query (stop words apart) stands in the name or in that of a folder above, one of them
 * in the name itself. Filters hold as for texts. Best first: whole words before beginnings before parts, then the newest.
 */
export function namesFor(typed: string, files: Iterable<NamedFile>, limit: number): NameHit[] {
  const query = parseQuery(typed)
  const content = query.words.filter(({ role }) => role === 'content')
  const words = (content.length > 0 ? content : query.words).map((word) => ({
    term: fold(word.text),
    word: query.words.indexOf(word),
  }))
  if (words.length === 0) return []
  const found: { readonly file: NamedFile; readonly score: number }[] = []
  for (const file of files) {
    const score = scoreOf(foldedOf(file), words)
    if (score === 0) continue
    if (
      query.clauses.length > 0 &&
      !holds(query.clauses, { file, language: '', text: nameOf(file.path).replace(/[._-]+/gu, ' ') })
    )
      continue
    found.push({ file, score })
  }
  return found
    .sort((a, b) => b.score - a.score || b.file.modified - a.file.modified || (a.file.path < b.file.path ? -1 : 1))
    .slice(0, Math.min(limit, MOST))
    .map(({ file }) => {
      const { path, size, modified } = file
      const name = nameOf(path)
      return { path, name, size, modified, highlights: lit(name, words), text: stateOf(file) }
    })
}

/** 0 where a word is missing; else up to 1 for each word, and a little for how much of the name they make up. */
function scoreOf({ name, folders }: Folded, words: readonly { readonly term: string }[]): number {
  let score = 0
  let letters = 0
  for (const { term } of words) {
    const inName = matchOf(name, term)
    if (inName > 0) letters += term.length
    const match = inName || matchOf(folders, term) / 4
    if (match === 0) return 0
    score += match
  }
  return letters === 0 ? 0 : score + letters / (name.length + 1)
}

const letter = /[\p{L}\p{M}\p{N}]/u
/** Written without spaces, so that a word begins anywhere. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** 1 for a whole word, less for the beginning of one or a part; 0 for none. */
function matchOf(text: string, term: string): number {
  let best = 0
  for (let at = text.indexOf(term); at >= 0 && best < 1; at = text.indexOf(term, at + 1)) {
    if (unspaced.test(term)) return 0.9
    const begins = at === 0 || !letter.test(text[at - 1]!) || changesKind(text, at)
    const ends = !letter.test(text[at + term.length] ?? ' ') || changesKind(text, at + term.length)
    best = Math.max(best, begins && ends ? 1 : begins ? 0.7 : term.length >= WITHIN ? 0.4 : 0)
  }
  return best
}

/** "IMG2024": letters end where digits begin. */
const changesKind = (text: string, at: number): boolean => /\d/.test(text[at - 1] ?? '') !== /\d/.test(text[at] ?? '')

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** Where each word stands in the name as it is spelled. */
function lit(name: string, words: readonly { readonly term: string; readonly word: number }[]): Highlight[] {
  let text = ''
  const at: number[] = []
  for (const { segment, index } of graphemes.segment(name)) {
    const piece = fold(segment)
    for (let i = 0; i < piece.length; i++) at.push(index)
    text += piece
  }
  at.push(name.length)
  return words
    .flatMap(({ term, word }) => {
      const from = text.indexOf(term)
      return from < 0 ? [] : [{ start: at[from]!, end: at[from + term.length]!, weight: 1, word }]
    })
    .sort((a, b) => a.start - b.start)
}

const nameOf = (path: string): string => path.split(/[\\/]/u).at(-1)!

function stateOf(file: NamedFile): NameHit['text'] {
  if (!('state' in file)) return 'waiting'
  return file.state === 'indexed' ? 'indexed' : file.code
}
