import { Draft } from './document.ts'
import type { Extraction } from './extraction.ts'
import { Unreadable } from './failure.ts'
import { ARCHIVE_ENTRY_BYTES, ARCHIVE_FILES } from './limits.ts'
import { entryBytes, type ZipEntry } from './zip.ts'

/** Bytes that may still be inflated for one file of the person's, through all archives within archives. */
export interface Budget {
  left: number
}

/** Reads a file within an archive that is a document of its own; null when it gives no text. */
export type ReadEntry = (bytes: Uint8Array, name: string) => Promise<Extraction | null>

/** What macOS and version control leave in archives, and what no person wrote. */
const PASSED_OVER = /(?:^|\/)(?:__MACOSX|node_modules|\.[^/]*)(?:\/|$)|\/$/

/**
 * Reads a zip as the files it holds, each under its name; one that gives no text is named all the same. What is beyond the
 * limits is left out, and the archive is then partly read.
 */
export function readArchive(
  bytes: Uint8Array,
  entries: readonly ZipEntry[],
  budget: Budget,
  readEntry: ReadEntry,
): Promise<Extraction> {
  const files = entries.filter(({ name }) => !PASSED_OVER.test(name))
  return Draft.compose(async (draft) => {
    if (files.length > ARCHIVE_FILES) draft.cut()
    for (const entry of files.slice(0, ARCHIVE_FILES)) {
      const extraction = await open(bytes, entry, budget, readEntry)
      if (extraction === 'beyond') draft.cut()
      draft.contain(entry.name, extraction === 'beyond' ? null : extraction)
    }
  })
}

async function open(
  bytes: Uint8Array,
  entry: ZipEntry,
  budget: Budget,
  readEntry: ReadEntry,
): Promise<Extraction | null | 'beyond'> {
  if (entry.encrypted) return null
  if (entry.size > ARCHIVE_ENTRY_BYTES || entry.size > budget.left) return 'beyond'
  budget.left -= entry.size
  try {
    return await readEntry(entryBytes(bytes, entry), entry.name)
  } catch (error) {
    if (error instanceof Unreadable) return null
    throw error
  }
}
