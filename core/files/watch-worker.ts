import { parentPort, workerData } from 'node:worker_threads'
import { type FollowOptions, follow } from './follow.ts'
import { ignoreRules, type Made } from './ignore.ts'

/** What the thread is started with. Each message then asks for the next batch. */
export interface ToFollow extends FollowOptions {
  readonly folder: string
  readonly rules: Made
}

const { folder, rules, ...options } = workerData as ToFollow
const { exclusions, keepOut, choice } = rules
const batches = follow(folder, ignoreRules(exclusions, keepOut, choice), options)
const port = parentPort!
port.on('message', async () => port.postMessage((await batches.next()).value))
