/** Levenshtein's distance, two rows at a time: O(a·b), so for pages. */
export function distance(a: string, b: string): number {
  let before = Uint32Array.from({ length: b.length + 1 }, (_, i) => i)
  let row = new Uint32Array(b.length + 1)
  for (let i = 1; i <= a.length; i++) {
    row[0] = i
    const letter = a.charCodeAt(i - 1)
    for (let j = 1; j <= b.length; j++) {
      const changed = before[j - 1]! + (letter === b.charCodeAt(j - 1) ? 0 : 1)
      row[j] = Math.min(changed, before[j]! + 1, row[j - 1]! + 1)
    }
    ;[before, row] = [row, before]
  }
  return before[b.length]!
}
