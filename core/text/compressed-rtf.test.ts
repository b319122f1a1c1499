import { expect, test } from 'vitest'
import { decompressRtf } from './compressed-rtf.ts'

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex')

// [MS-OXRTFCP] 3.1 and 3.2
const SIMPLE = '2d000000 2b000000 4c5a4675 f1c5c7a7 03000a00 72637067 31323542 320af320 68656c09 00206277 05b06c64 7d0a800f a0'
const CROSSING = '1a000000 1c000000 4c5a4675 e2d44b51 41000420 5758595a 0d6e7d01 0eb0'

test('what the specification packs comes out as it went in, with references that cross where they are written', () => {
  expect(decompressRtf(bytes(SIMPLE), 1000)?.toString()).toBe('{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n')
  expect(decompressRtf(bytes(CROSSING), 1000)?.toString()).toBe('{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}')
})

test('what is not packed is as it is, and what is packed in no known way is nothing', () => {
  const plain = Buffer.concat([bytes('17000000 0b000000 4d454c41 00000000'), Buffer.from('{\\rtf1 Ana}')])
  expect(decompressRtf(plain, 1000)?.toString()).toBe('{\\rtf1 Ana}')
  expect(decompressRtf(Buffer.from('nothing of the kind'), 1000)).toBeNull()
})

test('cut anywhere it gives its start, and never more than is asked for', () => {
  const whole = bytes(SIMPLE)
  for (let end = 16; end < whole.length; end++)
    expect('{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n').toContain(String(decompressRtf(whole.subarray(0, end), 1000)))
  expect(decompressRtf(whole, 5)?.toString()).toBe('{\\rtf')
})
