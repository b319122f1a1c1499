/** As `pictureOf` writes them: a shade a pixel, row by row from the top (Netpbm's "raw" grey maps). */
const HEADER = /^P5\n(\d+) (\d+)\n255\n/

/**
 * A picture in grey without its noise: each pixel becomes the mean of the nine around it, twice, which is nearly a bell of 1.2 pixels.
 * Null where the bytes are no such picture.
 */
export function smoothed(bytes: Uint8Array): Uint8Array | null {
  const header = HEADER.exec(Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 32)).toString('latin1'))
  if (!header) return null
  const [columns, rows] = [Number(header[1]), Number(header[2])]
  const pixels = bytes.slice(header[0].length)
  for (let round = 0; round < 2; round++) {
    meanOfThree(pixels, { lines: rows, line: columns, length: columns, step: 1 })
    meanOfThree(pixels, { lines: columns, line: 1, length: rows, step: columns })
  }
  return Buffer.concat([bytes.subarray(0, header[0].length), pixels])
}

interface Lines {
  readonly lines: number
  /** From one line to the next, and from one pixel of a line to the next. */
  readonly line: number
  readonly step: number
  /** Pixels of a line. */
  readonly length: number
}

/** In place; the pixels at both ends stay as they are. */
function meanOfThree(pixels: Uint8Array, { lines, line, length, step }: Lines): void {
  for (let n = 0; n < lines; n++) {
    let before = pixels[n * line]!
    for (let at = n * line + step, i = 1; i < length - 1; i++, at += step) {
      const here = pixels[at]!
      pixels[at] = (before + here + pixels[at + step]!) / 3
      before = here
    }
  }
}
