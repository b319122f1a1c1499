import type { Highlight } from '../../core/contract/engine.ts'

/** The part of a passage that a row has room for. */
export interface Crop {
  readonly text: string
  /** Moved to count from the start of `text`; those outside are gone. */
  readonly highlights: readonly Highlight[]
  /** Whether text was left out before and after. */
  readonly before: boolean
  readonly after: boolean
}

const words = new Intl.Segmenter(undefined, { granularity: 'word' })
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** What belongs to the word after it: white space, an opening bracket or quote, a currency sign. */
const DANGLING = /[\s\p{Ps}\p{Pi}\p{Sc}]+$/u
/** How much of the room may stand before the first lit word, so that one reads how the sentence came to it. */
const LEAD = 0.25

/**
 * At most `width` columns of `text` around its strongest highlights, cut between words. Scripts whose letters take two
 * columns (Chinese, Japanese, Korean) get half as many characters.
 */
export function crop(text: string, highlights: readonly Highlight[], width: number): Crop {
  const room = Math.max(1, Math.floor(width / columns(text)))
  if (text.length <= room) return { text, highlights, before: false, after: false }

  const ranked = [...highlights].sort((a, b) => a.start - b.start)
  const anchor = bestStart(ranked, room * (1 - LEAD))
  const [start, end] = snap(text, Math.min(Math.max(0, anchor - Math.floor(room * LEAD)), text.length - room), room)
  return {
    text: text.slice(start, end),
    highlights: ranked
      .filter((highlight) => highlight.end > start && highlight.start < end)
      .map((highlight) => ({
        ...highlight,
        start: Math.max(highlight.start, start) - start,
        end: Math.min(highlight.end, end) - start,
      })),
    before: start > 0,
    after: end < text.length,
  }
}

/** The start of the highlight from which `room` characters catch the most: each word counts once, by its strongest match. */
function bestStart(highlights: readonly Highlight[], room: number): number {
  let best = { start: 0, sum: -1 }
  for (const [i, first] of highlights.entries()) {
    const strongest = new Map<number, number>()
    for (let j = i; j < highlights.length && highlights[j]!.end <= first.start + room; j++) {
      const { word, weight } = highlights[j]!
      strongest.set(word, Math.max(weight, strongest.get(word) ?? 0))
    }
    // A highlight longer than the room still counts as itself.
    const sum = strongest.size > 0 ? [...strongest.values()].reduce((a, b) => a + b) : first.weight
    if (sum > best.sum) best = { start: first.start, sum }
  }
  return best.start
}

/** Moves the start to where a word begins and the end to where one ends, within `room`, leaving nothing open. */
function snap(text: string, from: number, room: number): [number, number] {
  const segments = words.segment(text)
  const start = from === 0 ? 0 : wordFrom(text, segments, from)
  const limit = Math.min(text.length, start + room)
  const last = limit < text.length ? segments.containing(limit)!.index : limit
  // One word may be longer than the room (a URL, a line of base64): then it is cut where the room ends.
  const end = [last, characterFrom(text, limit)].find((at) => at > start) ?? limit
  return [start, start + text.slice(start, end).replace(DANGLING, '').length]
}

/** Where the first whole word at or after `from` begins; a lone comma is no beginning. */
function wordFrom(text: string, segments: Intl.Segments, from: number): number {
  let at = segments.containing(from)
  if (at && at.index < from) at = segments.containing(at.index + at.segment.length)
  while (at && !at.isWordLike) at = segments.containing(at.index + at.segment.length)
  return at?.index ?? characterFrom(text, from)
}

/** Where the character at `at` begins: an emoji is several units, and is not cut in two. */
const characterFrom = (text: string, at: number): number => graphemes.segment(text).containing(at)?.index ?? at

const WIDE = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]/g

/** Columns per character, 1 to 2, from the first 400 characters. */
function columns(text: string): number {
  const sample = text.slice(0, 400)
  return 1 + (sample.match(WIDE)?.length ?? 0) / sample.length
}
