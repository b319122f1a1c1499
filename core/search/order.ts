import type { Hit, SearchOrder } from '../contract/engine.ts'

const names = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** Files, best first, in another order. */
export function orderFiles<File extends Pick<Hit, 'modified' | 'name'>>(
  files: readonly File[],
  order: SearchOrder = 'relevance',
): readonly File[] {
  if (order === 'date') return files.toSorted((a, b) => b.modified - a.modified)
  if (order === 'name') return files.toSorted((a, b) => names.compare(a.name, b.name))
  return files
}
