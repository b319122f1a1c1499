import { OPS, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.min.mjs'
import type { Picture } from './ocr.ts'

/** A dense page of newsprint is read well at 300 dots an inch; more only takes longer. */
const MOST_DPI = 300
/** 24 MP: a page of 13 by 20 inches at 300 dots, or a poster at fewer. */
const MOST_PIXELS = 24_000_000

/** Pixels painted, by those of the page: a background, a mask for each colour, and what lies under others. */
const MOST_PAINTED = 12

/** [a b c d e f]: x′ = ax + cy + e, y′ = bx + dy + f. */
type Matrix = readonly [number, number, number, number, number, number]

/** As pdf.js gives an image: `kind` 1 is a bit a pixel (1 is white), 2 three bytes, 3 four; a mask paints where its bit is 0. */
interface Raster {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array | Uint8ClampedArray
  readonly kind?: number
}

interface Painted {
  readonly raster: Raster
  /** From the unit square, its origin below left, to the page. */
  readonly matrix: Matrix
  /** What a mask is filled with, 0 black to 255 white; null for an image that has tones of its own. */
  readonly ink: number | null
}

/**
 * A page as the images on it show it, in grey: a scan is one image, or strips of one, or a dark mask over a pale background.
 * Letters and lines are not drawn: this is for pages without any. Null where there is no image.
 */
export async function pictureOf(page: PDFPageProxy): Promise<Picture | null> {
  const painted = await imagesOf(page)
  if (painted.length === 0) return null
  const { width, height, transform } = page.getViewport({ scale: 1 }) // The page's own turning is in it.
  const finest = Math.max(...painted.map(({ raster, matrix }) => raster.width / Math.hypot(matrix[0], matrix[1]))) * 72
  const dpi = Math.min(MOST_DPI, Math.max(72, finest), 72 * Math.sqrt(MOST_PIXELS / (width * height)))
  const [columns, rows] = [Math.max(1, Math.round((width * dpi) / 72)), Math.max(1, Math.round((height * dpi) / 72))]
  const pixels = new Uint8Array(columns * rows).fill(255)
  const zoom: Matrix = [dpi / 72, 0, 0, dpi / 72, 0, 0]
  let left = MOST_PAINTED * pixels.length
  for (const { raster, matrix, ink } of painted) {
    if (left <= 0) break
    left -= paint(raster, multiply(zoom, multiply(transform as unknown as Matrix, matrix)), ink, { pixels, columns, rows })
  }
  const header = Buffer.from(`P5\n${columns} ${rows}\n255\n`)
  return { bytes: Buffer.concat([header, pixels]), dpi, orientation: 1 }
}

/** The images of a page, in the order they are painted. */
async function imagesOf(page: PDFPageProxy): Promise<readonly Painted[]> {
  const { fnArray, argsArray } = await page.getOperatorList()
  const painted: Painted[] = []
  let state: { matrix: Matrix; ink: number } = { matrix: [1, 0, 0, 1, 0, 0], ink: 0 }
  const saved: (typeof state)[] = []
  const add = async (image: unknown, ink: number | null) => {
    const raster = await rasterOf(page, image)
    if (raster) painted.push({ raster, matrix: state.matrix, ink })
  }
  for (let i = 0; i < fnArray.length; i++) {
    const args = argsArray[i]
    switch (fnArray[i]) {
      case OPS.save:
      case OPS.paintFormXObjectBegin:
        saved.push(state)
        if (fnArray[i] === OPS.paintFormXObjectBegin && args?.[0]) state = { ...state, matrix: multiply(state.matrix, args[0]) }
        break
      case OPS.restore:
      case OPS.paintFormXObjectEnd:
        state = saved.pop() ?? state
        break
      case OPS.transform:
        state = { ...state, matrix: multiply(state.matrix, (Array.isArray(args[0]) ? args[0] : args) as unknown as Matrix) }
        break
      case OPS.setFillRGBColor:
        state = { ...state, ink: greyOf(args[0]) }
        break
      case OPS.paintImageXObject:
      case OPS.paintInlineImageXObject:
        await add(args[0], null)
        break
      case OPS.paintImageMaskXObject:
        await add(typeof args[0]?.data === 'string' ? args[0].data : args[0], state.ink)
        break
    }
  }
  return painted
}

/** Images are in the operator itself or, by name, among the objects of the page or the document; null where decoding failed. */
async function rasterOf(page: PDFPageProxy, image: unknown): Promise<Raster | null> {
  if (typeof image !== 'string') return isRaster(image) ? image : null
  const objects = image.startsWith('g_') ? page.commonObjs : page.objs
  const found = await new Promise<unknown>((resolve) => objects.get(image, resolve, () => resolve(null)))
  return isRaster(found) ? found : null
}

const isRaster = (value: unknown): value is Raster => {
  const { data, width, height } = (value ?? {}) as Partial<Raster>
  return ArrayBuffer.isView(data) && Number(width) > 0 && Number(height) > 0
}

/** `#rrggbb` to the brightness that an eye sees (ITU-R BT.601). */
function greyOf(colour: unknown): number {
  const [r, g, b] = (/^#(..)(..)(..)$/.exec(String(colour)) ?? []).slice(1).map((hex) => Number.parseInt(hex, 16))
  return r === undefined ? 0 : (r * 77 + g! * 150 + b! * 29) >> 8
}

interface Canvas {
  readonly pixels: Uint8Array
  readonly columns: number
  readonly rows: number
}

/**
 * Every pixel of the canvas that the image covers takes the mean of 2 × 2 samples of it, so that thin strokes survive shrinking.
 * Gives how many pixels it looked at.
 */
function paint(raster: Raster, matrix: Matrix, ink: number | null, { pixels, columns, rows }: Canvas): number {
  const [a, b, c, d, e, f] = matrix
  const area = a * d - b * c
  if (Math.abs(area) < 1) return 0
  const corners = [
    [e, f],
    [a + e, b + f],
    [c + e, d + f],
    [a + c + e, b + d + f],
  ] as const
  const edge = (values: readonly number[], most: number) =>
    [Math.max(0, Math.floor(Math.min(...values))), Math.min(most, Math.ceil(Math.max(...values)))] as const
  const [left, right] = edge(
    corners.map(([x]) => x),
    columns,
  )
  const [top, bottom] = edge(
    corners.map(([, y]) => y),
    rows,
  )
  const toneAt = reader(raster)
  const { width, height } = raster
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++) {
      let [sum, covered] = [0, 0]
      for (let sample = 0; sample < 4; sample++) {
        const [px, py] = [x + 0.25 + (sample & 1) / 2 - e, y + 0.25 + (sample >> 1) / 2 - f]
        const u = (px * d - py * c) / area
        const v = (py * a - px * b) / area
        if (u < 0 || u >= 1 || v < 0 || v >= 1) continue
        const tone = toneAt((u * width) | 0, ((1 - v) * height) | 0)
        if (ink !== null && tone !== 0) continue
        sum += ink ?? tone
        covered++
      }
      const at = y * columns + x
      if (covered > 0) pixels[at] = (sum + pixels[at]! * (4 - covered)) >> 2
    }
  return Math.max(0, right - left) * Math.max(0, bottom - top)
}

/** How bright the image is at a pixel, 0 to 255. */
function reader({ width, height, data, kind }: Raster): (x: number, y: number) => number {
  const last = height - 1
  const grey = (at: number) => (data[at]! * 77 + data[at + 1]! * 150 + data[at + 2]! * 29) >> 8
  if (kind === 2) return (x, y) => grey((Math.min(y, last) * width + x) * 3)
  if (kind === 3) return (x, y) => grey((Math.min(y, last) * width + x) * 4)
  const stride = (width + 7) >> 3
  return (x, y) => ((data[Math.min(y, last) * stride + (x >> 3)]! >> (7 - (x & 7))) & 1) * 255
}

const multiply = ([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix => [
  a * g + c * h,
  b * g + d * h,
  a * i + c * j,
  b * i + d * j,
  a * k + c * l + e,
  b * k + d * l + f,
]
