import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { EngineError } from '../contract/errors.ts'

/** How often it is tried again where several begin at the same moment, and all step back. */
const TRIES = 8
/** Up to this long a try waits, so that one of them comes first. Milliseconds. */
const STEP_BACK = 100

/**
 * One process writes a data folder at a time. Whoever wants to puts a file there that is named after its process, and only then
 * looks for the files of others: of two that begin at once, at least one sees the other. A file whose process is gone was left by
 * a crash and does not count, also where another program has that process's number by now.
 * @throws {EngineError} `data-in-use`, or `data-unreadable` when the folder cannot be written
 */
export async function lockData(data: string): Promise<AsyncDisposable> {
  const own = path.join(data, nameOf(process.pid))
  try {
    await mkdir(data, { recursive: true })
    for (let tries = 1; ; tries++) {
      await writeFile(own, await identityOf(process.pid))
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
    const file = path.join(data, name)
    if (isRunning(pid) && (await isOf(pid, file))) holder = pid
    else await rm(file, { force: true })
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

/** Whether the process wrote the file. A file that says nothing, of a system that does not tell or not yet whole, counts as its own. */
async function isOf(pid: number, file: string): Promise<boolean> {
  const said = await readFile(file, 'utf8').catch(() => '')
  const identity = await identityOf(pid)
  return said === '' || identity === '' || said === identity
}

/** The field of `/proc/PID/stat` behind the program's name that says when it began, in ticks since the computer did. */
const BEGAN = 19

/** What no other process has, with the same number or after the next start of the computer; '' where the system does not tell. */
async function identityOf(pid: number): Promise<string> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The name stands in brackets and may hold some itself.
    return `${boot.trim()} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[BEGAN]}`
  } catch {
    return ''
  }
}
