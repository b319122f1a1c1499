import { expect, test } from 'vitest'
import { smoothed } from './smooth.ts'

const picture = (columns: number, rows: number, pixels: readonly number[]) =>
  Buffer.concat([Buffer.from(`P5\n${columns} ${rows}\n255\n`), Buffer.from(pixels)])

test('a speck is spread over what is around it', () => {
  const row = smoothed(picture(7, 1, [255, 255, 255, 0, 255, 255, 255]))!
  expect([...row.subarray(-7)]).toEqual([255, 226, 198, 170, 198, 226, 255])
  expect(smoothed(Buffer.from('\x89PNG'))).toBeNull()
})

test('columns are treated as rows are, and what is even stays so', () => {
  const [columns, rows] = [9, 6]
  const pixels = Array.from({ length: columns * rows }, (_, i) => (i * 7919) % 256)
  const turned = Array.from({ length: columns * rows }, (_, i) => pixels[(i % rows) * columns + Math.floor(i / rows)]!)
  const [a, b] = [
    smoothed(picture(columns, rows, pixels))!.subarray(-54),
    smoothed(picture(rows, columns, turned))!.subarray(-54),
  ]
  // Rounded in another order: by two of 255 at most.
  for (let i = 0; i < 54; i++) expect(Math.abs(b[i]! - a[(i % rows) * columns + Math.floor(i / rows)]!)).toBeLessThan(3)
  expect(smoothed(picture(4, 4, Array(16).fill(99)))).toEqual(picture(4, 4, Array(16).fill(99)))
})
