/** Bytes of a file, half-open. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * What a `Range` header asks of a file of `size` bytes: all of it when there is none, or one of a form that need not be
 * understood (RFC 9110, 14.2); null when it lies outside of the file.
 */
export function byteRange(header: string | null | undefined, size: number): (ByteRange & { readonly partial: boolean }) | null {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (!asked || (asked[1] === '' && asked[2] === '')) return { start: 0, end: size, partial: false }
  const [first, last] = [asked[1]!, asked[2]!]
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1)
  return start < end ? { start, end, partial: true } : null
}
