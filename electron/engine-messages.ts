import type { Power } from '../core/engine/manners.ts'

/** Main to the engine process. `connect` and `extractor-started` each carry one port. */
export type ToEngine =
  | { readonly type: 'connect' }
  | { readonly type: 'extractor-started'; readonly id: number; readonly pid: number }
  | { readonly type: 'extractor-ended'; readonly id: number; readonly code: number }
  | { readonly type: 'power'; readonly power: Power }
  /** The computer woke up. */
  | { readonly type: 'resumed' }
  | { readonly type: 'close' }

/** The engine process to main, which alone can start processes: the fuse `runAsNode` is off in the packaged app. */
export type FromEngine =
  | { readonly type: 'start-extractor'; readonly id: number; readonly runs: Runs }
  | { readonly type: 'kill-extractor'; readonly id: number }

/** What a process of the engine's does: reads files, tries a device, or encodes on a graphics card. */
export type Runs = 'reader' | 'probe' | 'worker'

/** Main to such a process: its one message, with the port to the engine. */
export interface ToExtractor {
  readonly type: 'connect'
  readonly runs: Runs
}

/** How the engine process is told where things are, as the JSON of its one argument. */
export interface EngineArguments {
  readonly data: string
  readonly models: string
}
