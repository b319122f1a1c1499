import { execFileSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

export interface TemporaryFolder extends AsyncDisposable {
  /** Without symlinks, as watched folders are spelled. */
  readonly path: string
  /** Writes a file below it, with the folders it needs, and answers with its path. */
  write(name: string, text: string): Promise<string>
  at(name: string): string
}

/** A real folder for one test; gone with it. */
export async function temporaryFolder(): Promise<TemporaryFolder> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), 'kenning-')))
  await chmod(root, 0o755)
  const at = (name: string) => path.join(root, name)
  return {
    path: root,
    at,
    async write(name, text) {
      await mkdir(path.dirname(at(name)), { recursive: true })
      await writeFile(at(name), text)
      return at(name)
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
}

/** Whether a test may mount a disk of its own, as it may for the superuser of a Linux machine. */
export const mayMount = (): boolean =>
  process.platform === 'linux' && process.getuid?.() === 0 && works('unshare', '--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt')

/** Whether a test may put a share in a folder's place that never answers. */
export const mayStall = (): boolean => mayMount() && works('test', '-w', '/dev/fuse')

/** Over a folder, a share whose server is gone: calls to it do not return until it is disposed of, and then fail. */
export function stall(folder: string): Disposable {
  const server = openSync('/dev/fuse', 'r+')
  const options = 'fd=3,rootmode=40000,user_id=0,group_id=0'
  execFileSync('mount', ['-i', '-t', 'fuse', '-o', options, 'stalled', folder], { stdio: ['ignore', 'ignore', 'ignore', server] })
  return {
    [Symbol.dispose]() {
      // Not forced, it would wait for an answer too.
      execFileSync('umount', ['-l', '-f', folder])
      closeSync(server)
    },
  }
}

/** Whether a test may give a process a lower limit of watches than the machine has. */
export const mayLimitWatches = (): boolean =>
  process.platform === 'linux' && works('unshare', '-Ur', 'sh', '-c', 'echo 8 > /proc/sys/user/max_inotify_watches')

function works(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    // Not every container hands these out, and the test that asks is left out there.
    return false
  }
}
