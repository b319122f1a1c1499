import { createStore } from 'zustand/vanilla'
import type { Engine } from '../../core/contract/engine.ts'
import { EngineError } from '../../core/contract/errors.ts'
import {
  type Coverages,
  type FileState,
  LEDGER_PAGE,
  type LedgerOrder,
  type LedgerQuery,
  type LedgerRow,
} from '../../core/contract/ledger.ts'
import { csv } from './export.ts'

/** Which files are listed; null leaves nothing out. */
export interface Chosen {
  readonly filter: string
  readonly state: FileState | null
  readonly folder: string | null
  readonly type: string | null
  readonly order: LedgerOrder
  readonly descending: boolean
}

export interface LedgerState {
  readonly chosen: Chosen
  /** Rows that match; null until the engine has said it. */
  readonly total: number | null
  readonly states: Readonly<Record<FileState, number>> | null
  /** Those that were asked for, by their place in the list. */
  readonly rows: ReadonlyMap<number, LedgerRow>
  readonly coverage: Coverages | null
  readonly problem: EngineError | null
}

/** Rows asked for at once: a few screens. */
const PAGE = 200

export type Ledger = ReturnType<typeof createLedger>

/** The list of files, of which only what is looked at is here. */
export function createLedger(engine: Engine) {
  const store = createStore<LedgerState>(() => ({
    chosen: { filter: '', state: null, folder: null, type: null, order: 'path', descending: false },
    total: null,
    states: null,
    rows: new Map(),
    coverage: null,
    problem: null,
  }))
  /** Of the list that is shown; what an earlier list is still answered with is thrown away. */
  let asking = new AbortController()
  let pages = new Set<number>()
  let shown: readonly [first: number, last: number] = [0, 0]

  async function attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action()
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      if (error.code !== 'cancelled' && error.code !== 'disconnected') store.setState({ problem: error })
    }
  }

  const read = (page: number) =>
    attempt(async () => {
      const { signal } = asking
      pages.add(page)
      const input = { ...queryOf(store.getState().chosen), from: page * PAGE, count: PAGE }
      const { total, states, rows } = await engine.ledger(input, signal)
      if (signal.aborted) return
      store.setState((state) => {
        const all = new Map(state.rows)
        for (const [i, row] of rows.entries()) all.set(page * PAGE + i, row)
        return { total, states, rows: all, problem: null }
      })
    })

  const readCoverage = () =>
    attempt(async () => {
      const { signal } = asking
      const { folder } = store.getState().chosen
      const coverage = await engine.coverage(folder === null ? {} : { folder }, signal)
      if (!signal.aborted) store.setState({ coverage })
    })

  const need = async (first: number, last: number) => {
    shown = [first, last]
    const wanted: Promise<void>[] = []
    for (let page = Math.floor(first / PAGE); page <= Math.floor(Math.max(first, last) / PAGE); page++)
      if (!pages.has(page)) wanted.push(read(page))
    await Promise.all(wanted)
  }

  async function all(): Promise<readonly LedgerRow[]> {
    const query = queryOf(store.getState().chosen)
    const all: LedgerRow[] = []
    for (let from = 0; ; from += LEDGER_PAGE) {
      const { rows } = await engine.ledger({ ...query, from, count: LEDGER_PAGE })
      all.push(...rows)
      if (rows.length < LEDGER_PAGE) return all
    }
  }

  /** Throws away what is on its way, and with `rows` what is here. */
  function begin(): void {
    asking.abort()
    asking = new AbortController()
    pages = new Set()
  }

  return {
    store,
    need,
    async choose(change: Partial<Chosen>): Promise<void> {
      begin()
      const { chosen } = store.getState()
      store.setState({ chosen: { ...chosen, ...change }, rows: new Map() })
      const folder = change.folder !== undefined && change.folder !== chosen.folder
      // The table stays where it is, as far as the list is long enough.
      await Promise.all([need(...shown), folder && readCoverage()])
    },
    /** What is on screen, as it is now; it stays there until the answer comes. */
    async refresh(): Promise<void> {
      begin()
      await Promise.all([need(...shown), readCoverage()])
    },
    /** The list as a file to save: all rows that match, not only those that were looked at. Null when it cannot be read. */
    async exported(format: LedgerFormat): Promise<Exported | null> {
      try {
        return asFile(await all(), format)
      } catch (error) {
        if (!(error instanceof EngineError)) throw error
        store.setState({ problem: error })
        return null
      }
    },
  }
}

const queryOf = ({ filter, state, folder, type, order, descending }: Chosen): LedgerQuery => ({
  order,
  descending,
  ...(filter.trim() !== '' && { filter }),
  ...(state !== null && { state }),
  ...(folder !== null && { folder }),
  ...(type !== null && { type }),
})

export const ledgerFormats = ['csv', 'json'] as const
export type LedgerFormat = (typeof ledgerFormats)[number]

const headings = ['path', 'state', 'code', 'reason', 'size', 'modified', 'passages', 'text bytes']

/** A list of so many files, to be saved. */
export interface Exported {
  readonly name: string
  readonly content: Blob
  readonly files: number
}

function asFile(rows: readonly LedgerRow[], format: LedgerFormat): Exported {
  const dated = rows.map((row) => ({ ...row, modified: new Date(row.modified).toISOString() }))
  const text =
    format === 'json'
      ? `${JSON.stringify(dated, null, 2)}\n`
      : csv(
          headings,
          dated.map(({ path, state, code = '', message = '', size, modified, passages = '', textBytes = '' }) => [
            ...[path, state, code, message, size, modified, passages, textBytes],
          ]),
        )
  const type = format === 'json' ? 'application/json' : 'text/csv'
  return { name: `Kenning files.${format}`, content: new Blob([text], { type }), files: rows.length }
}
