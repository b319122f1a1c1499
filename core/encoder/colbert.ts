import type { Pooling } from '../contract/engine.ts'
import type { InstalledModel } from './catalogue.ts'
import { documentForms, type Forms, keptRows, queryForm, type Sequence } from './forms.ts'
import { pooledPassage } from './pooling.ts'
import type { Session } from './session.ts'
import type { TextTokenizer } from './tokenizer.ts'
import type { EncodedPassage, EncodedQuery } from './vectors.ts'

const NO_ROWS: Float32Array = new Float32Array(0)

export interface ColBERT {
  encodeQuery(text: string): Promise<EncodedQuery>
  encodePassages(texts: readonly string[]): Promise<EncodedPassage[]>
}

/** A passage's sequence with the rows that the session gave for it. */
interface Window {
  readonly passage: number
  readonly sequence: Sequence
  /** [ids × dim] */
  data: Float32Array
}

/** @throws {EngineError} `model-broken` when the tokenizer lacks a token that the card names. */
export async function formsOf({ card }: InstalledModel, { id, ends }: TextTokenizer): Promise<Forms> {
  const { queryLength, documentLength, queryLimit = queryLength, expansion = 'fixed', attendsMasks = true } = card
  return {
    cls: card.clsToken === null ? (await ends()).cls : id(card.clsToken ?? '[CLS]'),
    sep: card.sepToken === null ? (await ends()).sep : id(card.sepToken ?? '[SEP]'),
    pad: id(card.padToken ?? '[PAD]'),
    mask: id(card.maskToken),
    queryMarker: id(card.queryMarker),
    documentMarker: id(card.documentMarker),
    queryLength,
    queryLimit,
    documentLength,
    expansion,
    attendsMasks,
  }
}

/** Late interaction's two encoders over one graph: forms.ts says what goes in, this what comes out. */
export async function createColBERT(
  model: InstalledModel,
  tokenizer: TextTokenizer,
  session: Session,
  pooling: Pooling = 1,
): Promise<ColBERT> {
  const forms = await formsOf(model, tokenizer)
  const skipped = await tokenizer.skiplist(model.card.skiplist)
  const { dim } = session

  return {
    async encodeQuery(text) {
      const [tokens] = await tokenizer.tokenize([text])
      const query = queryForm(tokens!, forms)
      const { ids, spans } = query
      // Both forms put the text's tokens at the same rows: after [CLS] and a marker.
      const typed = spans.reduce((count, at) => count + (at < 0 ? 0 : 1), 0) / 2 + 3
      const asPassage = { ids: ids.with(1, forms.documentMarker).slice(0, typed), attended: typed }
      const data = await session.run([query], forms.pad)
      const passage = await session.run([asPassage], forms.pad)
      const own = Float32Array.from(ids, (_, row) => (spans[2 * row]! < 0 ? 0 : dot(data, passage, row, dim)))
      return { vectors: { rows: ids.length, dim, data }, spans, own }
    },

    async encodePassages(texts) {
      const windows: Window[] = (await tokenizer.tokenize(texts)).flatMap((tokens, passage) =>
        documentForms(tokens, forms).map((sequence) => ({ passage, sequence, data: NO_ROWS })),
      )
      for (const run of batches(windows, session.tokensPerRun)) {
        const length = run.at(-1)!.sequence.ids.length
        const data = await session.run(
          run.map((window) => window.sequence),
          forms.pad,
        )
        run.forEach((window, i) => {
          window.data = data.subarray(i * length * dim, (i * length + window.sequence.ids.length) * dim)
        })
      }
      return texts.map((_, passage) => encoded(windows.filter((window) => window.passage === passage)))
    },
  }

  function encoded(windows: readonly Window[]): EncodedPassage {
    const kept = windows.flatMap(({ sequence, data }, window) =>
      keptRows(sequence, window, skipped).map((row) => ({ sequence, data, row })),
    )
    const vectors = new Float32Array(kept.length * dim)
    const spans = new Int32Array(kept.length * 2)
    kept.forEach(({ sequence, data, row }, i) => {
      vectors.set(data.subarray(row * dim, (row + 1) * dim), i * dim)
      spans.set(sequence.spans.subarray(2 * row, 2 * row + 2), 2 * i)
    })
    const own = { vectors: { rows: kept.length, dim, data: vectors }, spans }
    return pooling === 1 ? own : pooledPassage(own, pooling)
  }
}

/** Windows of like length together, at most `tokens` padded tokens each. */
export function* batches<W extends { readonly sequence: Pick<Sequence, 'ids'> }>(
  windows: readonly W[],
  tokens: number,
): Generator<readonly W[]> {
  const byLength = [...windows].sort((a, b) => a.sequence.ids.length - b.sequence.ids.length)
  for (let from = 0; from < byLength.length; ) {
    let to = from + 1
    while (to < byLength.length && (to + 1 - from) * byLength[to]!.sequence.ids.length <= tokens) to++
    yield byLength.slice(from, to)
    from = to
  }
}

function dot(a: Float32Array, b: Float32Array, row: number, dim: number): number {
  let sum = 0
  for (let i = row * dim; i < (row + 1) * dim; i++) sum += a[i]! * b[i]!
  return sum
}
