import { parentPort } from 'node:worker_threads'
import { type Listing, listFolder, type Refusal } from './listing.ts'
import { type Root, rootNow } from './root.ts'

/** What is asked of a disk. */
export type Question =
  | { readonly kind: 'list'; readonly folder: string }
  | { readonly kind: 'root'; readonly folder: string; readonly device: string | undefined }

export type Answer = Listing | Refusal | Root

export type FromDisk =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** The disk answers, and there is more to ask it. */
  | { readonly kind: 'going' }
  | { readonly kind: 'failed'; readonly error: unknown }

/** Milliseconds. */
const SIGN_OF_LIFE = 1_000

const port = parentPort!
const say = (message: FromDisk, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer)

port.on('message', (question: Question) => {
  try {
    if (question.kind === 'root') return say({ kind: 'answer', answer: rootNow(question.folder, question.device) })
    let said = performance.now()
    const answer = listFolder(question.folder, () => {
      if (performance.now() - said < SIGN_OF_LIFE) return
      said = performance.now()
      say({ kind: 'going' })
    })
    say({ kind: 'answer', answer }, answer.kind === 'listed' ? [answer.sizes.buffer, answer.modified.buffer] : [])
  } catch (error) {
    say({ kind: 'failed', error })
  }
})
