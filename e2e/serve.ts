import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'

/** `kenning serve` on a data folder, on a free port, or a program in its place; the address it prints carries the key. */
export async function serve(dataDir: string, program?: string): Promise<AsyncDisposable & { url: string }> {
  const command = program ? [program, dataDir] : ['core/cli/main.ts', 'serve', '--data', dataDir, '--port', '0']
  const child = spawn(process.execPath, command, {
    cwd: path.join(import.meta.dirname, '..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const line = once(createInterface({ input: child.stdout }), 'line')
  const url = await Promise.race([line, ended.then(([code]) => Promise.reject(new Error(`serve ended with code ${code}`)))])
  return {
    url: url[0],
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
