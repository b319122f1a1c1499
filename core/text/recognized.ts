import type { OcrLanguage } from '../contract/engine.ts'
import type { Line } from './pdf-layout.ts'

/** The number of the page that a picture is. */
export const PICTURE = 0

/** A scanned page, or a picture, as it was recognised. No lines: there is nothing to read on it. */
export interface RecognizedPage {
  readonly page: number
  readonly lines: readonly Line[]
}

const LANGUAGES: Readonly<Record<string, OcrLanguage>> = { en: 'eng', de: 'deu', fr: 'fra', es: 'spa', ar: 'ara', ja: 'jpn' }

/**
 * The languages that scans are most likely in: the person's own, where there are data for it, and English.
 * @param locale BCP 47
 */
export function likelyLanguages(locale: string): readonly OcrLanguage[] {
  const own = LANGUAGES[locale.split('-')[0]!.toLowerCase()] ?? 'eng'
  return own === 'eng' ? ['eng'] : [own, 'eng']
}

/** Page numbers as a person writes them: "1–3, 7". */
export function writeRanges(pages: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const page of pages) {
    const last = ranges.at(-1)
    if (last && page === last[1] + 1) last[1] = page
    else ranges.push([page, page])
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(', ')
}

export const readRanges = (ranges: string): number[] =>
  ranges.split(', ').flatMap((range) => {
    const [first, last = first] = range.split('–').map(Number) as [number, number?]
    return Array.from({ length: last - first + 1 }, (_, i) => first + i)
  })
