/** Beyond this many insertions and deletions two texts are not versions of each other; it bounds the work to about its square. */
const MOST_EDITS = 1_500

/**
 * For each unit of `a` the unit of `b` it is, or −1: a longest common subsequence, by the greedy algorithm of Myers (1986). All −1 when
 * the two differ by more than `MOST_EDITS`.
 */
export function matches(a: string, b: string): Int32Array {
  const found = Int32Array.from({ length: a.length }, () => -1)
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) found[head] = head++
  let tail = 0
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) {
    found[a.length - 1 - tail] = b.length - 1 - tail
    tail++
  }
  const n = a.length - head - tail
  const m = b.length - head - tail
  const trace = furthest(a.slice(head, head + n), b.slice(head, head + m))
  if (!trace) return found
  let x = n
  let y = m
  for (let edits = trace.length - 1; edits >= 0 && (x > 0 || y > 0); edits--) {
    const before = edits > 0 ? trace[edits - 1]! : null
    const k = x - y
    const reach = (diagonal: number) => before?.[diagonal + edits - 1] ?? -1
    const down = edits > 0 && (k === -edits || (k !== edits && reach(k - 1) < reach(k + 1)))
    const fromX = edits === 0 ? 0 : down ? reach(k + 1) : reach(k - 1)
    const fromY = edits === 0 ? 0 : fromX - (down ? k + 1 : k - 1)
    while (x > fromX && y > fromY && x > 0 && y > 0 && a[head + x - 1] === b[head + y - 1]) found[head + --x] = head + --y
    x = fromX
    y = fromY
  }
  return found
}

/** How far in `a` one comes on each diagonal with 0, 1, 2 … edits; diagonal k of step d at index k + d. Null when it takes too many. */
function furthest(a: string, b: string): Int32Array[] | null {
  const trace: Int32Array[] = []
  for (let edits = 0; edits <= Math.min(MOST_EDITS, a.length + b.length); edits++) {
    const before = trace[edits - 1]
    const reached = new Int32Array(2 * edits + 1)
    for (let k = -edits; k <= edits; k += 2) {
      const up = before?.[k + edits] ?? -1 // Diagonal k + 1 of the step before.
      const left = before?.[k + edits - 2] ?? -1
      let x = edits === 0 ? 0 : k === -edits || (k !== edits && left < up) ? up : left + 1
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++
      reached[k + edits] = x
      if (x >= a.length && x - k >= b.length) {
        trace.push(reached)
        return trace
      }
    }
    trace.push(reached)
  }
  return null
}
