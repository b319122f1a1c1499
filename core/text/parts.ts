import type { Place } from '../contract/engine.ts'
import { Draft } from './document.ts'
import type { Extraction } from './extraction.ts'
import { walkXml } from './xml.ts'
import { entryText, type ZipEntry } from './zip.ts'

interface Format {
  /** The parts that hold text, with the number by which they are in order. */
  readonly parts: RegExp
  /** The element that is a block; one within another is a block of its own. */
  readonly block: string
  /** The element whose text counts; in other elements it is how things look. */
  readonly text: string
  place(number: number): Omit<Place, 'headings'>
}

/** A drawing of Visio ([MS-VSDX] 2.2.3): page by page, what its shapes say. */
const VISIO: Format = {
  parts: /^visio\/pages\/page(\d+)\.xml$/i,
  block: 'Text',
  text: 'Text',
  place: (page) => ({ page }),
}

/** A document of Hangul (KS X 6101): section by section, its paragraphs. */
const HANGUL: Format = {
  parts: /^contents\/section(\d+)\.xml$/i,
  block: 'p',
  text: 't',
  place: () => ({}),
}

export const readVisio = (bytes: Uint8Array, entries: readonly ZipEntry[]): Promise<Extraction> =>
  readParts(VISIO, bytes, entries)
export const readHangul = (bytes: Uint8Array, entries: readonly ZipEntry[]): Promise<Extraction> =>
  readParts(HANGUL, bytes, entries)

function readParts({ parts, block, text, place }: Format, bytes: Uint8Array, entries: readonly ZipEntry[]): Promise<Extraction> {
  const numbered = entries
    .map((entry) => ({ entry, number: Number(parts.exec(entry.name)?.[1]) }))
    .filter(({ number }) => !Number.isNaN(number))
    .sort((a, b) => a.number - b.number)
  return Draft.compose(async (draft) => {
    for (const { entry, number } of numbered) {
      draft.at(place(number))
      const open: string[] = []
      let reading = 0
      await walkXml(entryText(bytes, entry), {
        open(name) {
          if (name === block) open.push('')
          if (name === text) reading++
        },
        text(words) {
          if (reading > 0 && open.length > 0) open.push(open.pop()! + words)
        },
        close(name) {
          if (name === text) reading--
          if (name === block) draft.add('text', open.pop() ?? '')
        },
      })
    }
  })
}
