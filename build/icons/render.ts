// Renders icon.svg into what the systems want, with librsvg's rsvg-convert: `node build/run.mjs build/icons/render.ts`.
// The results are committed: electron-builder would fetch a tool to convert them.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const here = import.meta.dirname
const source = path.join(here, 'icon.svg')
const png = (size: number): Buffer => execFileSync('rsvg-convert', ['--width', `${size}`, '--height', `${size}`, source])

/** Windows: a directory of images, then the images; PNG inside is understood since Vista. 0 stands for 256. */
function ico(sizes: readonly number[]): Buffer {
  const images = sizes.map((size) => ({ size, data: png(size) }))
  const head = Buffer.alloc(6 + 16 * images.length)
  head.writeUInt16LE(1, 2) // An icon, not a cursor.
  head.writeUInt16LE(images.length, 4)
  let offset = head.length
  images.forEach(({ size, data }, i) => {
    const entry = 6 + 16 * i
    head.writeUInt8(size % 256, entry)
    head.writeUInt8(size % 256, entry + 1)
    head.writeUInt16LE(1, entry + 4) // Colour planes.
    head.writeUInt16LE(32, entry + 6) // Bits per pixel.
    head.writeUInt32LE(data.length, entry + 8)
    head.writeUInt32LE(offset, entry + 12)
    offset += data.length
  })
  return Buffer.concat([head, ...images.map(({ data }) => data)])
}

/** macOS: blocks of type, length and PNG. The types name a size; the later ones are the same sizes for dense screens. */
function icns(types: Readonly<Record<string, number>>): Buffer {
  const block = (type: string, data: Buffer) => {
    const head = Buffer.alloc(8)
    head.write(type, 'ascii')
    head.writeUInt32BE(8 + data.length, 4)
    return Buffer.concat([head, data])
  }
  return block('icns', Buffer.concat(Object.entries(types).map(([type, size]) => block(type, png(size)))))
}

mkdirSync(path.join(here, 'png'), { recursive: true })
for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) writeFileSync(path.join(here, `png/${size}x${size}.png`), png(size))
writeFileSync(path.join(here, 'icon.ico'), ico([16, 24, 32, 48, 64, 128, 256]))
writeFileSync(
  path.join(here, 'icon.icns'),
  icns({ icp4: 16, icp5: 32, ic07: 128, ic08: 256, ic09: 512, ic10: 1024, ic11: 32, ic12: 64, ic13: 256, ic14: 512 }),
)
