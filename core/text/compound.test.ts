import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { isSound } from './compound.ts'

const read = (name: string) => Buffer.from(readFileSync(path.join(import.meta.dirname, 'fixtures', name)))

test.each(['fence.msg', 'slides.ppt', 'handbook.doc', 'budget.xls'])('%s comes to its ends', (name) => {
  expect(isSound(read(name))).toBe(true)
})

test('a sector that follows itself is a circle', () => {
  const bytes = read('fence.msg')
  const fat = (bytes.readInt32LE(76) + 1) * 512
  bytes.writeInt32LE(0, fat)
  expect(isSound(bytes)).toBe(false)
})

test('so is an entry that hangs on two others', () => {
  const bytes = read('fence.msg')
  const directory = (bytes.readInt32LE(48) + 1) * 512
  const child = bytes.readInt32LE(directory + 76)
  bytes.writeInt32LE(child, directory + 128 * (child === 1 ? 2 : 1) + 72)
  expect(isSound(bytes)).toBe(false)
})

test('what is cut short or no such file does no harm', () => {
  const bytes = read('fence.msg')
  for (let length = 0; length < bytes.length; length += 97) isSound(bytes.subarray(0, length))
  expect(isSound(Buffer.alloc(100))).toBe(false)
})
