import type { FailureCode, Place, Span } from '../contract/engine.ts'
import type { RecognizedPage } from './recognized.ts'

/**
 * A unit of a document's structure: a paragraph, a heading, a list, a table (one row a line), a stretch of code.
 * A passage ends where a block ends if it can, and at a sentence or a line within one if it must; it never
 * crosses a page, a slide or a sheet. A heading's own place counts the heading itself among its headings.
 */
export interface Block extends Span {
  readonly kind: 'heading' | 'text' | 'code' | 'table'
  readonly place: Place
  /** Of a table of a sheet: where each of its lines stands. */
  readonly rows?: readonly Row[]
}

/** The cells of one line of a sheet. All count from 1. */
export interface Row {
  readonly row: number
  readonly first: number
  readonly last: number
}

/**
 * A document as one canonical text and the blocks it is made of, in order, without overlap.
 * Offsets are UTF-16. Between blocks stands only white space.
 */
export interface Extraction {
  readonly text: string
  readonly blocks: readonly Block[]
  /** The title the document gives itself, if any. */
  readonly title?: string
  /** True when a limit cut the text short ("partly indexed"). */
  readonly partial: boolean
  /** Pages without text of their own, or with text that cannot be read, whether or not their words were recognised. */
  readonly scans?: readonly number[]
}

/** What became of a file: its text, or the reason there is none. */
export type Extracted = { readonly kind: 'text'; readonly extraction: Extraction } | Failure

export interface Failure {
  readonly kind: 'failed'
  readonly code: FailureCode
  /** One sentence a person can act on. */
  readonly message: string
  /** Pages that are pictures, of which text recognition might make something; a picture is page 0. */
  readonly scans?: readonly number[]
}

/** A stretch of a document that is encoded, stored and shown as one. `text` is the document's text from start to end. */
export interface Passage extends Span {
  readonly text: string
  readonly place: Place
  /** White space between the passage before it and this one: joined, `before + text` give the document back. */
  readonly before: string
}

/** A passage with what full-text search compares, ready to be stored. */
export interface PreparedPassage extends Passage {
  /** BCP 47 primary tag, or `und`. */
  readonly language: string
  /** The folded words and stems of the passage and of the headings above it, separated by spaces. */
  readonly terms: string
}

/** What an extractor answers: the passages that tile a file's text (at least one), or the reason there are none. */
export type Prepared =
  | {
      readonly kind: 'text'
      readonly passages: readonly PreparedPassage[]
      /** UTF-8. */
      readonly textBytes: number
      readonly partial: boolean
      readonly scans?: readonly number[]
    }
  | Failure

export interface ToExtract {
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** Bytes; a larger file is told as too large, unless it is of a kind that is not read anyway. */
  readonly largest?: number
  /** What was read on its scanned pages. */
  readonly recognized?: readonly RecognizedPage[]
}

/**
 * Reads files, each under a time and memory limit, in processes of its own.
 * Nothing a file contains can stop, crash or fill the caller.
 */
export interface Extractor extends AsyncDisposable {
  /** Never throws for what is in the file; throws `cancelled` when `signal` aborts. */
  extract(file: ToExtract, signal?: AbortSignal): Promise<Prepared>
}
