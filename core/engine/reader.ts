import path from 'node:path'
import type { Explanation, FileFailure, SearchAnswer, SearchInput, Status } from '../contract/engine.ts'
import { search } from '../search/search.ts'
import { explain } from './explain.ts'
import { openLibrary, searchable } from './library.ts'
import { namesFor } from './names.ts'
import { tally } from './tally.ts'

/** A data folder that is only read, while another process may be writing it. */
export interface Reader extends AsyncDisposable {
  search(input: SearchInput, signal?: AbortSignal): Promise<SearchAnswer>
  status(): Omit<Status, 'activity' | 'bytes' | 'recognition'>
  explain(path: string): Promise<Explanation>
  failures(): readonly FileFailure[]
}

/** @throws {EngineError} `index-missing`, `data-unreadable`, `model-missing`, `model-broken` */
export async function openReader(data: string, models: string): Promise<Reader> {
  const library = await openLibrary(path.resolve(data), models, 'read')
  const { serving, entries, remembered } = library
  return {
    async search(input, signal) {
      const answer = await search(input, searchable(library), signal)
      return { ...answer, names: namesFor(input.query, entries.values(), input.limit) }
    },
    status() {
      const { folders, indexed, failed, skipped, noText, passages, tokens } = tally(entries.values(), remembered.folders)
      return {
        folders: [...folders].map(([folder, counts]) => ({ path: folder, state: 'waiting', ...counts })),
        files: { indexed, failed, skipped, noText },
        passages,
        tokens,
        model: serving.encoder.model.card.id,
        dim: serving.encoder.dim,
        pooling: serving.encoder.pooling,
        device: serving.encoder.use,
      }
    },
    explain(path) {
      return explain(path, { entries, folders: remembered.folders, choice: remembered, data: library.data, scans: () => '' })
    },
    failures: () => [...entries.values()].flatMap((entry) => (entry.state === 'failed' ? [entry] : [])),
    [Symbol.asyncDispose]: () => serving[Symbol.asyncDispose](),
  }
}
