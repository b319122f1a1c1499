/** Binary relevance over files, as BEIR's `pytrec_eval` computes it. `ranked`: paths, best first, each once. */
export function ndcg(ranked: readonly string[], relevant: ReadonlySet<string>, depth = 10): number {
  const gain = (rank: number) => 1 / Math.log2(rank + 2)
  let dcg = 0
  for (const [rank, path] of ranked.slice(0, depth).entries()) if (relevant.has(path)) dcg += gain(rank)
  let ideal = 0
  for (let rank = 0; rank < Math.min(depth, relevant.size); rank++) ideal += gain(rank)
  return ideal === 0 ? 0 : dcg / ideal
}

/** 1 when a relevant file is among the first `depth`. */
export const success = (ranked: readonly string[], relevant: ReadonlySet<string>, depth: number): number =>
  ranked.slice(0, depth).some((path) => relevant.has(path)) ? 1 : 0

/** 1 / rank of the first relevant file, 0 when there is none. */
export function reciprocalRank(ranked: readonly string[], relevant: ReadonlySet<string>): number {
  const rank = ranked.findIndex((path) => relevant.has(path))
  return rank < 0 ? 0 : 1 / (rank + 1)
}

/** Text as passages are compared: NFC, without white space and bidi marks. */
const comparable = (text: string): string =>
  text.normalize('NFC').replace(/[\s\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu, '')

/** A top passage longer than this shows nothing. */
const LONGEST_PASSAGE = 1_500

/** Whether a shown passage contains the one that answers. */
export const showsPassage = (shown: string, answer: string): boolean =>
  shown.length <= LONGEST_PASSAGE && comparable(shown).includes(comparable(answer))
