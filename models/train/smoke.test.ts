import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const folder = import.meta.dirname
const hasPackages = (python: string) =>
  spawnSync(python, ['-c', 'import numpy, scipy, tokenizers, onnx, onnxruntime, snowballstemmer']).status === 0
/** A Python that is named has to do; else the virtual environment of the README or the system's own, whichever has the packages of requirements-smoke.txt. */
const python = process.env.STARTER_PYTHON ?? [join(folder, '.venv', 'bin', 'python'), 'python3'].find(hasPackages)

const name = 'the stages of training run in turn on one domain of the lexicon and make a graph that knows a kitchen'
if (python === undefined) {
  test.skip(`${name} (skipped: no Python here has the packages of requirements-smoke.txt)`, () => {})
} else {
  test(name, () => {
    const said = execFileSync(python, ['smoke.py'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, OMP_NUM_THREADS: '1' },
    })
    expect(said).toContain('smoke: the pipeline runs and knows a kitchen')
  }, 600_000)
}
