import type { Span } from '../contract/engine.ts'
import { trimmed } from './plain.ts'
import { estimateTokens } from './tokens.ts'

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' })
const words = new Intl.Segmenter('en', { granularity: 'word' })
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** A stretch of a block that no passage cuts: a sentence, a line of a table or of code, or part of one that is too long. */
export interface Piece extends Span {
  readonly tokens: number
}

/** The most one piece may hold. Small enough that pieces of an endless sentence fill passages evenly. */
export interface PieceLimits {
  readonly tokens: number
  readonly chars: number
}

/** Text is segmented window by window: a text without an end costs no more per character than a short one. */
const WINDOW = 20_000
/** A sentence that the segmenter should not have ended (“Dr.”, “z. B.”, a wrapped line) grows to this and no further. */
const MERGED_TOKENS = 100

/** Cuts a block of running text into sentences, without the white space between them. */
export function* sentencePieces(text: string, block: Span, limits: PieceLimits): Generator<Piece> {
  for (const window of windows(text, block)) {
    let start = window.start
    let tokens = 0
    const cuts = [...sentenceCuts(text, window)]
    for (const [i, end] of cuts.entries()) {
      tokens += estimateTokens(text, i === 0 ? window.start : cuts[i - 1]!, end)
      if (end < window.end && tokens < MERGED_TOKENS && !endsSentence(text, start, end)) continue
      yield* fitted(text, { start, end }, limits)
      start = end
      tokens = 0
    }
  }
}

/** Cuts a table or code into its lines. */
export function* linePieces(text: string, block: Span, limits: PieceLimits): Generator<Piece> {
  for (let start = block.start; start < block.end; ) {
    const newline = text.indexOf('\n', start)
    const end = newline < 0 || newline >= block.end ? block.end : newline + 1
    yield* fitted(text, { start, end }, limits)
    start = end
  }
}

/** Ends of sentences as UAX #29 sees them, but an opening bracket goes with what it opens (ja 「). */
function* sentenceCuts(text: string, { start, end }: Span): Generator<number> {
  for (const { index, segment } of sentences.segment(text.slice(start, end))) {
    const cut = start + index + segment.length
    const opening = cut < end ? (/[「『（〈《【“‘([¿¡]\s*$/u.exec(segment.slice(-8))?.[0].length ?? 0) : 0
    if (opening < segment.length) yield cut - opening
  }
}

/** Whether a cut that UAX #29 made after `text[start..end)` is one a reader would make. */
function endsSentence(text: string, start: number, end: number): boolean {
  const tail = text.slice(Math.max(start, end - 120), end)
  const sentence = tail.trimEnd()
  if (sentence === '') return false
  // “Dr.”, “z. B.”, “3.”, “J. R.”: a full stop after a number or a short word with a capital, or after a single letter.
  if (/(?:^|[\s(„“"'])(?:\p{Lu}\p{L}{0,3}|\p{L}|\d{1,3})\.$/u.test(sentence)) return false
  if (!tail.includes('\n', sentence.length)) return true
  // A line end is one of a wrapped paragraph if the line is long, ends in the middle and goes on in small letters or no case.
  const line = sentence.slice(sentence.lastIndexOf('\n') + 1)
  const next = text.slice(end, end + 40).trimStart()
  const wrapped =
    line.length >= 25 && !/[.!?…:;。！？：；|]["'”’»)\]」』）]*$/u.test(line) && /^[\p{Ll}\p{Lo}\d("'«„“「（]/u.test(next)
  return !wrapped
}

/** The span as one piece, or as several when it is over the limits. */
function* fitted(text: string, span: Span, limits: PieceLimits): Generator<Piece> {
  const whole = trimmed(text, span.start, span.end)
  if (!whole) return
  const tokens = estimateTokens(text, whole.start, whole.end)
  if (tokens <= limits.tokens && whole.end - whole.start <= limits.chars) yield { ...whole, tokens }
  else for (const window of windows(text, whole)) yield* split(text, window, limits)
}

/** Cuts at clauses, else at words (Thai, which has no spaces, too), and within a word that is too long itself at grapheme clusters. */
function* split(text: string, span: Span, limits: PieceLimits): Generator<Piece> {
  let start = span.start
  let end = start
  let tokens = 0
  const piece = (): Piece[] => {
    const within = trimmed(text, start, end)
    return within ? [{ ...within, tokens: estimateTokens(text, within.start, within.end) }] : []
  }
  for (const unit of unbreakable(text, span, limits)) {
    const cost = estimateTokens(text, unit.start, unit.end)
    if (tokens + cost > limits.tokens / 4 || unit.end - start > limits.chars / 4) {
      yield* piece()
      start = unit.start
      tokens = 0
    }
    end = unit.end
    tokens += cost
    if (tokens > limits.tokens / 8 && endsClause(text, unit)) {
      yield* piece()
      start = end
      tokens = 0
    }
  }
  yield* piece()
}

/** A comma and its like; and a space in Thai and its like, where it is what a comma is elsewhere. */
function endsClause(text: string, { start, end }: Span): boolean {
  const unit = text.slice(start, end)
  if (/[,;:，、；：।،؛]$/u.test(unit)) return true
  return /^\s+$/.test(unit) && /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]/.test(text[start - 1] ?? '')
}

function* unbreakable(text: string, span: Span, limits: PieceLimits): Generator<Span> {
  for (const { index, segment } of words.segment(text.slice(span.start, span.end))) {
    const start = span.start + index
    if (segment.length <= limits.chars / 8 && estimateTokens(segment, 0, segment.length) <= limits.tokens / 8) {
      yield { start, end: start + segment.length }
      continue
    }
    for (const cluster of graphemes.segment(segment)) {
      const from = start + cluster.index
      const to = from + cluster.segment.length
      // A letter under a thousand accents is no letter: the limit holds, at code points.
      for (let at = from; at < to; ) {
        const end = wholePair(text, Math.min(to, at + Math.max(2, Math.floor(limits.chars / 8))))
        yield { start: at, end }
        at = end
      }
    }
  }
}

/** Stretches of at most about `WINDOW` units that together cover the span, cut at white space if there is any, else between clusters. */
export function* windows(text: string, { start, end }: Span): Generator<Span> {
  for (let from = start; from < end; ) {
    let to = Math.min(end, from + WINDOW)
    if (to < end) to = spaceBefore(text, to - WINDOW / 4, to) ?? clusterStart(text, from, to)
    yield { start: from, end: to }
    from = to
  }
}

function spaceBefore(text: string, least: number, at: number): number | null {
  for (let i = at; i > least; i--) if (/\s/.test(text[i - 1]!)) return i
  return null
}

function clusterStart(text: string, from: number, at: number): number {
  const context = Math.max(from, at - 256)
  const cluster = graphemes.segment(text.slice(context, at + 256)).containing(at - context)
  const start = context + (cluster?.index ?? at - context)
  return start > context ? start : wholePair(text, at)
}

const wholePair = (text: string, at: number): number => {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code < 0xe000 ? at + 1 : at
}
