// How well scanned pages are read: letters printed in a browser, aged as scanners and copiers do, and recognised.
//   npm run bench:ocr -- [--pages 4] [--json]
import { parseArgs } from 'node:util'
import { chromium, type Page } from '@playwright/test'
import { sentences } from '../core/evaluation/collection.ts'
import { distance } from '../core/evaluation/distance.ts'
import { readPicture } from '../core/text/ocr.ts'
import { browserHint, findBrowser, sandboxFlags } from './browser.ts'

const { values } = parseArgs({
  options: { pages: { type: 'string', default: '4' }, json: { type: 'boolean', default: false } },
})
const pages = Number(values.pages)

/** What a page has been through. */
interface Wear {
  readonly name: string
  readonly dpi: number
  /** Degrees. */
  readonly skew: number
  /** Standard deviation of each pixel's grey, of 255. */
  readonly noise: number
  /** Of 1,000 pixels, how many are black or white by chance. */
  readonly specks: number
  /** Grey of the ink, of 255; the paper is as much less than white. */
  readonly pale: number
}

const wears: readonly Wear[] = [
  { name: 'a good scan', dpi: 300, skew: 0, noise: 4, specks: 0, pale: 10 },
  { name: 'an office copier', dpi: 200, skew: 1, noise: 20, specks: 1, pale: 40 },
  { name: 'a worn copy', dpi: 150, skew: 2, noise: 40, specks: 10, pale: 60 },
]

/** A printed page of A5 in grey, row by row; 11 points, black on white before it is worn. */
function print(page: Page, text: string, wear: Wear, seed: number): Promise<{ columns: number; rows: number; grey: string }> {
  return page.evaluate(
    ({ text, wear, seed }) => {
      const dot = wear.dpi / 72
      const [columns, rows] = [Math.round(420 * dot), Math.round(595 * dot)]
      const canvas = new OffscreenCanvas(columns, rows)
      const pen = canvas.getContext('2d')!
      pen.fillStyle = 'white'
      pen.fillRect(0, 0, columns, rows)
      pen.fillStyle = 'black'
      pen.translate(columns / 2, rows / 2)
      pen.rotate((wear.skew * Math.PI) / 180)
      pen.translate(-columns / 2, -rows / 2)
      pen.font = `${11 * dot}px "DejaVu Serif", serif`
      let line = ''
      let y = 50 * dot
      const end = () => {
        pen.fillText(line, 40 * dot, y)
        y += 16 * dot
        line = ''
      }
      for (const word of text.split(' ')) {
        if (line && pen.measureText(`${line} ${word}`).width > 340 * dot) end()
        line = line ? `${line} ${word}` : word
      }
      end()
      const { data } = pen.getImageData(0, 0, columns, rows)
      // Mulberry32: the same wear in every run.
      let state = seed
      const random = () => {
        state = (state + 0x6d2b79f5) | 0
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
      }
      const bell = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
      let grey = ''
      for (let i = 0; i < columns * rows; i++) {
        const tone = wear.pale + (data[i * 4]! / 255) * (255 - 2 * wear.pale) + bell() * wear.noise
        const speck = random() * 1000 < wear.specks ? (random() < 0.5 ? 0 : 255) : tone
        grey += String.fromCharCode(Math.max(0, Math.min(255, Math.round(speck))))
      }
      return { columns, rows, grey: btoa(grey) }
    },
    { text, wear, seed },
  )
}

const plain = (text: string) =>
  text
    .normalize('NFKC')
    .replace(/[„“”»«]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/\s+/g, ' ')
    .trim()

const found = await findBrowser()
if (!found) throw new Error(`There is no browser to print with. ${browserHint()}`)
const { answers } = await sentences()
/** English and German by turns. */
const textOf = (n: number): string =>
  plain(
    answers[n % 2]!.slice(n * 10, n * 10 + 10)
      .join(' ')
      .slice(0, 1_400),
  )

const browser = await chromium.launch({ executablePath: found.path, args: [...sandboxFlags()] })
const rows: { wear: string; errors: number; seconds: number }[] = []
try {
  const page = await browser.newPage()
  for (const wear of wears) {
    let edits = 0
    let letters = 0
    let ms = 0
    for (let n = 0; n < pages; n++) {
      const text = textOf(n)
      const { columns, rows: height, grey } = await print(page, text, wear, n + 1)
      const bytes = Buffer.concat([Buffer.from(`P5\n${columns} ${height}\n255\n`), Buffer.from(grey, 'base64')])
      const began = performance.now()
      const lines = await readPicture({ bytes, dpi: wear.dpi, orientation: 1 }, ['deu', 'eng'])
      ms += performance.now() - began
      edits += distance(plain(lines.map((line) => line.text).join(' ')), text)
      letters += text.length
    }
    rows.push({ wear: wear.name, errors: edits / letters, seconds: ms / pages / 1000 })
  }
} finally {
  await browser.close()
}
if (values.json) console.log(JSON.stringify({ pages, rows }))
else
  for (const { wear, errors, seconds } of rows)
    console.log(`${wear}: ${(errors * 100).toFixed(2)} % of the letters, ${seconds.toFixed(1)} s a page`)
