import type { Estimate, Suggestion } from './estimate.ts'
import type { Directory, DocumentText, Explanation, FileFailure, Folder, Original } from './files.ts'
import type { Coverages, LedgerPage, LedgerQuery } from './ledger.ts'
import type { Devices, Installation, Model } from './models.ts'
import type { Recall } from './recall.ts'
import type { Evidence, SearchAnswer, SearchInput, SearchMode } from './search.ts'
import type { Settings } from './settings.ts'
import type { Status } from './status.ts'

export * from './files.ts'
export * from './models.ts'
export * from './search.ts'
export * from './settings.ts'
export * from './status.ts'

type Nothing = Record<never, never>

/**
 * What the engine can do, for any caller in any process.
 *
 * Every procedure takes one JSON value and an optional signal, and answers with one JSON value (a promise) or many
 * (an async iterable).
 */
export interface Engine {
  search(input: SearchInput, signal?: AbortSignal): Promise<SearchAnswer>
  /** The text of an indexed file. Fails with `not-found` if the file is not in the index. */
  document(input: { readonly path: string }, signal?: AbortSignal): Promise<DocumentText>
  /** The file itself. Fails with `not-found` unless it is known, in a watched folder, and there. */
  original(input: { readonly path: string }, signal?: AbortSignal): Promise<Original>
  /** Every match in one indexed file. Nothing is encoded that was just searched for. Fails with `not-found`. */
  evidence(
    input: { readonly path: string; readonly query: string; readonly mode: SearchMode },
    signal?: AbortSignal,
  ): Promise<Evidence>
  /** Watches a folder from now on. Fails with `not-found` or `not-a-folder`. Adding one twice changes nothing. */
  addFolder(input: { readonly path: string }, signal?: AbortSignal): Promise<Folder>
  /** Forgets a folder and purges what is indexed below it. */
  removeFolder(input: { readonly path: string }, signal?: AbortSignal): Promise<null>
  /**
   * Reads a failed file once more, those below a folder, or all of them when no path is given. What was named is downloaded if it is
   * kept in the cloud.
   */
  retry(input: { readonly path?: string }, signal?: AbortSignal): Promise<null>
  failures(input: Nothing, signal?: AbortSignal): Promise<readonly FileFailure[]>
  /** Rows of what is known of files, `count` of them from the row `from` on: `LEDGER_PAGE` at most. */
  ledger(input: LedgerQuery & { readonly from: number; readonly count: number }, signal?: AbortSignal): Promise<LedgerPage>
  /** How much can be found, by folder and by type; of one folder, by what lies directly in it. */
  coverage(input: { readonly folder?: string }, signal?: AbortSignal): Promise<Coverages>
  /** Why any path is indexed, or not: known or unknown, there or not. */
  explain(input: { readonly path: string }, signal?: AbortSignal): Promise<Explanation>
  /** The status now, and again whenever it changes (at most ten times a second). */
  status(input: Nothing, signal?: AbortSignal): AsyncIterable<Status>
  settings(input: Nothing, signal?: AbortSignal): Promise<Settings>
  /** Changes what is given and answers with the whole. A new model, dim or pooling builds a second index beside the first. */
  changeSettings(input: Partial<Settings>, signal?: AbortSignal): Promise<Settings>
  /** Every encoder that is known of: those that are here first, then those that can be had, then those that are withheld. */
  models(input: Nothing, signal?: AbortSignal): Promise<readonly Model[]>
  /**
   * Downloads an encoder (or takes its published files from the folder `from`), builds and tests it. Aborting pauses: what has
   * arrived is kept for the next time. Fails with `download-failed`, `model-broken`, or `invalid-input` when a licence is not accepted.
   */
  installModel(
    input: { readonly id: string; readonly acceptedLicence?: string; readonly from?: string },
    signal?: AbortSignal,
  ): AsyncIterable<Installation>
  /**
   * Removes an encoder that was downloaded, and what an unfinished download left; one that is under way is stopped. Fails with
   * `invalid-input` while the encoder is in use.
   */
  removeModel(input: { readonly id: string }, signal?: AbortSignal): Promise<null>
  /** What encoders can run on here; tried at the first call, and `again` when asked. That takes up to a minute. */
  devices(input: { readonly again?: boolean }, signal?: AbortSignal): Promise<Devices>
  /** Asks for so many of the person's own passages by their own words and counts, one by one, how many are found. */
  recall(input: { readonly passages: number }, signal?: AbortSignal): AsyncIterable<Recall>
  /** What a folder would take to index, told while it is counted; the last one is `counted`. Fails as `addFolder` does. */
  estimate(input: { readonly path: string }, signal?: AbortSignal): AsyncIterable<Estimate>
  /** Folders on this computer where people keep documents. */
  suggestions(input: Nothing, signal?: AbortSignal): Promise<readonly Suggestion[]>
  /** Folders below `path`, or below the person's home when none is given. */
  directory(input: { readonly path?: string }, signal?: AbortSignal): Promise<Directory>
}

type Kind<P> = P extends (...args: never[]) => AsyncIterable<unknown> ? 'stream' : 'call'

/** The only names the wire accepts; the compiler keeps this table and `Engine` in step. */
export const procedures: { readonly [P in keyof Engine]: Kind<Engine[P]> } = {
  search: 'call',
  document: 'call',
  original: 'call',
  evidence: 'call',
  addFolder: 'call',
  removeFolder: 'call',
  retry: 'call',
  failures: 'call',
  ledger: 'call',
  coverage: 'call',
  explain: 'call',
  status: 'stream',
  settings: 'call',
  changeSettings: 'call',
  models: 'call',
  installModel: 'stream',
  removeModel: 'call',
  devices: 'call',
  recall: 'stream',
  estimate: 'stream',
  suggestions: 'call',
  directory: 'call',
}
