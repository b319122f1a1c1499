import { readFile } from 'node:fs/promises'
import { fileTypeFromBuffer } from 'file-type'
import type { OcrLanguage } from '../contract/engine.ts'
import type { Failure } from './extraction.ts'
import { failed, Unreadable, unreadable } from './failure.ts'
import { FILE_BYTES, HEAD_BYTES } from './limits.ts'
import { readPicture } from './ocr.ts'
import { openPdf } from './pdf.ts'
import { pictureOf } from './pdf-picture.ts'
import { pictureFile, pictureTypes } from './picture.ts'
import type { RecognizedPage } from './recognized.ts'

/** A scanned page to be read: of a PDF, or a picture (page 0). */
export interface ToRecognize {
  readonly path: string
  readonly page: number
  readonly languages: readonly OcrLanguage[]
}

/** What came of it. No lines where nothing can be read on the page. */
export type Recognized = { readonly kind: 'page'; readonly page: RecognizedPage } | Failure

/** Reads one page in this process. Whatever is expected of files that people have is a value; what throws is a bug. */
export async function recognizePage({ path, page, languages }: ToRecognize): Promise<Recognized> {
  try {
    const bytes = await readFile(path).catch((error: unknown) => {
      const { code, message } = unreadable(error)
      throw new Unreadable(code, message, { cause: error })
    })
    if (bytes.length > FILE_BYTES) throw new Unreadable('too-large', 'The file is larger than Kenning reads.')
    const picture = (await isPicture(bytes)) ? pictureFile(bytes) : await pictureOfPage(bytes, page)
    return { kind: 'page', page: { page, lines: picture ? await readPicture(picture, languages) : [] } }
  } catch (error) {
    if (error instanceof Unreadable) return failed(error.code, error.message)
    throw error
  }
}

const isPicture = async (bytes: Uint8Array): Promise<boolean> =>
  pictureTypes.has((await fileTypeFromBuffer(bytes.subarray(0, HEAD_BYTES)))?.mime ?? '')

async function pictureOfPage(bytes: Uint8Array, number: number) {
  await using pdf = await openPdf(bytes)
  const page = await pdf.document.getPage(number)
  return await pictureOf(page) // Before it is closed.
}
