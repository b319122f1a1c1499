import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const root = path.dirname(import.meta.dirname)
const source = path.join(root, 'core/index/kernels/kernels.ts')
const compiled = path.join(root, 'core/index/kernels/compiled.ts')

/** What `core/index/kernels/compiled.ts` must hold for the AssemblyScript source as it is now. */
export function compileKernels(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'kenning-kernels-'))
  try {
    const out = path.join(folder, 'kernels.wasm')
    const asc = path.join(root, 'node_modules/assemblyscript/bin/asc.js')
    execFileSync(
      process.execPath,
      [asc, source, '-O3', '--noAssert', '--enable', 'simd', '--runtime', 'stub', '--importMemory', '-o', out],
      { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
    )
    const lines = readFileSync(out)
      .toString('base64')
      .match(/.{1,120}/g)!
    return `// Compiled from kernels.ts by build/kernels.ts. Text, so that every bundle and every host finds it.
export const wasm = [
${lines.map((line) => `  '${line}',`).join('\n')}
].join('')
`
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export const committedKernels = (): string => readFileSync(compiled, 'utf8')

if (import.meta.main) writeFileSync(compiled, compileKernels())
