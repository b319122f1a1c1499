import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { pooledPassage, poolTokens } from './pooling.ts'

/** What PyLate makes of random vectors; models/export/forms.py wrote it. */
const cases: {
  rows: number
  dim: number
  factor: 1 | 2 | 3
  protected: number
  vectors: number[]
  pooled: number[]
}[] = JSON.parse(await readFile(path.join(import.meta.dirname, '../../models/export/frozen/pooling.json'), 'utf8'))

describe('token pooling', () => {
  it.each(cases)(
    'of $rows rows by $factor, $protected protected, is PyLate’s to the row',
    ({ rows, dim, factor, vectors, pooled, ...rest }) => {
      const { vectors: found } = poolTokens({ rows, dim, data: Float32Array.from(vectors) }, factor, rest.protected)
      expect(found.rows).toBe(pooled.length / dim)
      found.data.forEach((value, at) => {
        expect(value).toBeCloseTo(pooled[at]!, 5)
      })
    },
  )

  it('keeps a map from every row to the one that stands for it', () => {
    const east = [1, 0]
    const north = [0, 1]
    const data = Float32Array.from([east, east, north, east, north].flat())
    const { vectors, pool } = poolTokens({ rows: 5, dim: 2, data }, 2)
    expect(vectors.rows).toBe(3)
    expect(pool[0]).toBe(0)
    expect(pool[1]).toBe(pool[3])
    expect(pool[2]).toBe(pool[4])
    expect(pool[1]).not.toBe(pool[2])
    expect([...vectors.data.subarray(2 * pool[2]!, 2 * pool[2]! + 2)]).toEqual(north)
  })

  it('by 1 changes nothing, nor does it for a passage too short', () => {
    const vectors = { rows: 2, dim: 2, data: Float32Array.of(1, 0, 0, 1) }
    expect(poolTokens(vectors, 1)).toEqual({ vectors, pool: Int32Array.of(0, 1) })
    expect(poolTokens(vectors, 3)).toEqual({ vectors, pool: Int32Array.of(0, 1) })
    const none = { rows: 0, dim: 2, data: new Float32Array(0) }
    expect(poolTokens(none, 2)).toEqual({ vectors: none, pool: new Int32Array(0) })
  })

  it('gives a passage rows of unit length, with the span of every token kept', () => {
    const data = Float32Array.of(1, 0, 1, 0, 0.8, 0.6, 0, 1, 0, 1)
    const spans = Int32Array.of(-1, -1, 0, 3, 4, 7, 8, 11, 12, 15)
    const { vectors, pool, ...passage } = pooledPassage({ vectors: { rows: 5, dim: 2, data }, spans }, 2)
    expect(passage.spans).toBe(spans)
    // Clusters are numbered as PyLate walks their tree.
    expect([...pool!]).toEqual([0, 2, 2, 1, 1])
    for (let row = 0; row < vectors.rows; row++)
      expect(Math.hypot(...vectors.data.subarray(2 * row, 2 * row + 2))).toBeCloseTo(1, 6)
  })
})
