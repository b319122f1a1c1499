import { parentPort, workerData } from 'node:worker_threads'
import type { TokenVectors } from '../encoder/vectors.ts'
import { type Codec, type Codes, encode, growCodec, trainCodec } from './codec.ts'

export interface Work {
  /** Of one passage each, and one codec's. */
  readonly vectors: readonly TokenVectors[]
  /** Of the whole collection, these included. */
  readonly tokens: number
}

export type Done = { readonly codes: Codes; readonly codec: Codec | null } | { readonly error: unknown }

export interface Start {
  readonly codec: Codec | null
  readonly bits: 2 | 4
}

// Assigning the 80,000 tokens of a batch takes half a second, training seconds: not on the thread that answers searches.
const port = parentPort!
const start = workerData as Start
let codec = start.codec

function compress({ vectors: passages, tokens }: Work): Done {
  const vectors = concatenated(passages)
  const before = codec
  const grown = before === null ? trainCodec(vectors, start.bits) : growCodec(before, vectors, tokens)
  codec = grown.codec
  return { codes: encode(codec, vectors, grown.assignment), codec: codec === before ? null : codec }
}

function concatenated(vectors: readonly TokenVectors[]): TokenVectors {
  const dim = vectors[0]!.dim
  const rows = vectors.reduce((sum, each) => sum + each.rows, 0)
  const data = new Float32Array(rows * dim)
  let at = 0
  for (const each of vectors) {
    data.set(each.data, at)
    at += each.data.length
  }
  return { rows, dim, data }
}

port.on('message', (work: Work) => {
  try {
    const done = compress(work)
    // The codec stays here too, so it is copied; the codes are not needed here any more.
    port.postMessage(
      done,
      'codes' in done ? [done.codes.centroids.buffer as ArrayBuffer, done.codes.residuals.buffer as ArrayBuffer] : [],
    )
  } catch (error) {
    port.postMessage({ error } satisfies Done)
  }
})
