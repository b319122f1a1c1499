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

/** When tables are tidied. */
export interface Round {
  /** Nothing changed for a while: what old versions hold can be let go of, and the next round finds little new. */
  readonly calm: boolean
  /** Milliseconds for which a search may still read a version that another has replaced; 0 where nobody searches. */
  readonly searchMs: number
}
const SEARCH_MS = 10_000
export const busy: Round = { calm: false, searchMs: SEARCH_MS }
export const calm: Round = { calm: true, searchMs: SEARCH_MS }
export const alone: Round = { calm: true, searchMs: 0 }

/**
 * Compacts small fragments and those with deleted rows, brings indexes up to date and deletes versions that no search reads any
 * more. Answers whether it left a copy of what it rewrote, for a search may be reading that; it can go in a later round.
 */
export async function tidy(table: Table, { searchMs }: Round): Promise<boolean> {
  try {
    // Apart from deleting: that counts from when compaction is done, and would take the version that it has just replaced.
    const { compaction } = await table.optimize({ cleanupOlderThan: new Date(0) })
    const versions = await table.listVersions()
    const read = versions.findLastIndex(({ timestamp }) => timestamp.getTime() <= Date.now() - searchMs)
    const unread = versions[read - 1]
    if (unread) await table.optimize({ cleanupOlderThan: new Date(unread.timestamp.getTime() + 1) })
    return compaction.fragmentsRemoved > 0 && read < versions.length - 1
  } catch (error) {
    // Another commit came first. Nothing is lost: the next tidy does the work.
    if (!String(error).includes('Retryable')) throw error
    return true
  }
}

/** Rewriting a table is worth it when its fragments are so many, */
const MANY_FRAGMENTS = 32
/** or when this part of it is of no use: each byte is then rewritten for at most three that stay. */
const MUCH = 1 / 4

/** `tidy`, where that is worth it or nobody is searching. */
export async function tidySeldom(table: Table, round: Round): Promise<boolean> {
  return (round.searchMs === 0 || (await isWorthIt(table, round))) && tidy(table, round)
}

async function isWorthIt(table: Table, { calm, searchMs }: Round): Promise<boolean> {
  const versions = (await table.listVersions()).map(summary)
  const now = versions.at(-1)!
  if (now.fragments > MANY_FRAGMENTS || now.deleted > MUCH * now.stored) return true
  return calm && heldBack(versions, Date.now() - searchMs) > MUCH * now.bytes
}

/** What LanceDB notes of a version. */
interface Version {
  readonly made: number
  readonly fragments: number
  /** Rows of its files, and those of them that were deleted. */
  readonly stored: number
  readonly deleted: number
  readonly bytes: number
}

function summary({ timestamp, metadata }: Awaited<ReturnType<Table['listVersions']>>[number]): Version {
  const of = (name: string) => Number(metadata[`total_${name}`])
  return {
    made: timestamp.getTime(),
    fragments: of('fragments'),
    stored: of('data_file_rows'),
    deleted: of('deletion_file_rows'),
    bytes: of('files_size'),
  }
}

/** Bytes of files that only versions replaced before `time` name. */
function heldBack(versions: readonly Version[], time: number): number {
  let bytes = 0
  for (const [i, next] of versions.entries()) {
    const last = versions[i - 1]
    if (!last || next.made > time || next.bytes === last.bytes) continue
    // The same rows in other files: all were rewritten. Otherwise files went whose rows were all deleted.
    const isRewritten = next.stored - next.deleted === last.stored - last.deleted
    bytes += isRewritten ? last.bytes : Math.max(0, last.bytes - next.bytes)
  }
  return bytes
}

/** Bytes a table takes, live versions only. */
export async function bytesOf(table: Table): Promise<number> {
  return (await table.stats()).totalBytes
}
