/**
 * A block as Snappy packs it (google/snappy, format_description.txt): its length, then stretches of bytes and references back.
 * @param most bytes that are given at most
 * @returns null where it is damaged, or longer
 */
export function decompressSnappy(packed: Uint8Array, most: number): Uint8Array | null {
  let at = 0
  let size = 0
  for (let shift = 0; ; shift += 7) {
    const byte = packed[at++]
    if (byte === undefined || shift > 28) return null
    size += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) break
  }
  if (size > most) return null
  const found = new Uint8Array(size)
  let length = 0
  /** A number of so many bytes, the least first. */
  const number = (bytes: number) => {
    let value = 0
    for (let i = 0; i < bytes; i++) value += (packed[at++] ?? 0) * 2 ** (8 * i)
    return value
  }
  while (at < packed.length) {
    const tag = packed[at++]!
    const kind = tag & 3
    if (kind === 0) {
      const count = (tag >> 2 < 60 ? tag >> 2 : number((tag >> 2) - 59)) + 1
      if (at + count > packed.length || length + count > size) return null
      found.set(packed.subarray(at, at + count), length)
      at += count
      length += count
      continue
    }
    const count = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1
    const back = kind === 1 ? (tag >> 5) * 256 + number(1) : number(kind === 2 ? 2 : 4)
    if (back === 0 || back > length || length + count > size) return null
    for (let i = 0; i < count; i++, length++) found[length] = found[length - back]!
  }
  return length === size ? found : null
}
