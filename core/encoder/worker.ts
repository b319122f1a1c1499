// Where encoding is done: a thread for the processor, a process for a graphics card.
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import type { DeviceId, Dim, Pooling } from '../contract/engine.ts'
import { EngineError, type Failing, failingOf } from '../contract/errors.ts'
import type { InstalledModel } from './catalogue.ts'
import { createColBERT } from './colbert.ts'
import { openSession } from './session.ts'
import { openTokenizer } from './tokenizer.ts'
import { ownMemory } from './vectors.ts'

export type Job =
  | { readonly kind: 'query'; readonly text: string }
  | { readonly kind: 'passages'; readonly texts: readonly string[] }
  | { readonly kind: 'close' }

/** To each job, and once before the first. An error keeps its code as `failure`: class identity is lost between threads. */
export type Answer = { readonly value: unknown } | { readonly failure: Failing | null; readonly error: unknown }

export interface WorkerData {
  readonly model: InstalledModel
  readonly dim: Dim
  readonly pooling: Pooling
  readonly device: DeviceId
}

interface Port {
  /** @param given memory that this thread needs no more */
  answer(answer: Answer, given?: readonly ArrayBuffer[]): void
  listen(listener: (job: Job) => void): void
  close(): void
}

// Inference blocks its thread, so it has one to itself. The thread ends by message, never by terminate(): ending a thread
// that is inside onnxruntime aborts the whole process.
async function serve({ model, dim, pooling, device }: WorkerData, port: Port): Promise<void> {
  const fail = (error: unknown) => port.answer({ failure: error instanceof EngineError ? failingOf(error) : null, error })
  const { promise: closed, resolve: close } = Promise.withResolvers<void>()
  try {
    await using session = await openSession(model, dim, device)
    const colbert = await createColBERT(model, openTokenizer(model), session, pooling)
    const answer = async (job: Exclude<Job, { readonly kind: 'close' }>) => {
      try {
        if (job.kind === 'query') return port.answer({ value: await colbert.encodeQuery(job.text) })
        const passages = await colbert.encodePassages(job.texts)
        port.answer({ value: passages }, ownMemory(passages.map(({ vectors }) => vectors.data)))
      } catch (error) {
        fail(error)
      }
    }
    // A job takes several turns of the event loop; whoever closes in between waits for it.
    let inHand = Promise.resolve()
    port.listen((job) => {
      if (job.kind === 'close') void inHand.then(close)
      else inHand = inHand.then(() => answer(job))
    })
    port.answer({ value: null })
    await closed
  } catch (error) {
    fail(error)
  }
  port.close()
}

if (isMainThread) {
  process.once('message', (data: WorkerData) => {
    let told = Promise.resolve()
    void serve(data, {
      answer: (answer) => {
        told = new Promise((sent) => process.send!(answer, () => sent()))
      },
      listen: (listener) => void process.on('message', listener),
      // What is still on its way would be lost with the process.
      close: () => void told.then(() => process.exit()),
    })
  })
  // Whoever asked has gone.
  process.once('disconnect', () => process.exit())
} else {
  const port = parentPort!
  void serve(workerData as WorkerData, {
    answer: (answer, given = []) => port.postMessage(answer, given),
    listen: (listener) => void port.on('message', listener),
    close: () => port.close(),
  })
}
