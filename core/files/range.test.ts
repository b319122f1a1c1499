import { describe, expect, it } from 'vitest'
import { byteRange } from './range.ts'

describe('a range of a file of 100 bytes', () => {
  it.each([
    [undefined, { start: 0, end: 100, partial: false }],
    ['bytes=0-9', { start: 0, end: 10, partial: true }],
    ['bytes=90-', { start: 90, end: 100, partial: true }],
    ['bytes=-5', { start: 95, end: 100, partial: true }],
    ['bytes=-500', { start: 0, end: 100, partial: true }],
    ['bytes=50-5000', { start: 50, end: 100, partial: true }],
    // Forms that a server may leave alone: it then sends the whole.
    ['bytes=0-1,5-6', { start: 0, end: 100, partial: false }],
    ['lines=1-2', { start: 0, end: 100, partial: false }],
    ['bytes=-', { start: 0, end: 100, partial: false }],
  ])('%s', (header, expected) => expect(byteRange(header, 100)).toEqual(expected))

  it.each(['bytes=100-', 'bytes=9-3', 'bytes=-0'])('%s lies outside', (header) => expect(byteRange(header, 100)).toBeNull())
})
