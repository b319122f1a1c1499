import { mkdir, open, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { EngineError } from '../contract/errors.ts'

/**
 * One process writes a data folder at a time. The lock names its process, so that one left behind by a crash does not count.
 * @throws {EngineError} `data-in-use`, or `data-unreadable` when the folder cannot be written
 */
export async function lockData(data: string): Promise<AsyncDisposable> {
  const file = path.join(data, 'engine.lock')
  try {
    await mkdir(data, { recursive: true })
    for (;;) {
      try {
        await using handle = await open(file, 'wx')
        await handle.writeFile(String(process.pid))
        return { [Symbol.asyncDispose]: () => rm(file, { force: true }) }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
      const holder = Number(await readFile(file, 'utf8').catch(() => ''))
      if (holder !== process.pid && isRunning(holder))
        throw new EngineError(
          'data-in-use',
          `Kenning is already open on ${data} (process ${holder}). Close it, or use another data folder.`,
          { about: data },
        )
      await rm(file, { force: true })
    }
  } catch (cause) {
    if (cause instanceof EngineError) throw cause
    throw new EngineError('data-unreadable', `The data folder ${data} cannot be written: ${(cause as Error).message}`, {
      cause,
      about: data,
    })
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
