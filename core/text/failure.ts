import type { FailureCode } from '../contract/engine.ts'
import type { Failure } from './extraction.ts'

/** Why a file gives no text. Readers throw it; it never leaves this room. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
  readonly code: FailureCode
  /** Pages that are pictures, whose words text recognition might read. */
  readonly scans: readonly number[]
  /** @param message One sentence a person can act on. */
  constructor(code: FailureCode, message: string, options: ErrorOptions & { readonly scans?: readonly number[] } = {}) {
    super(message, options)
    this.code = code
    this.scans = options.scans ?? []
  }
}

export const failed = (code: FailureCode, message: string, scans: readonly number[] = []): Failure => ({
  kind: 'failed',
  code,
  message,
  ...(scans.length > 0 ? { scans } : {}),
})

/** What the system said when a file was to be opened or read, for a person. */
export function unreadable(error: unknown): Failure {
  const code = (error as NodeJS.ErrnoException).code
  if (code === undefined) throw error
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return failed('unreadable', 'Kenning is not allowed to read this file. Change its permissions, or exclude it.')
    case 'ENOENT':
      return failed('unreadable', 'The file is gone.')
    case 'EBUSY':
      return failed('unreadable', 'Another program keeps this file locked. Close it there and try again.')
    case 'EINVAL':
    case 'ELOOP':
      return failed('unreadable', 'This is not a regular file.')
    default:
      return failed('unreadable', `The disk did not give the file (${code}).`)
  }
}
