import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { gunzipSync } from 'node:zlib'
import type { Start, TessBaseAPI, Tesseract } from 'tesseract.js-core'
import type { OcrLanguage } from '../contract/engine.ts'
import { Unreadable } from './failure.ts'
import type { Line } from './pdf-layout.ts'
import { smoothed } from './smooth.ts'

/** A picture in a format that Leptonica reads: PNG, JPEG, TIFF, WebP, BMP, GIF or PNM. */
export interface Picture {
  readonly bytes: Uint8Array
  /** Pixels an inch; null where nobody knows. */
  readonly dpi: number | null
  /** Exif's: 1 upright, 6 to be turned right by a quarter. */
  readonly orientation: number
}

/** Where a picture does not say: only the proportions of its lines matter then. */
const USUAL_DPI = 150
/** Words below it are guesses; of a photograph's leaves and bricks most are. Of a clean scan's words, 99 of 100 are above 60. */
const LEAST_CONFIDENCE = 40
/** A line that is half guessed is none. */
const LEAST_LINE_CONFIDENCE = 55

const require = createRequire(import.meta.url)

/** A module with one relaxed instruction (i8x16.relaxed_swizzle): valid where the processor and the engine have them. */
const RELAXED_SIMD = Uint8Array.of(
  ...[
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 15, 1, 13, 0, 65, 1, 253, 15, 65, 2, 253, 15, 253, 128,
    2, 11,
  ],
)

/** Tesseract as WebAssembly, called directly: tesseract.js around it would start a thread and knows how to download. */
let started: Promise<Tesseract> | undefined
let ready: { readonly languages: string; readonly api: TessBaseAPI } | undefined

function start(): Promise<Tesseract> {
  const build = WebAssembly.validate(RELAXED_SIMD) ? 'relaxedsimd-lstm' : 'lstm'
  const silent = () => {}
  started ??= (require(`tesseract.js-core/tesseract-core-${build}`) as Start)({ print: silent, printErr: silent })
  return started
}

/** The data that come with Kenning; nothing is ever downloaded. */
async function open(languages: readonly OcrLanguage[]): Promise<{ readonly tesseract: Tesseract; readonly api: TessBaseAPI }> {
  const tesseract = await start()
  const wanted = languages.join('+')
  if (ready?.languages === wanted) return { tesseract, api: ready.api }
  ready?.api.End()
  for (const language of languages) {
    const file = require.resolve(`@tesseract.js-data/${language}/4.0.0_best_int/${language}.traineddata.gz`)
    tesseract.FS.writeFile(`/${language}.traineddata`, gunzipSync(await readFile(file)))
  }
  const api = new tesseract.TessBaseAPI()
  if (api.Init(null, wanted, 1) !== 0) throw new Error(`Tesseract does not start with ${wanted}.`)
  ready = { languages: wanted, api }
  return { tesseract, api }
}

/** Where less than this share of the letters is kept, noise was read too. Of a good scan it is all, of an office copy .99. */
const MOSTLY = 0.8

/**
 * Reads the words in a picture, line by line, in reading order. Lengths are points. A noisy scan of which little can be read is read
 * again without its noise: of a worn copy at 150 dots an inch, nothing became five letters of six.
 *
 * @throws {Unreadable} `damaged` when it is no picture that can be read
 */
export async function readPicture(picture: Picture, languages: readonly OcrLanguage[]): Promise<readonly Line[]> {
  const scale = 72 / (picture.dpi ?? USUAL_DPI)
  const found = await recognize(picture, languages)
  const lines = linesOf(found, scale)
  if (lettersOf(lines) > MOSTLY * lettersFound(found)) return lines
  const bytes = smoothed(picture.bytes)
  if (!bytes) return lines
  const again = linesOf(await recognize({ ...picture, bytes }, languages), scale)
  return lettersOf(again) > lettersOf(lines) ? again : lines
}

const lettersOf = (lines: readonly Line[]): number => lines.reduce((sum, { text }) => sum + text.length, 0)

/** Letters of all words, guesses and all. */
const lettersFound = (tsv: string): number =>
  tsv.split('\n').reduce((sum, row) => sum + (row.startsWith('5\t') ? row.slice(row.lastIndexOf('\t') + 1).trim().length : 0), 0)

/** Tesseract's table of what it sees. */
async function recognize({ bytes, orientation, dpi }: Picture, languages: readonly OcrLanguage[]): Promise<string> {
  const { tesseract, api } = await open(languages)
  tesseract.FS.writeFile('/input', bytes)
  try {
    if (api.SetImageFile(orientation, 0) === 1) throw new Unreadable('damaged', 'The picture is damaged.')
    api.SetVariable('tessedit_pageseg_mode', '3')
    api.SetVariable('user_defined_dpi', String(Math.round(dpi ?? USUAL_DPI)))
    api.Recognize(null)
    return api.GetTSVText(0)
  } finally {
    api.Clear()
    tesseract.FS.unlink('/input')
  }
}

interface Word {
  readonly line: string
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly confidence: number
  readonly text: string
}

/** Columns: level, page, block, paragraph, line, word, left, top, width, height, confidence, text. Level 1 is the page, 5 a word. */
export function linesOf(tsv: string, scale: number): readonly Line[] {
  let pageHeight = 0
  const words: Word[] = []
  for (const row of tsv.split('\n')) {
    const [level, , block, paragraph, line, , left, top, width, height, confidence, text = ''] = row.split('\t')
    if (level === '1') pageHeight = Number(height)
    if (level !== '5' || text.trim() === '' || Number(confidence) < LEAST_CONFIDENCE) continue
    words.push({
      line: `${block} ${paragraph} ${line}`,
      left: Number(left),
      top: Number(top),
      width: Number(width),
      height: Number(height),
      confidence: Number(confidence),
      text,
    })
  }
  const lines = [...Map.groupBy(words, ({ line }) => line).values()].filter(isLine)
  const usual = median(lines.map(heightOf))
  return lines.map((line) => {
    const height = heightOf(line)
    return {
      text: line.map(({ text }) => text).join(' '),
      left: Math.min(...line.map(({ left }) => left)) * scale,
      right: Math.max(...line.map(({ left, width }) => left + width)) * scale,
      y: (pageHeight - Math.max(...line.map(({ top, height }) => top + height))) * scale,
      // A line without a descender is a fifth less high than one with: only another size of type counts.
      size: (height > usual * 1.5 || height < usual * 0.6 ? height : usual) * scale,
    }
  })
}

/** What a person would call a line: mostly read with confidence, and with something of a word or a number in it. */
const isLine = (words: readonly Word[]): boolean =>
  words.reduce((sum, { confidence }) => sum + confidence, 0) / words.length >= LEAST_LINE_CONFIDENCE &&
  (words
    .map(({ text }) => text)
    .join('')
    .match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= 2

const heightOf = (words: readonly Word[]): number => median(words.map(({ height }) => height))

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0
