import type { Highlight } from '../../core/contract/engine.ts'

/** A stretch of text that is lit by one query word, or by none. Joined, the runs of a text give it back. */
export interface Run {
  readonly text: string
  /** Offset of the run in its text, UTF-16. */
  readonly start: number
  readonly mark: { readonly word: number; readonly weight: number } | null
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * Cuts `text` where the light changes. Where two highlights meet the same character the stronger wins, and of two
 * equals the first. A letter and its accents, a flag, a family of emoji are lit as a whole or not at all.
 */
export function runs(text: string, highlights: readonly Highlight[]): Run[] {
  if (text === '') return []
  const segments = highlights.length > 0 ? graphemes.segment(text) : null
  const whole = highlights
    .filter(({ start, end }) => start < end && start < text.length && end > 0)
    .map((highlight) => {
      const first = segments!.containing(Math.max(0, highlight.start))!
      const last = segments!.containing(Math.min(text.length, highlight.end) - 1)!
      return { ...highlight, start: first.index, end: last.index + last.segment.length }
    })
  const edges = [...new Set([0, text.length, ...whole.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b)

  const result: Run[] = []
  for (let i = 0; i + 1 < edges.length; i++) {
    const start = edges[i]!
    const end = edges[i + 1]!
    const mark = strongest(whole.filter((highlight) => highlight.start <= start && highlight.end >= end))
    const before = result.at(-1)
    if (before && same(before.mark, mark)) result[result.length - 1] = { ...before, text: before.text + text.slice(start, end) }
    else result.push({ text: text.slice(start, end), start, mark })
  }
  return result
}

function strongest(highlights: readonly Highlight[]): Run['mark'] {
  let best: Highlight | null = null
  for (const highlight of highlights) if (!best || highlight.weight > best.weight) best = highlight
  return best && { word: best.word, weight: best.weight }
}

const same = (a: Run['mark'], b: Run['mark']) => a === b || (a?.word === b?.word && a?.weight === b?.weight)
