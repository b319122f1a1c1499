import { type Assign, assign, assigned, placeI16 } from './assign.ts'
import { kmeans, rowsOf } from './kmeans.ts'

/** Below this many centroids, looking at all of them takes no longer. */
const WORTH_GROUPING = 512

/**
 * Groups that are looked at for each vector. Of 60,000 tokens of everyday sentences in 15 languages and 8,192 centroids, 4 find the
 * nearest for .91 (the cosine falls by .006 on average, from .901) in 1/8 of the time that looking at all takes; 8 for .97 (.002)
 * in 1/5. Twice the centroids gain .020, so these are time better spent.
 */
const PROBES = 4

/**
 * Centroids in G = √(probes · K) groups of their own, so that a vector meets G centres and the members of the nearest groups,
 * 2 · √(probes · K) rows instead of K.
 */
interface Groups {
  /** [G × dim], G a multiple of 4 */
  readonly centres: Float32Array
  /** The centroids, group after group [offsets[G] × dim]; each group is filled up to a multiple of 4 with its first. */
  readonly members: Float32Array
  /** Which centroid each member is. */
  readonly names: Uint16Array
  /** [G + 1] */
  readonly offsets: Int32Array
}

/** Nearly `assign`, in a fraction of its time: the nearest centroid of the nearest groups. */
export const assignNear: Assign = (vectors, centroids) => {
  const { rows, dim } = vectors
  if (centroids.length / dim < WORTH_GROUPING) return assign(vectors, centroids)
  const { centres, members, names, offsets } = groupsOf(centroids, dim)
  const G = offsets.length - 1
  return assigned(vectors, (kernels, at) => {
    const namesAt = kernels.allocate(names.byteLength)
    const offsetsAt = kernels.allocate(offsets.byteLength)
    kernels.u16(namesAt, names.length).set(names)
    kernels.i32(offsetsAt, offsets.length).set(offsets)
    kernels.run.assignNear(
      at.vectors,
      rows,
      placeI16(kernels, centres),
      G,
      placeI16(kernels, members),
      offsetsAt,
      namesAt,
      dim,
      PROBES,
      kernels.allocate(G * 4),
      at.codes,
      at.scores,
    )
  })
}

const grouped = new WeakMap<Float32Array, Groups>()

function groupsOf(centroids: Float32Array, dim: number): Groups {
  const known = grouped.get(centroids)
  if (known) return known
  const groups = group(centroids, dim)
  grouped.set(centroids, groups)
  return groups
}

function group(centroids: Float32Array, dim: number): Groups {
  const points = { rows: centroids.length / dim, dim, data: centroids }
  const centres = kmeans(points, 4 * Math.round(Math.sqrt(PROBES * points.rows) / 4), assign)
  const own = Array.from({ length: centres.length / dim }, (): number[] => [])
  for (const [k, g] of assign(points, centres).codes.entries()) own[g]!.push(k)
  const filled = own.map((ks) => [...ks, ...Array.from({ length: -ks.length & 3 }, () => ks[0]!)])
  const names = Uint16Array.from(filled.flat())
  const offsets = new Int32Array(own.length + 1)
  filled.forEach((ks, g) => {
    offsets[g + 1] = offsets[g]! + ks.length
  })
  return { centres, members: rowsOf(points, names).data, names, offsets }
}
