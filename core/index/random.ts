/** Repeatable numbers in [0, 1): mulberry32. An index built twice from the same files is the same. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** `count` different whole numbers below `n`, in random order (partial Fisher–Yates). */
export function sample(n: number, count: number, random: () => number): Uint32Array {
  const all = Uint32Array.from({ length: n }, (_, i) => i)
  for (let i = 0; i < Math.min(count, n); i++) {
    const j = i + Math.floor(random() * (n - i))
    const swap = all[i]!
    all[i] = all[j]!
    all[j] = swap
  }
  return all.subarray(0, Math.min(count, n))
}
