// Folders and files as a person knows them.
import type { Place, Span } from './search.ts'

export interface Folder {
  readonly path: string
  readonly state: 'waiting' | 'scanning' | 'watching' | 'offline'
  readonly files: number
  readonly failed: number
  /** Why it is offline, or why changes in it are noticed late: a sentence a person can act on. */
  readonly notice?: string
}

/** Why a file is not, or not wholly, searchable by its text. */
export const failureCodes = [
  'unreadable',
  'empty',
  'encrypted',
  'damaged',
  'not-text',
  'too-large',
  'timeout',
  'out-of-memory',
  'crashed',
  'no-text',
  'unsupported',
  'in-cloud',
] as const
export type FailureCode = (typeof failureCodes)[number]

export interface FileFailure {
  readonly path: string
  readonly code: FailureCode
  /** One sentence a person can act on. */
  readonly message: string
}

/**
 * Where a rule comes from. The first are what programs and systems keep for themselves; then: names begin with a dot, a kind of file is
 * switched off, the system keeps its own there, Kenning its data, and the person's own exclusions.
 */
export const ruleOrigins = [
  'version-control',
  'cache',
  'npm-store',
  'cargo-store',
  'python-environment',
  'mac-trash',
  'linux-disk-trash',
  'linux-trash',
  'spotlight',
  'mac-disk-records',
  'mac-folder-view',
  'npm-libraries',
  'bower-libraries',
  'pip-libraries',
  'compiled-python',
  'mac-zip',
  'chromium-cache',
  'windows-trash',
  'windows-disk-records',
  'disk-repair',
  'synology-trash',
  'synology-index',
  'mac-program',
  'mac-library',
  'photos',
  'music',
  'tv',
  'final-cut',
  'disk-image',
  'time-machine',
  'office-lock',
  'libreoffice-lock',
  'word-draft',
  'backup-copy',
  'unsaved-copy',
  'download',
  'windows-thumbnails',
  'windows-folder-view',
  'mac-folder-icon',
  'hidden',
  'kind',
  'system',
  'kenning',
  'own',
] as const
export type RuleOrigin = (typeof ruleOrigins)[number]

/** Why a file can be found, or why not. */
export interface Explanation {
  readonly path: string
  /** The watched folder it is in, if any. */
  readonly folder: string | null
  /**
   * `words`: searchable by its words, not yet by meaning. `partly`: a limit cut its text short. `outside`: in no watched folder.
   * `not-a-file`: a folder, a link, a pipe.
   */
  readonly state: 'indexed' | 'words' | 'partly' | 'failed' | 'waiting' | 'ignored' | 'outside' | 'missing' | 'not-a-file'
  /** One or two sentences a person can act on. */
  readonly message: string
  /** Its disk or folder is away; what is known of it stays searchable. */
  readonly offline: boolean
  readonly code?: FailureCode
  /** The rule that leaves it out, and the file or folder above it that the rule matches. */
  readonly rule?: { readonly pattern: string; readonly origin: RuleOrigin; readonly reason: string; readonly at: string }
  readonly passages?: number
  readonly tokens?: number
  /** UTF-8 bytes of its text. */
  readonly textBytes?: number
}

export interface DocumentText {
  readonly path: string
  readonly text: string
  /** The passages that tile the text, in order. */
  readonly passages: readonly (Span & { readonly id: number; readonly place: Place })[]
}

/** What the page can show besides text, as it is. */
export const originalTypes = [
  'application/pdf',
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
  'image/bmp',
  'image/avif',
  'image/svg+xml',
] as const
export type OriginalType = (typeof originalTypes)[number]

/** A file that is known, as it lies on the disk. Its bytes are asked of the page's host by its path, never over the port. */
export interface Original {
  readonly path: string
  /** Told from its first bytes, never from its name; null for what only its text can be shown of. */
  readonly type: OriginalType | null
  /** Bytes. */
  readonly size: number
}

/** Files a person may leave out by what they are; told by the ending of the name, so that none is opened to find out. */
export const fileKinds = [
  'pdf',
  'document',
  'text',
  'sheet',
  'slides',
  'mail',
  'web',
  'book',
  'code',
  'image',
  'media',
  'archive',
] as const
export type FileKind = (typeof fileKinds)[number]

/** A folder a person may choose, for hosts without a dialog of their own. */
export interface Directory {
  readonly path: string
  readonly parent: string | null
  readonly children: readonly { readonly name: string; readonly path: string }[]
}
