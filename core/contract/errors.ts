/** Failures a caller can act on; everything else is a bug and arrives as `internal`. */
export const errorCodes = [
  'cancelled',
  'disconnected',
  'invalid-input',
  'not-found',
  'not-a-folder',
  'data-unreadable',
  'data-in-use',
  'index-missing',
  'model-missing',
  'model-broken',
  'download-failed',
  'read-only',
  'not-opened',
  'internal',
] as const
export type ErrorCode = (typeof errorCodes)[number]

/** An error that keeps its code across a process boundary, where class identity is lost. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly code: ErrorCode
  /** The folder, file, encoder or address that the message is about, for a caller that says it in another language. */
  readonly about?: string
  constructor(code: ErrorCode, message: string, { about, ...options }: ErrorOptions & { readonly about?: string } = {}) {
    super(message, options)
    this.code = code
    if (about !== undefined) this.about = about
  }
}

/** What of an error crosses a process boundary. */
export interface Failing {
  readonly code: ErrorCode
  readonly message: string
  readonly about?: string
}

export const failingOf = ({ code, message, about }: EngineError): Failing => ({
  code,
  message,
  ...(about !== undefined && { about }),
})
export const errorFrom = ({ code, message, about }: Failing): EngineError =>
  new EngineError(code, message, about === undefined ? {} : { about })

export const cancelled = (): EngineError => new EngineError('cancelled', 'The request was cancelled.')

/** Closes a union: the compiler refuses a call that can be reached. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`)
}
