import type { DocumentText, Evidence, Place } from '../../core/contract/engine.ts'

/** One lane of the strip: where in the document a query word is answered, and how strongly. */
export interface Lane {
  readonly word: number
  readonly cells: readonly Cell[]
}
export interface Cell {
  /** Of `CELLS`, from the top. */
  readonly at: number
  /** 0 to 1: the strongest match. */
  readonly weight: number
}

/** More cells than a strip has pixels would only be painted over each other. */
export const CELLS = 240

/** A lane for each word that the document answers. Passages stand where their text stands, by characters. */
export function lanes({ text, passages }: DocumentText, evidence: Evidence): Lane[] {
  const starts = new Map(passages.map(({ id, start }) => [id, start]))
  const byWord = new Map<number, Map<number, number>>()
  for (const { id, highlights } of evidence.passages) {
    const start = starts.get(id)
    if (start === undefined) continue
    for (const highlight of highlights) {
      const cells = byWord.get(highlight.word) ?? new Map<number, number>()
      byWord.set(highlight.word, cells)
      const at = cellOf(start + highlight.start, text.length)
      cells.set(at, Math.max(highlight.weight, cells.get(at) ?? 0))
    }
  }
  return [...byWord]
    .sort(([a], [b]) => a - b)
    .map(([word, cells]) => ({
      word,
      cells: [...cells].map(([at, weight]) => ({ at, weight })).sort((a, b) => a.at - b.at),
    }))
}

export const cellOf = (offset: number, length: number): number =>
  Math.min(CELLS - 1, Math.floor((offset / Math.max(1, length)) * CELLS))

/** The passage with a match that lies nearest to a place in the document, 0 (its beginning) to 1. */
export function nearestMatch({ text, passages }: DocumentText, ids: readonly number[], place: number): number | null {
  const matching = new Set(ids)
  let best: { id: number; distance: number } | null = null
  for (const { id, start, end } of passages) {
    if (!matching.has(id)) continue
    const distance = Math.abs((start + end) / 2 - place * text.length)
    if (!best || distance < best.distance) best = { id, distance }
  }
  return best?.id ?? null
}

/** A passage with matches, as a stop on the way through the document. */
export interface Stop {
  readonly id: number
  /** Where it begins, 0 to 1. */
  readonly at: number
  readonly place: Place
  /** Its strongest match of each query word it answers. */
  readonly words: ReadonlyMap<number, number>
}

/** The passages with a match, in the order of the text. */
export function stopsOf({ text, passages }: DocumentText, evidence: Evidence): Stop[] {
  const found = new Map(evidence.passages.map(({ id, highlights }) => [id, highlights]))
  return passages.flatMap(({ id, start, place }) => {
    const highlights = found.get(id)
    if (!highlights) return []
    const words = new Map<number, number>()
    for (const { word, weight } of highlights) words.set(word, Math.max(weight, words.get(word) ?? 0))
    return [{ id, at: start / Math.max(1, text.length), place, words }]
  })
}
