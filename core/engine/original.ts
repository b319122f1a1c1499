import { constants, open, realpath } from 'node:fs/promises'
import path from 'node:path'
import { fileTypeFromBuffer } from 'file-type'
import { type Original, type OriginalType, originalTypes } from '../contract/engine.ts'
import { EngineError } from '../contract/errors.ts'
import { isInCloudOnly } from '../files/cloud.ts'
import { covers } from '../files/folders.ts'
import type { LedgerEntry } from '../files/ledger.ts'

interface Known {
  readonly entries: ReadonlyMap<string, LedgerEntry>
  readonly folders: readonly string[]
}

/** pdf.js looks for a PDF's first words in so many bytes; an SVG's root may stand behind a long comment. */
const HEAD_BYTES = 4096
const PDF_WITHIN = 1024
/** A pipe that took a file's place would have its reader wait for a writer. Windows has no such flag, nor such pipes. */
const AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/**
 * Whether a file may be shown as it is, and as what. It must be known, and still be itself: a link that has taken its place since
 * leads out of what a person chose. Nothing is downloaded from a cloud for it.
 * @throws {EngineError} `not-found`
 */
export async function original(file: string, { entries, folders }: Known): Promise<Original> {
  if (!entries.has(file)) throw new EngineError('not-found', `${file} is not in the index.`, { about: file })
  const gone = (cause?: unknown) => new EngineError('not-found', `${file} is not where it was.`, { cause, about: file })
  const real = await realpath(file).catch((cause: unknown) => {
    throw gone(cause)
  })
  if (real !== path.normalize(file) || !folders.some((folder) => covers(folder, real))) throw gone()
  if (await isInCloudOnly(file)) return { path: file, type: null, size: 0 }
  await using handle = await open(file, AT_ONCE).catch((cause: unknown) => {
    throw gone(cause)
  })
  const stats = await handle.stat()
  if (!stats.isFile()) throw gone()
  const head = new Uint8Array(HEAD_BYTES)
  const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0)
  return { path: file, type: await typeOf(head.subarray(0, bytesRead), file), size: stats.size }
}

/** A PDF may begin with a few bytes of something else; an SVG is text, so its name has a say too. */
export async function typeOf(head: Uint8Array, file: string): Promise<OriginalType | null> {
  const latin = new TextDecoder('latin1').decode(head)
  if (latin.slice(0, PDF_WITHIN).includes('%PDF-')) return 'application/pdf'
  if (path.extname(file).toLowerCase() === '.svg' && /<svg[\s>]/.test(latin)) return 'image/svg+xml'
  const mime = (await fileTypeFromBuffer(head))?.mime
  return originalTypes.find((type) => type === mime) ?? null
}
