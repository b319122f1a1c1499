// The loops that search spends its time in, for WebAssembly SIMD (AssemblyScript). TypeScript around them owns the memory:
// every argument that is a `usize` is a byte address. Vectors are unit length; i16 vectors are round(16384 · x), so a dot
// product of two is at most 16384² · 1.1 ≈ 2.9e8 and fits an i32. dim is a multiple of 16; query rows are a multiple of 16,
// the surplus filled with zeros.

// @ts-nocheck: AssemblyScript, compiled by asc

@inline function sumI32(v: v128): i32 {
  const t = i32x4.add(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1))
  return i32x4.extract_lane(t, 0) + i32x4.extract_lane(t, 1)
}

@inline function sumU8(v: v128): i32 {
  return sumI32(i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(v)))
}

/** Four vectors of partial sums → one vector of four sums. */
@inline function sumsI32(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7))
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7))
  return i32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), v128.shuffle<i32>(ab, cd, 2, 3, 6, 7))
}

/** Four dot products: of one vector with four rows that lie together. */
@inline function dots(x: usize, rows: usize, row: usize): v128 {
  const r1 = rows + row, r2 = r1 + row, r3 = r2 + row
  let a0 = i32x4.splat(0), a1 = a0, a2 = a0, a3 = a0
  for (let i: usize = 0; i < row; i += 16) {
    const p = v128.load(x + i)
    a0 = i32x4.add(a0, i32x4.dot_i16x8_s(p, v128.load(rows + i)))
    a1 = i32x4.add(a1, i32x4.dot_i16x8_s(p, v128.load(r1 + i)))
    a2 = i32x4.add(a2, i32x4.dot_i16x8_s(p, v128.load(r2 + i)))
    a3 = i32x4.add(a3, i32x4.dot_i16x8_s(p, v128.load(r3 + i)))
  }
  return sumsI32(a0, a1, a2, a3)
}

/** Eight dot products, of two vectors with the same four rows, each of which is loaded once → i32 [4] at `toX` and at `toY` */
@inline function dotsOfTwo(x: usize, y: usize, rows: usize, row: usize, toX: usize, toY: usize): void {
  const r1 = rows + row, r2 = r1 + row, r3 = r2 + row
  let a0 = i32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0
  for (let i: usize = 0; i < row; i += 16) {
    const p = v128.load(x + i), q = v128.load(y + i)
    let r = v128.load(rows + i)
    a0 = i32x4.add(a0, i32x4.dot_i16x8_s(p, r)); b0 = i32x4.add(b0, i32x4.dot_i16x8_s(q, r))
    r = v128.load(r1 + i)
    a1 = i32x4.add(a1, i32x4.dot_i16x8_s(p, r)); b1 = i32x4.add(b1, i32x4.dot_i16x8_s(q, r))
    r = v128.load(r2 + i)
    a2 = i32x4.add(a2, i32x4.dot_i16x8_s(p, r)); b2 = i32x4.add(b2, i32x4.dot_i16x8_s(q, r))
    r = v128.load(r3 + i)
    a3 = i32x4.add(a3, i32x4.dot_i16x8_s(p, r)); b3 = i32x4.add(b3, i32x4.dot_i16x8_s(q, r))
  }
  v128.store(toX, sumsI32(a0, a1, a2, a3))
  v128.store(toY, sumsI32(b0, b1, b2, b3))
}

/**
 * Of the rows `from … to`, whose number is a multiple of 4, those that two vectors are nearest to, where they are nearer than what was
 * found before: code u16 and score i32 (the dot product) at each one's address. lanes: 32 bytes of scratch
 */
function nearestOfTwo(x: usize, y: usize, rows: usize, from: i32, to: i32, row: usize, codeX: usize, codeY: usize, scoreX: usize, scoreY: usize, lanes: usize): void {
  let bestX = i32x4.splat(i32.MIN_VALUE), bestY = bestX, atX = i32x4.splat(from), atY = atX
  for (let k = from; k < to; k += 4) {
    dotsOfTwo(x, y, rows + <usize>k * row, row, lanes, lanes + 16)
    const at = i32x4.splat(k), p = v128.load(lanes), q = v128.load(lanes, 16)
    atX = v128.bitselect(at, atX, i32x4.gt_s(p, bestX)); bestX = i32x4.max_s(p, bestX)
    atY = v128.bitselect(at, atY, i32x4.gt_s(q, bestY)); bestY = i32x4.max_s(q, bestY)
  }
  keepNearest(bestX, atX, codeX, scoreX)
  keepNearest(bestY, atY, codeY, scoreY)
}

@inline function keepNearest(best: v128, at: v128, code: usize, score: usize): void {
  let s = i32x4.extract_lane(best, 0); if (s > load<i32>(score)) { store<i32>(score, s); store<u16>(code, <u16>i32x4.extract_lane(at, 0)) }
  s = i32x4.extract_lane(best, 1); if (s > load<i32>(score)) { store<i32>(score, s); store<u16>(code, <u16>(i32x4.extract_lane(at, 1) + 1)) }
  s = i32x4.extract_lane(best, 2); if (s > load<i32>(score)) { store<i32>(score, s); store<u16>(code, <u16>(i32x4.extract_lane(at, 2) + 2)) }
  s = i32x4.extract_lane(best, 3); if (s > load<i32>(score)) { store<i32>(score, s); store<u16>(code, <u16>(i32x4.extract_lane(at, 3) + 3)) }
}

/**
 * code[v] = argmax_k vector_v · centroid_k
 * vectors i16 [n × dim], centroids i16 [K × dim], K a multiple of 4; lanes: 32 bytes of scratch
 * → codes u16 [n], scores i32 [n] (the dot product found)
 */
export function assign(vectors: usize, n: i32, centroids: usize, K: i32, dim: i32, lanes: usize, codes: usize, scores: usize): void {
  const row = <usize>dim << 1
  for (let v = 0; v < n; v++) store<i32>(scores + (<usize>v << 2), i32.MIN_VALUE)
  for (let v = 0; v < n; v += 2) {
    // An odd last one is computed twice.
    const w = v + 1 < n ? v + 1 : v
    nearestOfTwo(
      vectors + <usize>v * row, vectors + <usize>w * row, centroids, 0, K, row,
      codes + (<usize>v << 1), codes + (<usize>w << 1), scores + (<usize>v << 2), scores + (<usize>w << 2), lanes,
    )
  }
}

/**
 * The `probes` groups whose centres each vector is nearest to, the nearest first.
 * vectors i16 [n × dim], centres i16 [G × dim], G a multiple of 4; scratch: 8 · G + 4 · probes bytes → groups u16 [n × probes]
 */
export function nearestGroups(vectors: usize, n: i32, centres: usize, G: i32, dim: i32, probes: i32, scratch: usize, groups: usize): void {
  const row = <usize>dim << 1
  const nearX = scratch, nearY = nearX + (<usize>G << 2), best = nearY + (<usize>G << 2)
  for (let v = 0; v < n; v += 2) {
    const x = vectors + <usize>v * row
    const y = v + 1 < n ? x + row : x
    for (let g = 0; g < G; g += 4) dotsOfTwo(x, y, centres + <usize>g * row, row, nearX + (<usize>g << 2), nearY + (<usize>g << 2))
    const own = groups + <usize>(v * probes << 1)
    keepMost(nearX, G, probes, best, own)
    if (v + 1 < n) keepMost(nearY, G, probes, best, own + <usize>(probes << 1))
  }
}

/** The `count` greatest of n numbers, a multiple of 4 many: their places u16 [count], the greatest first. best i32 [count]: scratch */
function keepMost(numbers: usize, n: i32, count: i32, best: usize, places: usize): void {
  for (let p = 0; p < count; p++) store<i32>(best + (<usize>p << 2), i32.MIN_VALUE)
  const last = best + (<usize>(count - 1) << 2)
  for (let i = 0; i < n; i += 4) {
    if (!v128.any_true(i32x4.gt_s(v128.load(numbers + (<usize>i << 2)), v128.load32_splat(last)))) continue
    for (let lane = i; lane < i + 4; lane++) {
      const s = load<i32>(numbers + (<usize>lane << 2))
      let p = count
      for (; p > 0 && load<i32>(best + (<usize>(p - 1) << 2)) < s; p--) {
        if (p == count) continue
        store<i32>(best + (<usize>p << 2), load<i32>(best + (<usize>(p - 1) << 2)))
        store<u16>(places + (<usize>p << 1), load<u16>(places + (<usize>(p - 1) << 1)))
      }
      if (p == count) continue
      store<i32>(best + (<usize>p << 2), s)
      store<u16>(places + (<usize>p << 1), <u16>lane)
    }
  }
}

/**
 * `assign`, looking only at the members of some groups, group after group, so that a group's members stay in the nearest cache
 * while all vectors that look at them pass by: a sixth less time than vector after vector.
 * vectors i16 [n × dim]; members i16 [offsets[G] × dim], group after group, each group's a multiple of 4 many; offsets i32 [G + 1];
 * visitors u32 [visits[G]]: the vectors that look at a group, group after group; visits i32 [G + 1]; lanes: 32 bytes of scratch
 * → codes u16 [n]: members, scores i32 [n]
 */
export function assignWithin(vectors: usize, n: i32, members: usize, offsets: usize, visitors: usize, visits: usize, G: i32, dim: i32, lanes: usize, codes: usize, scores: usize): void {
  const row = <usize>dim << 1
  for (let v = 0; v < n; v++) store<i32>(scores + (<usize>v << 2), i32.MIN_VALUE)
  for (let g = 0; g < G; g++) {
    const from = load<i32>(offsets + (<usize>g << 2)), to = load<i32>(offsets + (<usize>(g + 1) << 2))
    const end = load<i32>(visits + (<usize>(g + 1) << 2))
    for (let i = load<i32>(visits + (<usize>g << 2)); i < end; i += 2) {
      const v = <usize>load<u32>(visitors + (<usize>i << 2))
      const w = i + 1 < end ? <usize>load<u32>(visitors + (<usize>(i + 1) << 2)) : v
      nearestOfTwo(vectors + v * row, vectors + w * row, members, from, to, row, codes + (v << 1), codes + (w << 1), scores + (v << 2), scores + (w << 2), lanes)
    }
  }
}

/** A dot product of two i16 vectors (16384² is a cosine of 1) → u8: 200 · cosine + 50, so −0.25 … 1.02 is told apart. */
@inline function toU8(sums: v128): v128 {
  const scaled = f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(sums), f32x4.splat(200.0 / 268435456.0)), f32x4.splat(50.5))
  return i32x4.trunc_sat_f32x4_s(scaled)
}

/**
 * table[k][i] = u8(centroid_k · query_i)
 * query i16 [rows × dim], centroids i16 [K × dim] → table u8 [K × rows]
 */
export function centroidTable(query: usize, rows: i32, centroids: usize, K: i32, dim: i32, table: usize): void {
  const row = <usize>dim << 1
  for (let k = 0; k < K; k++) {
    const c = centroids + <usize>k * row
    for (let r = 0; r < rows; r += 4) {
      const u = toU8(dots(c, query + <usize>r * row, row))
      const words = i16x8.narrow_i32x4_s(u, u)
      v128.store32_lane(table + <usize>k * rows + r, i8x16.narrow_i16x8_u(words, words), 0)
    }
  }
}

/**
 * score[p] = Σᵢ max over k in set(p) of table[k][i]: MaxSim with every token replaced by its centroid (PLAID §4.2), over
 * every passage.
 * sets u16, offsets i32 [n + 1] → scores i32 [n]; an empty set scores 0
 */
export function scan(table: usize, rows: i32, sets: usize, offsets: usize, n: i32, scores: usize): void {
  let from = load<i32>(offsets)
  for (let p = 0; p < n; p++) {
    const to = load<i32>(offsets + (<usize>(p + 1) << 2))
    const end = sets + (<usize>to << 1)
    let total = 0
    for (let r = 0; r < rows; r += 32) {
      let m0 = i8x16.splat(0), m1 = m0
      // Rows come in sixteens; the second half of the last block stands for rows that are not there.
      if (r + 32 <= rows) {
        for (let s = sets + (<usize>from << 1); s < end; s += 2) {
          const t = table + <usize>load<u16>(s) * rows + r
          m0 = v128.max<u8>(m0, v128.load(t))
          m1 = v128.max<u8>(m1, v128.load(t, 16))
        }
      } else {
        for (let s = sets + (<usize>from << 1); s < end; s += 2)
          m0 = v128.max<u8>(m0, v128.load(table + <usize>load<u16>(s) * rows + r))
      }
      total += sumU8(m0) + sumU8(m1)
    }
    store<i32>(scores + (<usize>p << 2), total)
    from = to
  }
}

/** How many of the `steps` numbers at `edges` (i16, ascending) each of eight numbers is above. */
@inline function bucketsOf(x: v128, edges: usize, steps: i32): v128 {
  let above = i16x8.splat(0)
  for (let e = 0; e < steps; e++) above = i16x8.sub(above, i16x8.gt_s(x, v128.load16_splat(edges + (<usize>e << 1))))
  return above
}

/** Neighbouring bytes that use the low `bits` each → one byte of both, in the low half of each i16. */
@inline function joined(bytes: v128, bits: i32): v128 {
  return v128.and(v128.or(bytes, i16x8.shr_u(bytes, 8 - bits)), i16x8.splat(<i16>(<i32>((1 << (bits << 1)) - 1))))
}

/**
 * What is left of each vector beside its centroid, as bucket numbers: low bits first (ColBERTv2 §3).
 * vectors i16 [n × dim], codes u16 [n], centroids i16 [K × dim], edges i16 [2^bits − 1]: between the buckets, ascending
 * → residuals [n × dim·bits/8]
 */
export function encode(bits: i32, vectors: usize, n: i32, codes: usize, centroids: usize, edges: usize, dim: i32, residuals: usize): void {
  const row = <usize>dim << 1
  const steps = (1 << bits) - 1
  let out = residuals
  for (let v = 0; v < n; v++) {
    const x = vectors + <usize>v * row
    const c = centroids + <usize>load<u16>(codes + (<usize>v << 1)) * row
    for (let i: usize = 0; i < row; i += 32) {
      const low = bucketsOf(i16x8.sub_sat_s(v128.load(x + i), v128.load(c + i)), edges, steps)
      const high = bucketsOf(i16x8.sub_sat_s(v128.load(x + i, 16), v128.load(c + i, 16)), edges, steps)
      let bytes = joined(i8x16.narrow_i16x8_u(low, high), bits)
      bytes = i8x16.narrow_i16x8_u(bytes, bytes)
      if (bits == 4) {
        v128.store64_lane(out, bytes, 0)
        out += 8
      } else {
        bytes = joined(bytes, 4)
        v128.store32_lane(out, i8x16.narrow_i16x8_u(bytes, bytes), 0)
        out += 4
      }
    }
  }
}

/** The next 16 bucket numbers of a residual, one a byte, dimensions in order; low bits come first. */
@inline function buckets(residual: usize, bits: i32): v128 {
  const low = i8x16.splat(15)
  if (bits == 4) {
    const v = v128.load64_zero(residual)
    return v128.shuffle<i8>(v128.and(v, low), i8x16.shr_u(v, 4), 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
  }
  const v = v128.load32_zero(residual)
  const nibbles = v128.shuffle<i8>(v128.and(v, low), i8x16.shr_u(v, 4), 0, 16, 1, 17, 2, 18, 3, 19, 0, 0, 0, 0, 0, 0, 0, 0)
  const two = i8x16.splat(3)
  return v128.shuffle<i8>(v128.and(nibbles, two), i8x16.shr_u(nibbles, 2), 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
}

/**
 * Centroid + residual → i16 vectors, and the inverse of their length: decoded vectors are renormalised (ColBERTv2 §3).
 * codes u16 [tokens], residuals [tokens × dim·bits/8], weights: 16 low bytes then 16 high bytes of the i16 bucket values
 * → vectors i16 [tokens × dim], inverse f32 [tokens] (× 1/16384 of the query's scale included)
 */
export function decode(bits: i32, codes: usize, residuals: usize, tokens: i32, centroids: usize, weights: usize, dim: i32, vectors: usize, inverse: usize): void {
  const lows = v128.load(weights), highs = v128.load(weights, 16)
  const step: usize = bits == 4 ? 8 : 4
  const row = <usize>dim << 1
  let r = residuals
  for (let t = 0; t < tokens; t++) {
    const c = centroids + <usize>load<u16>(codes + (<usize>t << 1)) * row
    const out = vectors + <usize>t * row
    let squares: f32 = 0
    for (let i: usize = 0; i < row; i += 32) {
      const b = buckets(r, bits)
      r += step
      const lo = i8x16.swizzle(lows, b), hi = i8x16.swizzle(highs, b)
      const x = i16x8.add_sat_s(v128.load(c + i), v128.shuffle<i8>(lo, hi, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23))
      const y = i16x8.add_sat_s(v128.load(c + i, 16), v128.shuffle<i8>(lo, hi, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31))
      v128.store(out + i, x)
      v128.store(out + i, y, 16)
      squares += <f32>sumI32(i32x4.add(i32x4.dot_i16x8_s(x, x), i32x4.dot_i16x8_s(y, y)))
    }
    store<f32>(inverse + (<usize>t << 2), <f32>(1.0 / 16384.0) / Mathf.sqrt(squares + 1))
  }
}

/**
 * similarity[i] = maxⱼ qᵢ·pⱼ and best[i] = the j that gave it (Khattab & Zaharia 2020, eq. 3)
 * query i16 [rows × dim], vectors i16 [tokens × dim], inverse f32 [tokens] → best i32 [rows], similarity f32 [rows]
 */
export function maxSim(query: usize, rows: i32, vectors: usize, inverse: usize, tokens: i32, dim: i32, best: usize, similarity: usize): void {
  const row = <usize>dim << 1
  for (let r = 0; r < rows; r += 4) {
    const own = query + <usize>r * row
    let most = f32x4.splat(-2), at = i32x4.splat(-1)
    for (let j = 0; j < tokens; j++) {
      const d = dots(vectors + <usize>j * row, own, row)
      const s = f32x4.mul(f32x4.convert_i32x4_s(d), v128.load32_splat(inverse + (<usize>j << 2)))
      const more = f32x4.gt(s, most)
      most = v128.bitselect(s, most, more)
      at = v128.bitselect(i32x4.splat(j), at, more)
    }
    v128.store(similarity + (<usize>r << 2), most)
    v128.store(best + (<usize>r << 2), at)
  }
}
