import { lstatSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { type Listing, listFolder, type Refusal } from './listing.ts'
import { type Root, rootNow } from './root.ts'

/** What is asked of a disk. */
export type Question =
  | { readonly kind: 'list'; readonly folder: string }
  | { readonly kind: 'root'; readonly folder: string; readonly device: string | undefined }
  /** At which of these paths does nothing stand? */
  | { readonly kind: 'missing'; readonly paths: readonly string[] }

export type Answer = Listing | Refusal | Root | readonly string[]

export type FromDisk =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** The disk answers, and there is more to ask it. */
  | { readonly kind: 'going' }
  | { readonly kind: 'failed'; readonly error: unknown }

/** Milliseconds. */
const SIGN_OF_LIFE = 1_000

const port = parentPort!
const say = (message: FromDisk, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer)

function isMissing(path: string): boolean {
  try {
    lstatSync(path)
    return false
  } catch (error) {
    return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')
  }
}

/** Answers after a while that it is still at it. */
function going(): () => void {
  let said = performance.now()
  return () => {
    if (performance.now() - said < SIGN_OF_LIFE) return
    said = performance.now()
    say({ kind: 'going' })
  }
}

function answerTo(question: Question): Answer {
  switch (question.kind) {
    case 'root':
      return rootNow(question.folder, question.device)
    case 'list':
      return listFolder(question.folder, going())
    case 'missing': {
      const tell = going()
      return question.paths.filter((path) => {
        tell()
        return isMissing(path)
      })
    }
  }
}

port.on('message', (question: Question) => {
  try {
    const answer = answerTo(question)
    say({ kind: 'answer', answer }, 'sizes' in answer ? [answer.sizes.buffer, answer.modified.buffer] : [])
  } catch (error) {
    say({ kind: 'failed', error })
  }
})
