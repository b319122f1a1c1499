import type { DocumentText, Highlight, PassageHit, Span } from '../../core/contract/engine.ts'

/** A passage on a page, with what in it answers. */
export interface PagePassage extends Span {
  readonly id: number
  readonly highlights: readonly Highlight[]
}

/** The text of one page: the document's from `start` to `end`. Its passages count from the start of the page. */
export interface PageText extends Span {
  readonly text: string
  readonly passages: readonly PagePassage[]
}

/**
 * A document's text by its pages, from 1.
 * @param lights matches by passage, of those that are not among the hit's own
 */
export function pageTexts(
  { text, passages }: DocumentText,
  hit: { readonly passages: readonly PassageHit[] },
  lights: ReadonlyMap<number, readonly Highlight[]>,
): ReadonlyMap<number, PageText> {
  const own = new Map(hit.passages.map((passage) => [passage.id, passage]))
  const byPage = new Map<number, (Span & { readonly id: number })[]>()
  for (const passage of passages) {
    const { page } = passage.place
    if (page === undefined) continue
    const on = byPage.get(page)
    if (on) on.push(passage)
    else byPage.set(page, [passage])
  }
  return new Map(
    [...byPage].map(([page, on]) => {
      const { start } = on[0]!
      const { end } = on.at(-1)!
      const placed = on.map((passage) => {
        const match = own.get(passage.id)
        // Written anew since the search: then the offsets of the highlights are not of this text.
        const fits = match?.text === text.slice(passage.start, passage.end)
        const highlights = (fits ? match?.highlights : undefined) ?? lights.get(passage.id) ?? []
        return { id: passage.id, start: passage.start - start, end: passage.end - start, highlights }
      })
      return [page, { start, end, text: text.slice(start, end), passages: placed }]
    }),
  )
}
