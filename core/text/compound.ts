/** Chains end with a negative number ([MS-CFB] 2.1), directory entries that are not there are -1. */
const HEADER = { sectorShift: 30, fatCount: 44, directory: 48, miniFat: 60, difat: 68, difatCount: 72, fat: 76 } as const
const FAT_IN_HEADER = 109
const ENTRY_BYTES = 128
const ENTRY = { type: 66, left: 68, right: 72, child: 76 } as const

/**
 * Whether a compound file's chains of sectors and its tree of entries come to an end. Readers follow them as they are written, and
 * one that runs in a circle keeps them for ever. Linear in the file's tables.
 */
export function isSound(bytes: Uint8Array): boolean {
  if (bytes.length < 512) return false
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = 1 << (view.getUint16(HEADER.sectorShift, true) === 12 ? 12 : 9)
  const int = (at: number) => (at + 4 <= bytes.length ? view.getInt32(at, true) : -1)
  const sector = (number: number) => (number + 1) * size
  const within = (number: number) => number >= 0 && sector(number) < bytes.length

  const sectors: number[] = []
  for (let i = 0; i < Math.min(FAT_IN_HEADER, int(HEADER.fatCount)); i++) sectors.push(int(HEADER.fat + 4 * i))
  const seen = new Set<number>()
  for (let at = int(HEADER.difat); int(HEADER.difatCount) > 0 && within(at); at = int(sector(at) + size - 4)) {
    if (seen.has(at)) return false
    seen.add(at)
    for (let i = 0; i < size / 4 - 1; i++) sectors.push(int(sector(at) + 4 * i))
  }
  const table = (of: readonly number[]) =>
    Int32Array.from({ length: (of.length * size) / 4 }, (_, i) => {
      const number = of[Math.floor((i * 4) / size)]!
      return within(number) ? int(sector(number) + ((i * 4) % size)) : -1
    })
  const fat = table(sectors)
  if (!ends(fat)) return false
  const chain = (start: number) => {
    const found: number[] = []
    for (let at = start; within(at); at = fat[at] ?? -1) found.push(at)
    return found
  }
  return ends(table(chain(int(HEADER.miniFat)))) && isTree(chain(int(HEADER.directory)).map(sector), size, int, bytes)
}

/** Whether no chain comes back to where it was; each number is what follows its place. */
function ends(next: Int32Array): boolean {
  const walk = new Int32Array(next.length)
  for (let start = 0; start < next.length; start++) {
    if (walk[start] !== 0) continue
    for (let at = start; at >= 0 && at < next.length; at = next[at]!) {
      if (walk[at] === start + 1) return false
      if (walk[at] !== 0) break
      walk[at] = start + 1
    }
  }
  return true
}

/** Whether every entry hangs on one other at most, and none on itself or above the root. */
function isTree(offsets: readonly number[], size: number, int: (at: number) => number, bytes: Uint8Array): boolean {
  const held = new Set([0])
  for (const offset of offsets)
    for (let at = offset; at < offset + size; at += ENTRY_BYTES) {
      if (![1, 2, 5].includes(bytes[at + ENTRY.type] ?? 0)) continue
      for (const field of [ENTRY.left, ENTRY.right, ENTRY.child]) {
        const entry = int(at + field)
        if (entry < 0) continue
        if (held.has(entry)) return false
        held.add(entry)
      }
    }
  return true
}
