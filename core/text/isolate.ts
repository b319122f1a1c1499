import { fork as forkNode } from 'node:child_process'
import { availableParallelism, constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { cancelled } from '../contract/errors.ts'
import type { FromChild, Question, ToChild } from './child.ts'
import type { Extractor, Failure, Prepared } from './extraction.ts'
import { failed } from './failure.ts'
import {
  ALONE_BYTES,
  CHILD_FILES,
  CHILD_HEAP_MB,
  CHILD_IDLE_MS,
  CHILD_KEPT_BYTES,
  CHILD_RSS_BYTES,
  MOST_WORKERS,
  PAGE_MS,
  timeLimitMs,
} from './limits.ts'
import type { Recognized, ToRecognize } from './recognize.ts'

/** A process that runs child.ts, however it was started. */
export interface Isolate {
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once, with the exit code if there is one; 128 + n, or n, when signal n ended it. */
  onExit(listener: (code: number | null) => void): void
  /** Ends it at once, whatever it is doing. */
  kill(): void
  readonly pid: number | undefined
}

export interface ExtractorOptions {
  /** Starts a process that runs child.ts; by default a child of Node's. */
  readonly fork?: () => Isolate
  /** How many files are read at a time. */
  readonly workers?: number
  /** Bytes of memory one process may hold. */
  readonly memory?: number
  /** Milliseconds one file of so many bytes may take. */
  readonly timeLimit?: (bytes: number) => number
}

type Answer = Prepared | Recognized

interface Task {
  readonly id: number
  readonly question: Question
  /** Milliseconds. */
  readonly limit: number
  /** A second try, after the first cost its process. */
  readonly again: boolean
  /** With all of the machine: a second try, or a large file. */
  readonly lone: boolean
  settle(answer: Answer): void
}

interface Child {
  readonly isolate: Isolate
  readonly gone: Promise<void>
  task: Task | null
  timer: NodeJS.Timeout | undefined
  files: number
  /** We ended it, because its file took too long. */
  late: boolean
}

/**
 * Reads files in processes of their own: one that hangs, swells or crashes costs its process, is tried once more alone,
 * and is then reported. Processes are reused, replaced now and then, and ended when idle.
 */
export function createExtractor(options: ExtractorOptions = {}): Extractor {
  const { timeLimit = timeLimitMs } = options
  const { ask, close } = createProcesses(options)
  return {
    extract: (file, signal) => ask({ kind: 'extract', file }, timeLimit(file.size), signal) as Promise<Prepared>,
    [Symbol.asyncDispose]: close,
  }
}

/** Recognises the words on scanned pages, in a process of its own, under the same limits. */
export interface Recognizer extends AsyncDisposable {
  /** Never throws for what is on the page; throws `cancelled` when `signal` aborts. */
  recognize(page: ToRecognize, signal?: AbortSignal): Promise<Recognized>
}

export function createRecognizer(options: Pick<ExtractorOptions, 'fork'> = {}): Recognizer {
  const { ask, close } = createProcesses(options)
  return {
    recognize: (page, signal) => ask({ kind: 'recognize', page }, PAGE_MS, signal) as Promise<Recognized>,
    [Symbol.asyncDispose]: close,
  }
}

interface Processes {
  /** @param limit milliseconds */
  ask(question: Question, limit: number, signal?: AbortSignal): Promise<Answer>
  close(): Promise<void>
}

const someWorkers = Math.max(1, Math.min(MOST_WORKERS, Math.floor(availableParallelism() / 2)))

function createProcesses({ fork = forkChild, workers = someWorkers, memory = CHILD_RSS_BYTES }: ExtractorOptions): Processes {
  const children = new Set<Child>()
  const waiting: Task[] = []
  const stops = new Set<() => void>() // One for each file that is waited for.
  let lastId = 0
  let disposed = false

  const running = () => [...children].filter(({ task }) => task !== null)

  function startChild(): Child {
    const isolate = fork()
    const { promise: gone, resolve } = Promise.withResolvers<void>()
    const child: Child = { isolate, gone, task: null, timer: undefined, files: 0, late: false }
    children.add(child)
    isolate.onMessage((message) => receive(child, message as FromChild))
    isolate.onExit((code) => {
      resolve()
      ended(child, code)
    })
    return child
  }

  function endChild(child: Child): void {
    clearTimeout(child.timer)
    children.delete(child)
    child.isolate.kill()
  }

  function pump(): void {
    while (!disposed && waiting.length > 0) {
      const busy = running()
      if (busy.length >= workers || busy.some(({ task }) => task!.lone) || (waiting[0]!.lone && busy.length > 0)) return
      const idle = [...children].find(({ task }) => task === null)
      give(idle ?? startChild(), waiting.shift()!)
    }
  }

  function give(child: Child, task: Task): void {
    clearTimeout(child.timer)
    child.task = task
    child.timer = setTimeout(() => {
      // Timers come before messages: where this process was busy itself, the answer may be lying there already.
      setImmediate(() => {
        if (child.task !== task) return
        child.late = true
        child.isolate.kill()
      })
    }, task.limit)
    child.isolate.send({ id: task.id, question: task.question, memory } satisfies ToChild)
  }

  function receive(child: Child, { id, answer, memory: holds }: FromChild): void {
    const { task } = child
    if (task?.id !== id) return
    clearTimeout(child.timer)
    child.task = null
    if (++child.files >= CHILD_FILES || holds > CHILD_KEPT_BYTES) endChild(child)
    else child.timer = setTimeout(() => endChild(child), CHILD_IDLE_MS)
    task.settle(answer)
    pump()
  }

  function ended(child: Child, code: number | null): void {
    clearTimeout(child.timer)
    children.delete(child)
    const { task } = child
    child.task = null
    if (task && !task.again) waiting.unshift({ ...task, again: true, lone: true })
    else task?.settle(reason(child.late, code))
    pump()
  }

  return {
    ask(question, limit, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<Answer>()
      if (disposed || signal?.aborted) return Promise.reject(cancelled())
      const id = ++lastId
      const abort = () => {
        const place = waiting.findIndex((task) => task.id === id)
        if (place >= 0) waiting.splice(place, 1)
        for (const child of children) {
          if (child.task?.id !== id) continue
          child.task = null
          endChild(child)
        }
        signal?.removeEventListener('abort', abort)
        stops.delete(abort)
        reject(cancelled())
        pump()
      }
      signal?.addEventListener('abort', abort)
      stops.add(abort)
      const settle = (answer: Answer) => {
        signal?.removeEventListener('abort', abort)
        stops.delete(abort)
        resolve(answer)
      }
      const lone = question.kind === 'extract' && question.file.size > ALONE_BYTES
      waiting.push({ id, question, limit, again: false, lone, settle })
      pump()
      return promise
    },
    async close() {
      disposed = true
      const all = [...children]
      for (const stop of [...stops]) stop()
      for (const child of all) endChild(child)
      await Promise.all(all.map(({ gone }) => gone))
    },
  }
}

/** Signals that speak of memory: SIGKILL, from the watchdog in the child or from the system; SIGABRT, from a full heap. */
const MEMORY_SIGNALS = [constants.signals.SIGKILL, constants.signals.SIGABRT]

function reason(late: boolean, code: number | null): Failure {
  if (late) return failed('timeout', 'Reading the file took too long. It may be damaged or far too large; try to split it.')
  // Windows has no signals: a process that ends itself there ends with 1, and errors of ours are answers, not exits.
  const memory =
    code !== null && (MEMORY_SIGNALS.some((signal) => code === signal || code === 128 + signal) || isWindowsKill(code))
  if (memory)
    return failed('out-of-memory', 'Reading the file took too much memory. It may be damaged or far too large; try to split it.')
  return failed('crashed', 'The file made its reader stop. It may be damaged; try to save it again.')
}

const isWindowsKill = (code: number): boolean => process.platform === 'win32' && code === 1

/** Runs child.ts, or the child.js it was bundled to, under this Node. */
function forkChild(): Isolate {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const child = forkNode(fileURLToPath(new URL(`./child.${extension}`, import.meta.url)), [], {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${CHILD_HEAP_MB}`, '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  // What a bug says is passed on; the pages V8 prints about a full heap say nothing to anybody.
  child.stderr?.on('data', (data: Buffer) => {
    if (!/Last few GCs|JavaScript heap out of memory|^\s*\d+: 0x/m.test(data.toString('latin1'))) process.stderr.write(data)
  })
  return {
    send: (message) => void child.send(message as ToChild),
    onMessage: (listener) => void child.on('message', listener),
    onExit(listener) {
      child.once('exit', (code, signal) => listener(signal ? 128 + constants.signals[signal] : code))
      // Not started at all; or a message was on its way to a process that has ended, whose exit follows.
      child.on('error', () => child.pid === undefined && listener(null))
    },
    kill: () => void child.kill('SIGKILL'),
    get pid() {
      return child.pid
    },
  }
}
