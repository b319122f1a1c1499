// An extraction process: one file at a time in, its passages or the reason there are none out; or one scanned page in, and the
// lines that are read on it out. See isolate.ts.
import { constants, setPriority } from 'node:os'
import { Worker } from 'node:worker_threads'
import { extractFile } from './extract.ts'
import type { Prepared, ToExtract } from './extraction.ts'
import { failed } from './failure.ts'
import { CHILD_RSS_INTERVAL_MS } from './limits.ts'
import { prepare } from './prepare.ts'
import type { Recognized, ToRecognize } from './recognize.ts'

export type Question =
  | { readonly kind: 'extract'; readonly file: ToExtract }
  | { readonly kind: 'recognize'; readonly page: ToRecognize }

export interface ToChild {
  readonly id: number
  readonly question: Question
  /** Bytes of memory this process may hold while it answers. */
  readonly memory: number
}

export interface FromChild {
  readonly id: number
  readonly answer: Prepared | Recognized
  /** Bytes of memory this process holds now. */
  readonly memory: number
}

/**
 * A thread that ends this process when it holds too much, or when its parent has gone. Only a thread can: while a file is
 * parsed, nothing else runs on the main one, and a parent that is itself busy would look too late.
 */
const watchdog = new Worker(
  `const { parentPort } = require('node:worker_threads')
  const parent = process.ppid
  let memory = Infinity
  parentPort.on('message', (limit) => { memory = limit })
  setInterval(() => {
    if (process.memoryUsage.rss() > memory || process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
  }, ${CHILD_RSS_INTERVAL_MS})`,
  { eval: true, resourceLimits: { maxOldGenerationSizeMb: 16 } },
)

// Whatever a person does on this computer comes first.
try {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
} catch (error) {
  console.error(`The priority of reading could not be lowered: ${(error as Error).message}`)
}

// pdf.js rejects promises that nobody can hold, beside the one that it gives: of a damaged file they say nothing new.
process.on('unhandledRejection', (error) => console.error('A reader left an error behind:', error))

process.on('message', (message: ToChild) => void answer(message))
process.on('disconnect', () => process.exit())

async function answer({ id, question, memory }: ToChild): Promise<void> {
  watchdog.postMessage(memory)
  process.send?.({ id, answer: await safely(question), memory: process.memoryUsage.rss() } satisfies FromChild)
}

async function safely(question: Question): Promise<Prepared | Recognized> {
  try {
    if (question.kind === 'extract') return prepare(await extractFile(question.file))
    // Large, and rarely asked for.
    const { recognizePage } = await import('./recognize.ts')
    return await recognizePage(question.page)
  } catch (error) {
    const { path } = question.kind === 'extract' ? question.file : question.page
    console.error(`Reading ${JSON.stringify(path)} failed:`, error)
    return failed('crashed', 'Kenning failed while reading this file; this is a fault of Kenning.')
  }
}
