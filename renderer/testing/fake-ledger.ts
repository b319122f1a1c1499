import type { FileFailure, Folder } from '../../core/contract/engine.ts'
import type { Coverage, FileState, LedgerPage, LedgerQuery, LedgerRow } from '../../core/contract/ledger.ts'
import { type Coverages, fileStates } from '../../core/contract/ledger.ts'
import type { CorpusFile } from './corpus.ts'

export const lacksText = ({ code }: Pick<FileFailure, 'code'>): boolean => code === 'no-text' || code === 'empty'

/** Rows as the real ledger would give them: what was read, and what was not. */
export const rowsOf = (
  files: readonly CorpusFile[],
  failures: readonly FileFailure[],
  folders: readonly Folder[],
): LedgerRow[] => {
  const away = folders.filter(({ state }) => state === 'offline')
  const read = files.map(
    ({ path, size, modified, passages }, i): LedgerRow => ({
      path,
      size,
      modified: Date.parse(modified),
      state: i % 11 === 7 ? 'words' : i % 17 === 3 ? 'partly' : 'indexed',
      passages: passages.length,
      textBytes: 900 * passages.length,
      ...(away.some((folder) => path.startsWith(folder.path)) && { offline: true }),
    }),
  )
  const failed = failures.map(
    ({ path, code, message }, i): LedgerRow => ({
      path,
      size: 48_213 * (i + 1),
      modified: Date.parse('2026-02-03T10:00:00Z'),
      state: lacksText({ code }) ? 'no-text' : 'failed',
      code,
      message,
    }),
  )
  return [...read, ...failed]
}

const none = (): Record<FileState, number> =>
  Object.fromEntries(fileStates.map((state) => [state, 0])) as Record<FileState, number>

export function fakePage(
  rows: readonly LedgerRow[],
  {
    filter = '',
    state,
    folder,
    type,
    order,
    descending,
    from,
    count,
  }: LedgerQuery & { readonly from: number; readonly count: number },
): LedgerPage {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  const held = rows.filter(
    ({ path, message = '' }) =>
      words.every((word) => `${path} ${message}`.toLowerCase().includes(word)) &&
      (folder === undefined || path.startsWith(folder)) &&
      (type === undefined || endingOf(path) === type),
  )
  const states = none()
  for (const row of held) states[row.state]++
  const found = held.filter((row) => state === undefined || row.state === state)
  const key = (row: LedgerRow) => (order === 'name' ? row.path.split('/').at(-1)! : row[order])
  found.sort((a, b) => (key(a) < key(b) ? -1 : 1) * (descending ? -1 : 1))
  return { total: found.length, states, rows: found.slice(from, from + count) }
}

export function fakeCoverage(rows: readonly LedgerRow[], folders: readonly Folder[], within: string | undefined): Coverages {
  const below = within === undefined ? rows : rows.filter(({ path }) => path.startsWith(`${within}/`))
  const folderOf = ({ path }: LedgerRow) => {
    if (within === undefined) return folders.find((folder) => path.startsWith(folder.path))?.path ?? '/'
    const rest = path.slice(within.length + 1)
    return rest.includes('/') ? `${within}/${rest.split('/')[0]}` : within
  }
  const leftOut = folders.some(({ path }) => within === undefined || path === within) ? rulesOf(within ?? folders[0]!.path) : []
  return { folders: counted(below, folderOf), types: counted(below, ({ path }) => endingOf(path)), leftOut }
}

const rulesOf = (folder: string): Coverages['leftOut'] => [
  {
    folder,
    pattern: '.*',
    origin: 'hidden',
    reason: 'Hidden: its name begins with a dot. Settings can have hidden files indexed.',
    files: 212,
    folders: 9,
  },
  { folder, pattern: 'node_modules/', origin: 'npm-libraries', reason: 'Libraries that npm installed.', files: 0, folders: 4 },
  { folder, pattern: '*.log', origin: 'own', reason: 'One of your own rules.', files: 31, folders: 0 },
]

function counted(rows: readonly LedgerRow[], keyOf: (row: LedgerRow) => string): Coverage[] {
  return [...Map.groupBy(rows, keyOf)]
    .map(([key, rows]) => {
      const states = none()
      for (const { state } of rows) states[state]++
      return { key, files: rows.length, bytes: rows.reduce((sum, { size }) => sum + size, 0), states }
    })
    .sort((a, b) => b.files - a.files)
}

const endingOf = (path: string): string => /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''
