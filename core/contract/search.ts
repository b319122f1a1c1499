// What is searched for, and what a search answers.
import type { FailureCode } from './files.ts'

/** Half-open range of UTF-16 offsets. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Where in its file a passage stands, as far as the format knows. Pages and slides count from 1. */
export interface Place {
  /**
   * The attachments or archived files it stands in, outermost first: `['letters.zip', 'offer.pdf']`. All else is then said of the
   * innermost one, whose headings follow these names among `headings`.
   */
  readonly within?: readonly string[]
  readonly page?: number
  readonly slide?: number
  readonly sheet?: string
  /** Its cells in the sheet or table of rows: `A12:F30`. */
  readonly range?: string
  /** Which of a file's messages, cards or events, from 1. */
  readonly item?: number
  /** Of the message it belongs to. */
  readonly mail?: MailPlace
  /** When it is said, in seconds from the beginning. */
  readonly time?: number
  /** It was recognised in a picture of it, so letters may be wrong. */
  readonly ocr?: true
  /** Headings above the passage, outermost first. */
  readonly headings: readonly string[]
}

/** Who wrote a message to whom, and when. Names and addresses as one reads them. */
export interface MailPlace {
  readonly from?: string
  readonly to?: string
  readonly subject?: string
  /** ISO 8601. */
  readonly date?: string
}

/** What a search ranks by: the words themselves (BM25), what they mean (MaxSim), or both. */
export type SearchMode = 'hybrid' | 'meaning' | 'exact'

/** A word of the query; `start` and `end` are offsets into what is searched for: the query without its operators. */
export interface QueryWord extends Span {
  readonly text: string
  /**
   * A stop word joins others and means little alone: it is searched for, but never lit. What is near to a word of the role
   * `less` (typed `~word`) comes later, and is not lit either.
   */
  readonly role: 'content' | 'stop' | 'less'
  /**
   * The strongest match in any passage that was looked at, 0 to 1; 0: nothing in the files speaks of it. Null where that was not
   * looked up, for a word beyond the many of a long query.
   */
  readonly evidence: number | null
}

/** Why an operator has no effect. */
export type FilterProblem = 'unfinished' | 'unknown-value'

/** An operator as typed: `ext:pdf`, `"exact words"`, `-word`. `start` and `end` are offsets into the query. */
export interface QueryFilter extends Span {
  readonly text: string
  /** `words` for quotes and exclusions. */
  readonly name:
    | 'words'
    | 'ext'
    | 'type'
    | 'in'
    | 'folder'
    | 'path'
    | 'before'
    | 'after'
    | 'modified'
    | 'size'
    | 'lang'
    | 'from'
    | 'to'
    | 'subject'
  readonly value: string
  readonly negated: boolean
  /** Joined to the one before it by `OR`. */
  readonly either: boolean
  readonly problem: FilterProblem | null
}

/** How much a query word counts: 0 muted, 1 as it is, 2 twice. Words are compared folded (case, accents). */
export interface WordWeight {
  readonly word: string
  readonly weight: 0 | 1 | 2
  /** Only passages that answer the word, by the word itself or by what it means. */
  readonly required?: boolean
}

/** Where a file's score comes from; the parts are shares of it and sum to 1. All are 0 where there is no score. */
export interface Why {
  /** By meaning, for each of `SearchAnswer.words`. */
  readonly words: readonly number[]
  /** By meaning, but by no word: what the encoder adds to a query, stop words, and words that nothing speaks of. */
  readonly other: number
  /** By the words themselves (BM25). */
  readonly exact: number
  /** What of `exact` each of `SearchAnswer.words` brings; only where nothing else counts (mode `exact`). */
  readonly exactWords?: readonly number[]
}

/**
 * What the files are ordered by. All that filters alone leave are ordered, and the thousand best that hold the words themselves
 * (mode `exact`); where meaning ranks, everything is a little alike, and the best `limit` files are.
 */
export type SearchOrder = 'relevance' | 'date' | 'name'

/** A range of a passage's text that answers a query word. */
export interface Highlight extends Span {
  /** How strongly, 0 to 1: the cosine of the two token vectors, or 1 for an exact match. */
  readonly weight: number
  /** Index into `SearchAnswer.words`. */
  readonly word: number
}

export interface PassageHit extends Span {
  readonly id: number
  /** The document's text from `start` to `end` (offsets into the whole document's text). */
  readonly text: string
  readonly place: Place
  readonly score: number
  /** Offsets into `text`, in order of `start`; two may overlap when two query words meet the same text. */
  readonly highlights: readonly Highlight[]
}

/** One file, with its best passages. */
export interface Hit {
  readonly path: string
  readonly name: string
  readonly size: number
  /** Milliseconds since 1970. */
  readonly modified: number
  readonly score: number
  /** Which candidates the file came from; `filter` when nothing but filters was asked for. */
  readonly evidence: 'meaning' | 'exact' | 'both' | 'filter'
  /** Of the best passage. */
  readonly why: Why
  /** Best first; at least one, at most three. All but the first have a highlight. */
  readonly passages: readonly [PassageHit, ...PassageHit[]]
}

export interface SearchInput {
  readonly query: string
  /** How many files, 1 to 10,000. Words rank a thousand at most; filters alone list as many as are asked for. */
  readonly limit: number
  readonly mode: SearchMode
  readonly weights?: readonly WordWeight[]
  /** By relevance when left out. */
  readonly order?: SearchOrder
}

/** A file whose name answers, whether or not it has text. */
export interface NameHit {
  readonly path: string
  readonly name: string
  readonly size: number
  readonly modified: number
  /** Offsets into `name`. */
  readonly highlights: readonly Highlight[]
  /** Whether its text is searchable, or why not. */
  readonly text: 'indexed' | 'waiting' | FailureCode
}

export interface SearchAnswer {
  readonly query: string
  readonly mode: SearchMode
  readonly ms: number
  readonly words: readonly QueryWord[]
  readonly filters: readonly QueryFilter[]
  readonly hits: readonly Hit[]
  /** Files by their names, best first, 20 at most; they may be among the hits too. Left out where names are not known. */
  readonly names?: readonly NameHit[]
}

/** What in one file answers a query, passage by passage. */
export interface Evidence {
  readonly path: string
  readonly words: readonly AskedWord[]
  /** In reading order; passages without a highlight are left out. */
  readonly passages: readonly { readonly id: number; readonly highlights: readonly Highlight[] }[]
}

/** A query word before anything was searched. */
export type AskedWord = Omit<QueryWord, 'evidence'>
