import type { Extracted, Prepared } from './extraction.ts'
import { failed } from './failure.ts'
import { language } from './language.ts'
import { passages } from './passages.ts'
import { indexTerms } from './terms.ts'

/**
 * A document's text → passages with their language and terms.
 *
 * Done where the file was read: 3 MB of text take 3 s, far too long for the thread that answers searches.
 */
export function prepare(extracted: Extracted): Prepared {
  if (extracted.kind === 'failed') return extracted
  const { extraction } = extracted
  const cut = passages(extraction)
  if (cut.length === 0) return failed('no-text', 'The file holds no text.')
  return {
    kind: 'text',
    passages: cut.map((passage) => ({
      ...passage,
      language: language(passage.text),
      terms: indexTerms([...passage.place.headings, passage.text].join('\n')),
    })),
    textBytes: Buffer.byteLength(extraction.text),
    partial: extraction.partial,
    ...(extraction.scans ? { scans: extraction.scans } : {}),
  }
}
