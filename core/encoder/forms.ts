import type { Tokens } from './tokenizer.ts'

/** How an encoder wants its texts: special ids, lengths in rows (markers included) and what fills a short query. */
export interface Forms {
  readonly cls: number
  readonly sep: number
  readonly mask: number
  /** Fills shorter sequences of a batch; never attended. */
  readonly pad: number
  readonly queryMarker: number
  readonly documentMarker: number
  readonly queryLength: number
  /** Longest query. */
  readonly queryLimit: number
  readonly documentLength: number
  /** `fixed`: masks up to `queryLength`; `dynamic`: up to a multiple of it; `none`: no masks. */
  readonly expansion: 'fixed' | 'dynamic' | 'none'
  /** Whether the transformer sees the masks. They are scored either way. */
  readonly attendsMasks: boolean
}

/** One row of input for the graph: ids with their markers, and the span each stands for. */
export interface Sequence {
  readonly ids: readonly number[]
  /** The first so many ids are attended. */
  readonly attended: number
  /** UTF-16 range of each id in its text; -1, -1 for markers and masks. [ids × 2] */
  readonly spans: Int32Array
}

/** [CLS], the marker and [SEP]. */
const AROUND = 3
/** JaColBERTv2.5 leaves at least so many masks in every query (Clavié 2024, §3.2). */
const LEAST_MASKS = 8

/**
 * `[CLS] [Q] q₁ … qₙ [SEP] [MASK] …` (Khattab & Zaharia 2020, §3.2). A text too long loses its end, never its [SEP]: the
 * marker goes in after the cut.
 */
export function queryForm(tokens: Tokens, forms: Forms): Sequence {
  const { cls, sep, mask, queryMarker, queryLength, queryLimit, expansion } = forms
  const room = queryLimit - AROUND - (expansion === 'dynamic' ? LEAST_MASKS : 0)
  const kept = tokens.ids.slice(0, room)
  const ids = [cls, queryMarker, ...kept, sep]
  const typed = ids.length
  const length = { none: typed, fixed: queryLength, dynamic: dynamicLength(typed, queryLength, queryLimit) }[expansion]
  while (ids.length < length) ids.push(mask)
  const attended = forms.attendsMasks ? ids.length : typed
  return { ids, attended, spans: spansOf(ids.length, tokens.spans, 0, kept.length) }
}

/** The next multiple of `step` that holds `typed` ids, or as many more as leave room for the least number of masks. */
export const dynamicLength = (typed: number, step: number, limit: number): number =>
  Math.min(limit, Math.max(step * Math.ceil(typed / step), typed + LEAST_MASKS))

/** `[CLS] [D] d₁ … dₘ [SEP]`. A passage longer than one window becomes several; nothing of it is lost. */
export function documentForms(tokens: Tokens, forms: Forms): Sequence[] {
  const { cls, sep, documentMarker, documentLength } = forms
  const room = documentLength - AROUND
  const sequences: Sequence[] = []
  for (let from = 0; from === 0 || from < tokens.ids.length; from += room) {
    const kept = tokens.ids.slice(from, from + room)
    const ids = [cls, documentMarker, ...kept, sep]
    sequences.push({ ids, attended: ids.length, spans: spansOf(ids.length, tokens.spans, from, kept.length) })
  }
  return sequences
}

/**
 * The rows of a window that are kept: not those of skipped ids, nor of tokens that stand for no text. Later windows repeat
 * the markers of the first.
 */
export function keptRows({ ids, spans }: Sequence, window: number, skipped: ReadonlySet<number>): number[] {
  return [...ids.keys()].filter((row) => {
    const marker = spans[2 * row]! < 0
    return !skipped.has(ids[row]!) && (marker ? window === 0 : spans[2 * row + 1]! > spans[2 * row]!)
  })
}

/** Spans of a sequence of `length` ids whose tokens `from … from + count` follow [CLS] and the marker. */
function spansOf(length: number, tokenSpans: Int32Array, from: number, count: number): Int32Array {
  const spans = new Int32Array(length * 2).fill(-1)
  spans.set(tokenSpans.subarray(2 * from, 2 * (from + count)), 2 * 2)
  return spans
}
