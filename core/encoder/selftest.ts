import { EngineError } from '../contract/errors.ts'
import type { InstalledModel } from './catalogue.ts'
import { formsOf } from './colbert.ts'
import { openEncoder } from './encoder.ts'
import { documentForms, queryForm } from './forms.ts'
import type { Catalogue, PublishedModel } from './published.ts'
import { openTokenizer } from './tokenizer.ts'
import type { TokenVectors } from './vectors.ts'

/** Cosine of a token's vector in 8 bits to the same in fp32; measured on random weights: 0.992 at the least. */
export const LEAST_FAST_COSINE = 0.98

export interface SelfTest {
  readonly entry: PublishedModel
  readonly redPlanet: Catalogue['redPlanet']
  /** The encoder with its fp32 graph, whose numbers are compared with those that were published. */
  readonly exact: InstalledModel
  /** The encoder as it will be used. */
  readonly used: InstalledModel
}

export interface SelfTestResult {
  /** What was compared with what is published: `nothing` where nothing is. */
  readonly against: 'vectors' | 'scores' | 'nothing'
  /** The largest difference from published numbers. */
  readonly difference: number
  /** The least cosine of the used graph to the exact one; below `LEAST_FAST_COSINE` its vectors turn too far. */
  readonly cosine: number
}

/** The graph computes something else than its authors' does; another graph may not. */
export class Refused extends EngineError {}

/**
 * Encodes what has published answers, and compares; then compares the graph that will be used with the exact one. A flipped
 * mask or a missing rotation gives vectors that look fine and find nothing: only numbers tell.
 * @throws {EngineError} `model-broken`: the encoder must not be used; {Refused} for its numbers
 */
export async function selfTest(test: SelfTest): Promise<SelfTestResult> {
  const { entry, exact, used } = test
  const dim = entry.heads[0]!.dim
  await checkIds(test)
  const { against, difference, vectors } = await withEncoder(exact, dim, async (encoder) => {
    const text = entry.golden?.text ?? test.redPlanet.documents[0]!
    const [document] = await encoder.encodePassages([text])
    const query = await encoder.encodeQuery(text)
    const published = entry.golden
      ? goldenDifference(entry, document!.vectors, query.vectors)
      : await scoreDifference(test, encoder)
    return { ...published, vectors: document!.vectors }
  })
  if (!(leastCosine(vectors, vectors) > 0.999))
    throw new Refused('model-broken', notAsItShould(entry, 'its vectors have no length'))
  const tolerance = { vectors: entry.golden?.tolerance, scores: test.redPlanet.tolerance, nothing: 0 }[against] ?? 0
  // NaN is no difference that could be tolerated, and larger than nothing.
  if (!(difference <= tolerance))
    throw new Refused(
      'model-broken',
      notAsItShould(entry, `its numbers differ by ${difference.toPrecision(2)} from those its authors published`),
    )
  const cosine = await withEncoder(used, dim, async (encoder) => {
    const [document] = await encoder.encodePassages([entry.golden?.text ?? test.redPlanet.documents[0]!])
    return leastCosine(document!.vectors, vectors)
  })
  return { against, difference, cosine }
}

const notAsItShould = ({ name }: PublishedModel, why: string) =>
  `${name} does not work on this machine as it should: ${why}. It was not installed.`

type OpenEncoder = Awaited<ReturnType<typeof openEncoder>>

async function withEncoder<T>(model: InstalledModel, dim: 64 | 96 | 128, use: (encoder: OpenEncoder) => Promise<T>): Promise<T> {
  await using encoder = await openEncoder(model, dim)
  return await use(encoder)
}

/** The tokenizer must give the published ids, or nothing after it means anything. */
async function checkIds({ entry, used }: SelfTest): Promise<void> {
  const { golden } = entry
  if (!golden) return
  const tokenizer = openTokenizer(used)
  const forms = await formsOf(used, tokenizer)
  const [tokens] = await tokenizer.tokenize([golden.text])
  const expected = [golden.document?.ids, golden.query?.ids]
  const found = [documentForms(tokens!, forms)[0]!.ids, queryForm(tokens!, forms).ids]
  for (const [i, ids] of expected.entries())
    if (ids && ids.join() !== found[i]!.join())
      throw new EngineError(
        'model-broken',
        notAsItShould(entry, `its tokenizer reads "${golden.text}" as other tokens than published`),
      )
}

function goldenDifference({ golden }: PublishedModel, document: TokenVectors, query: TokenVectors) {
  const differences = [
    [golden!.document, document],
    [golden!.query, query],
  ] as const
  let difference = 0
  for (const [expected, { data, dim, rows }] of differences) {
    for (const { row, values } of expected?.rows ?? []) {
      if (row >= rows) return { against: 'vectors' as const, difference: Number.POSITIVE_INFINITY }
      values.forEach((value, i) => {
        difference = Math.max(difference, Math.abs(value - data[row * dim + i]!))
      })
    }
  }
  return { against: 'vectors' as const, difference }
}

async function scoreDifference({ entry, redPlanet }: SelfTest, encoder: OpenEncoder) {
  if (!entry.maxsim) return { against: 'nothing' as const, difference: 0 }
  const query = await encoder.encodeQuery(redPlanet.query)
  const documents = await encoder.encodePassages(redPlanet.documents)
  const differences = entry.maxsim.map((score, i) => Math.abs(score - maxSim(query.vectors, documents[i]!.vectors)))
  return { against: 'scores' as const, difference: Math.max(...differences) }
}

/** Σᵢ maxⱼ qᵢ·dⱼ over all rows of the query. */
export function maxSim(query: TokenVectors, document: TokenVectors): number {
  let score = 0
  for (let q = 0; q < query.rows; q++) {
    let best = Number.NEGATIVE_INFINITY
    for (let d = 0; d < document.rows; d++) best = Math.max(best, dot(query, q, document, d))
    score += best
  }
  return score
}

/** Of the unit rows of two texts; -1 where they are not as many, NaN where one has no numbers. */
export function leastCosine(a: TokenVectors, b: TokenVectors): number {
  if (a.rows !== b.rows) return -1
  let least = 1
  for (let row = 0; row < a.rows; row++) least = Math.min(least, dot(a, row, b, row))
  return least
}

function dot(a: TokenVectors, rowA: number, b: TokenVectors, rowB: number): number {
  let sum = 0
  for (let i = 0; i < a.dim; i++) sum += a.data[rowA * a.dim + i]! * b.data[rowB * b.dim + i]!
  return sum
}
