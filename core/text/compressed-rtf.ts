/** [MS-OXRTFCP] 2.1.2.1: what the dictionary holds before the first byte. */
const DICTIONARY =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New Roman' +
  'Courier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx'
const DICTIONARY_BYTES = 4096
const HEADER_BYTES = 16
const TYPE = { compressed: 'LZFu', plain: 'MELA' } as const

/**
 * RTF as Outlook packs it ([MS-OXRTFCP]): runs of eight, each a byte or a place in the last 4 KB that goes on for 2 to 17.
 * @param most bytes that are given at most
 * @returns null where it is packed in no way that is known
 */
export function decompressRtf(packed: Uint8Array, most: number): Uint8Array | null {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength)
  if (bytes.length < HEADER_BYTES) return null
  const size = Math.min(bytes.readUInt32LE(4), most)
  const type = bytes.toString('latin1', 8, 12)
  if (type === TYPE.plain) return bytes.subarray(HEADER_BYTES, HEADER_BYTES + size)
  if (type !== TYPE.compressed) return null

  const dictionary = Buffer.alloc(DICTIONARY_BYTES, ' ')
  let write = dictionary.write(DICTIONARY, 'latin1')
  const found = Buffer.alloc(size)
  let length = 0
  const put = (byte: number) => {
    found[length++] = byte
    dictionary[write] = byte
    write = (write + 1) % DICTIONARY_BYTES
  }
  for (let at = HEADER_BYTES; at < bytes.length && length < size; ) {
    const run = bytes[at++]!
    for (let bit = 0; bit < 8 && at < bytes.length && length < size; bit++) {
      if ((run & (1 << bit)) === 0) {
        put(bytes[at++]!)
        continue
      }
      if (at + 2 > bytes.length) return found.subarray(0, length)
      const reference = bytes.readUInt16BE(at)
      at += 2
      const from = reference >> 4
      if (from === write) return found.subarray(0, length) // The end.
      for (let i = 0; i < (reference & 15) + 2 && length < size; i++) put(dictionary[(from + i) % DICTIONARY_BYTES]!)
    }
  }
  return found.subarray(0, length)
}
