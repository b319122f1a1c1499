import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { EngineError } from '../contract/errors.ts'

/** How often it is tried again where several begin at the same moment, and all step back. */
const TRIES = 8
/** Up to this long a try waits, so that one of them comes first. Milliseconds. */
const STEP_BACK = 100

/**
 * One process writes a data folder at a time. Whoever wants to puts a file there that is named after its process, and only then
 * looks for the files of others: of two that begin at once, at least one sees the other. A file whose process is gone was left by
 * a crash and does not count.
 * @throws {EngineError} `data-in-use`, or `data-unreadable` when the folder cannot be written
 */
export async function lockData(data: string): Promise<AsyncDisposable> {
  const own = path.join(data, nameOf(process.pid))
  try {
    await mkdir(data, { recursive: true })
    for (let tries = 1; ; tries++) {
      await writeFile(own, '')
      const holder = await otherHolder(data)
      if (holder === undefined) return { [Symbol.asyncDispose]: () => rm(own, { force: true }) }
      await rm(own, { force: true })
      if (tries === TRIES)
        throw new EngineError(
          'data-in-use',
          `Kenning is already open on ${data} (process ${holder}). Close it, or use another data folder.`,
        )
      await new Promise((resolve) => setTimeout(resolve, Math.random() * STEP_BACK))
    }
  } catch (cause) {
    if (cause instanceof EngineError) throw cause
    throw new EngineError('data-unreadable', `The data folder ${data} cannot be written: ${(cause as Error).message}`, { cause })
  }
}

const nameOf = (pid: number): string => `engine.${pid}.lock`

/** Another process that is running and has its file there. Files of those that are gone are taken away. */
async function otherHolder(data: string): Promise<number | undefined> {
  let holder: number | undefined
  for (const name of await readdir(data)) {
    const pid = Number(/^engine\.(\d+)\.lock$/u.exec(name)?.[1] ?? process.pid)
    if (pid === process.pid) continue
    if (isRunning(pid)) holder = pid
    else await rm(path.join(data, name), { force: true })
  }
  return holder
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
