import { availableParallelism } from 'node:os'
import { type Connection, connect, type Table } from '@lancedb/lancedb'
import type { Schema } from 'apache-arrow'
import { EngineError } from '../contract/errors.ts'

/**
 * LanceDB computes on as many threads as there are cores, and bringing a full-text index up to date waits for ever on two or
 * fewer (lance-format/lance#7439; seen here with 2, not with 4). Read when the first table is opened.
 */
process.env.LANCE_CPU_THREADS ??= String(Math.max(8, availableParallelism()))

/**
 * A LanceDB database whose row ids survive compaction, so that a passage's codes are fetched by row id for ever.
 * @throws {EngineError} `data-unreadable`
 */
export async function openDatabase(folder: string): Promise<Connection> {
  return connect(folder, { storageOptions: { new_table_enable_stable_row_ids: 'true' }, readConsistencyInterval: 0 }).catch(
    (cause) => {
      throw new EngineError('data-unreadable', `The index at ${folder} cannot be opened.`, { cause, about: folder })
    },
  )
}

export async function openOrCreate(database: Connection, name: string, schema: Schema): Promise<Table> {
  const names = await database.tableNames()
  return names.includes(name) ? database.openTable(name) : database.createEmptyTable(name, schema)
}

/** A search reads one version of a table and lasts less than this. */
const SEARCH_MS = 10_000

/**
 * Compacts small fragments, brings indexes up to date and deletes versions that no search reads any more. `quiet`: nobody is
 * searching, so that all old versions go; right after compaction they are as large as the table itself.
 */
export async function tidy(table: Table, quiet: boolean): Promise<void> {
  try {
    await table.optimize({ cleanupOlderThan: new Date(Date.now() - (quiet ? 0 : SEARCH_MS)) })
  } catch (error) {
    // Another commit came first. Nothing is lost: the next tidy does the work.
    if (!String(error).includes('Retryable')) throw error
  }
}

/** Rewriting a table is worth it only when its fragments are so many. */
const MANY_FRAGMENTS = 32

/** `tidy`, where fragments are many or nobody is searching. */
export async function tidySeldom(table: Table, quiet: boolean): Promise<void> {
  if (quiet || (await table.stats()).fragmentStats.numFragments > MANY_FRAGMENTS) await tidy(table, quiet)
}

/** Bytes a table takes, live versions only. */
export async function bytesOf(table: Table): Promise<number> {
  return (await table.stats()).totalBytes
}
