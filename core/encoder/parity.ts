// `npm run parity`: our tokens, masks, graphs and vectors against transformers and PyLate, on random checkpoints made afresh
// where models/export has both environments, and on the frozen ones otherwise.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Precision } from './graph/builder.ts'
import { replay } from './graph/parity.ts'
import { replayForms } from './replay.ts'
import { replayEncode } from './replay-encode.ts'

interface Row {
  readonly model: string
  /** `null` for a row about tokens alone. */
  readonly precision: Precision | null
  readonly idsEqual: boolean | null
  readonly maxAbs: number | null
  readonly minCosine: number | null
  readonly padded: number | null
  readonly ok: boolean
}

const exporting = path.join(import.meta.dirname, '../../models/export')

/** What each precision must reach: the cosine of every token, and for fp32 the largest difference, alone and padded. */
const LIMITS = { fp32: { cosine: 0.99999, abs: 1e-4 }, fp16: { cosine: 0.999, abs: 1 }, int8: { cosine: 0.99, abs: 1 } } as const

/** PyLate pins older versions than the other references need, so it has an environment of its own. */
type Environment = '.venv' | '.venv-pylate'

const pythonOf = (environment: Environment) => path.join(exporting, environment, 'bin', 'python')

async function python(environment: Environment, script: string, ...args: string[]): Promise<void> {
  const executable = pythonOf(environment)
  const child = spawn(executable, [path.join(exporting, script), ...args], { stdio: ['ignore', 'inherit', 'inherit'] })
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
  if (code !== 0) throw new Error(`${script} ended with ${code}`)
}

/** @returns whether checkpoints were made afresh */
async function prepare(folder: string): Promise<boolean> {
  const fresh = existsSync(pythonOf('.venv')) && existsSync(pythonOf('.venv-pylate'))
  if (fresh) {
    await python('.venv', 'checkpoints.py', path.join(folder, 'graphs'), '--long')
    await python('.venv-pylate', 'forms.py', path.join(folder, 'forms'))
    await python('.venv-pylate', 'encode.py', 'check', path.join(folder, 'encode'))
  } else await cp(path.join(exporting, 'frozen'), folder, { recursive: true })
  return fresh
}

async function rowsOf(folder: string): Promise<Row[]> {
  const rows: Row[] = []
  const forms = path.join(folder, 'forms')
  for (const entry of await readdir(forms, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue
    const differences = await replayForms(path.join(forms, entry.name))
    for (const difference of differences) console.error(entry.name, difference)
    const ok = differences.length === 0
    rows.push({ model: `tokens-${entry.name}`, precision: null, idsEqual: ok, maxAbs: null, minCosine: null, padded: null, ok })
  }
  for (const precision of ['fp32', 'int8'] as const) {
    const { rowsEqual, maxAbs, minCosine } = await replayEncode(path.join(folder, 'encode'), precision)
    const { cosine, abs } = LIMITS[precision]
    const ok = rowsEqual && minCosine >= cosine && maxAbs <= abs
    rows.push({ model: 'pylate-encode', precision, idsEqual: rowsEqual, maxAbs, minCosine, padded: null, ok })
  }
  const graphs = path.join(folder, 'graphs')
  for (const name of (await readdir(graphs)).sort()) {
    for (const precision of ['fp32', 'fp16', 'int8'] as const) {
      const { model, maxAbs, minCosine, padded } = await replay(path.join(graphs, name), precision)
      const { cosine, abs } = LIMITS[precision]
      // int8 quantises a batch as a whole, so that its rows are not the same alone; see the cosine instead.
      const ok = minCosine >= cosine && maxAbs <= abs && (precision === 'int8' || padded <= 1e-4)
      rows.push({ model, precision, idsEqual: null, maxAbs, minCosine, padded, ok })
    }
  }
  return rows
}

const folder = await mkdtemp(path.join(tmpdir(), 'kenning-parity-'))
try {
  const fresh = await prepare(folder)
  const rows = await rowsOf(folder)
  const ok = rows.every((row) => row.ok)
  if (process.argv.includes('--json')) console.log(JSON.stringify({ ok, fresh, rows }))
  else {
    console.log(
      fresh ? 'Checkpoints made afresh.' : 'Frozen checkpoints: models/export has not both environments (see its README.md).',
    )
    console.table(rows)
  }
  process.exitCode = ok ? 0 : 1
} finally {
  await rm(folder, { recursive: true, force: true })
}
