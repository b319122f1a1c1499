import type { Worker } from 'node:worker_threads'

/** A thread that does not wait for a disk ends sooner than this. Milliseconds. */
const ENDING = 2_000

/** Threads in a call to a disk that does not return: nothing ends them but the end of the process. */
export const leftThreads = new Set<Worker>()

/** Ends a thread, or leaves it behind where it does not end. */
export async function endThread(worker: Worker): Promise<void> {
  const ended = Promise.withResolvers<void>()
  worker.once('exit', () => {
    leftThreads.delete(worker)
    ended.resolve()
  })
  const timer = setTimeout(() => {
    leftThreads.add(worker)
    worker.unref()
    ended.resolve()
  }, ENDING)
  void worker.terminate()
  await ended.promise
  clearTimeout(timer)
}

// A process that ends waits for its threads, however long that takes.
process.on('exit', () => {
  if (leftThreads.size > 0) process.kill(process.pid, 'SIGKILL')
})
