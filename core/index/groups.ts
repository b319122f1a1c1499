import { type Assign, assign, assigned, placeI16, placeI32 } from './assign.ts'
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
  const found = assigned(vectors, (kernels, at) => {
    const groupsAt = kernels.allocate(rows * PROBES * 2)
    const scratch = kernels.allocate(8 * G + 4 * PROBES)
    kernels.run.nearestGroups(at.vectors, rows, placeI16(kernels, centres), G, dim, PROBES, scratch, groupsAt)
    const { visitors, visits } = visitorsOf(kernels.u16(groupsAt, rows * PROBES), G)
    const [membersAt, offsetsAt] = [placeI16(kernels, members), placeI32(kernels, offsets)]
    const [visitorsAt, visitsAt] = [placeI32(kernels, visitors), placeI32(kernels, visits)]
    const { run } = kernels
    run.assignWithin(at.vectors, rows, membersAt, offsetsAt, visitorsAt, visitsAt, G, dim, at.lanes, at.codes, at.scores)
  })
  return { ...found, codes: found.codes.map((member) => names[member]!) }
}

/** Which vectors look at each group, group after group [vectors × probes]; the first of each group [G + 1]. */
function visitorsOf(groups: Uint16Array, G: number): { readonly visitors: Int32Array; readonly visits: Int32Array } {
  const visits = new Int32Array(G + 1)
  for (const g of groups) visits[g + 1]!++
  for (let g = 0; g < G; g++) visits[g + 1]! += visits[g]!
  const next = visits.slice()
  const visitors = new Int32Array(groups.length)
  for (let i = 0; i < groups.length; i++) visitors[next[groups[i]!]!++] = Math.floor(i / PROBES)
  return { visitors, visits }
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
