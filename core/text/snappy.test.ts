import { expect, test } from 'vitest'
import { decompressSnappy } from './snappy.ts'

const unpacked = (...packed: number[]) => {
  const bytes = decompressSnappy(Uint8Array.from(packed), 1000)
  return bytes && Buffer.from(bytes).toString('latin1')
}
const letters = (text: string) => [...Buffer.from(text)]

test('stretches stand as they are, and references go back, over what they themselves write too', () => {
  expect(unpacked(3, 2 << 2, ...letters('ebb'))).toBe('ebb')
  // Six bytes from three back: a kind with one byte of distance, then one with two, then one with four.
  expect(unpacked(9, 2 << 2, ...letters('abc'), 1 | (2 << 2), 3)).toBe('abcabcabc')
  expect(unpacked(9, 2 << 2, ...letters('abc'), 2 | (5 << 2), 3, 0)).toBe('abcabcabc')
  expect(unpacked(9, 2 << 2, ...letters('abc'), 3 | (5 << 2), 3, 0, 0, 0)).toBe('abcabcabc')
  const long = 'x'.repeat(70)
  expect(unpacked(70, 60 << 2, 69, ...letters(long))).toBe(long)
})

test('what is cut, leads before the start or is longer than it says is damaged', () => {
  expect(unpacked()).toBeNull()
  expect(unpacked(3, 2 << 2, ...letters('eb'))).toBeNull()
  expect(unpacked(9, 2 << 2, ...letters('abc'), 1 | (2 << 2), 4)).toBeNull()
  expect(unpacked(2, 2 << 2, ...letters('ebb'))).toBeNull()
  expect(unpacked(0xff, 0xff, 0xff, 0xff, 0x0f)).toBeNull()
})
