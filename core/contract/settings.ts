// What a person can choose.
import type { FileKind } from './files.ts'
import type { DeviceId, Dim, Pooling } from './models.ts'
import type { SearchMode } from './search.ts'
import type { Condition } from './status.ts'

/** Languages that the interface speaks. */
export const languages = ['en', 'de', 'ja', 'ar'] as const
export type Language = (typeof languages)[number]

/** A search that a person wants to make again. */
export interface SavedSearch {
  readonly query: string
  readonly mode: SearchMode
}

/** Past searches that are kept; a person who wants none switches the history off. */
export const HISTORY = 100

/** Limits a person may set to the size of files, in bytes; null: none but each format's own. */
export const fileSizes = [10_000_000, 50_000_000, 100_000_000, null] as const
export type FileSize = (typeof fileSizes)[number]

/** Until the person resumes, or until a time: milliseconds since 1970. */
export type Pause = boolean | { readonly until: number }

/** Languages in which words can be recognised in pictures of them, by the names Tesseract gives them. */
export const ocrLanguages = ['eng', 'deu', 'fra', 'spa', 'ara', 'jpn'] as const
export type OcrLanguage = (typeof ocrLanguages)[number]

/** Whether and how words are recognised in scanned pages (OCR). Whatever is chosen, a person may ask for a single file. */
export interface Ocr {
  /** `idle`: when neither Kenning nor the person has anything else for the computer to do. */
  readonly when: 'off' | 'idle'
  /** Pictures too, and not only the pages of PDFs: of a thousand photographs, few have a word on them. */
  readonly pictures: boolean
  /** `system`: the language of the interface, where there are data for it, and English. */
  readonly languages: 'system' | readonly OcrLanguage[]
}

export interface Settings {
  readonly model: string
  readonly dim: Dim
  readonly pooling: Pooling
  /** What to encode on; `automatic` takes the fastest that answers rightly. */
  readonly device: 'automatic' | DeviceId
  readonly theme: 'system' | 'light' | 'dark'
  readonly language: 'system' | Language
  /** Whether `history` is written. */
  readonly keepHistory: boolean
  /** Queries that led somewhere, latest first; no more than `HISTORY`. */
  readonly history: readonly string[]
  readonly saved: readonly SavedSearch[]
  /** Further ignore rules, one a line, as in `.gitignore`. */
  readonly exclusions: readonly string[]
  /** Kinds of files that are left out. */
  readonly leftOut: readonly FileKind[]
  /** Whether files and folders whose name begins with a dot are indexed too. */
  readonly hidden: boolean
  /** A larger file is known by its name alone. */
  readonly largest: FileSize
  readonly paused: Pause
  /** Nothing is read or encoded unless all of these hold. */
  readonly waitsFor: readonly Condition[]
  readonly ocr: Ocr
}
