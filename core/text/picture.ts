import { Draft } from './document.ts'
import type { Block, Extraction } from './extraction.ts'
import { Unreadable } from './failure.ts'
import type { Picture } from './ocr.ts'
import { writePages } from './pdf-layout.ts'
import { PICTURE, type RecognizedPage } from './recognized.ts'

/** Pictures that are read, by what `file-type` calls them. */
export const pictureTypes: ReadonlySet<string> = new Set([
  'image/png',
  'image/apng',
  'image/jpeg',
  'image/tiff',
  'image/webp',
  'image/bmp',
  'image/gif',
])

/** A picture's file as it is, with the way up that a camera noted. */
export const pictureFile = (bytes: Uint8Array): Picture => ({ bytes, dpi: null, orientation: orientationOf(bytes) })

/**
 * The words in a picture, as they were recognised.
 * @throws {Unreadable} `unsupported` where nothing was, or nobody has looked yet
 */
export async function readRecognized([recognized]: readonly RecognizedPage[]): Promise<Extraction> {
  if (!recognized) throw new Unreadable('unsupported', 'This is a picture.', { scans: [PICTURE] })
  if (recognized.lines.length === 0)
    throw new Unreadable('unsupported', 'This is a picture, and no words were found in it.', { scans: [PICTURE] })
  const { blocks, ...extraction } = await Draft.compose((draft) =>
    writePages([{ number: PICTURE, lines: recognized.lines, recognized: true }], draft),
  )
  return { ...extraction, blocks: blocks.map(withoutPage), scans: [PICTURE] }
}

/** A picture has no pages. */
const withoutPage = ({ place: { page: _, ...place }, ...block }: Block): Block => ({ ...block, place })

/** Exif stands near a file's start. */
const EXIF_WITHIN = 64 * 1024

/** Exif tag 0x0112, a short (type 3), once: 1 to 8; 1 is upright (CIPA DC-008, 4.6.4). */
export function orientationOf(bytes: Uint8Array): number {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, EXIF_WITHIN))
  const exif = head.indexOf('Exif\0\0', 0, 'latin1')
  if (exif < 0) return 1
  const little = head.toString('latin1', exif + 6, exif + 8) === 'II'
  const tag = Buffer.from(little ? [0x12, 0x01, 3, 0, 1, 0, 0, 0] : [0x01, 0x12, 0, 3, 0, 0, 0, 1])
  const at = head.indexOf(tag, exif)
  const orientation = at < 0 ? 1 : (head[at + (little ? 8 : 9)] ?? 1)
  return orientation >= 1 && orientation <= 8 ? orientation : 1
}
