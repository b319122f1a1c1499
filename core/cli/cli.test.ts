import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const main = path.join(import.meta.dirname, 'main.ts')
let root: string
let home: string
let data: string
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'kenning-cli-'))
  home = path.join(root, 'home')
  data = path.join(root, 'data')
  await mkdir(home)
  await writeFile(
    path.join(home, 'lease.md'),
    '# The flat\n\n## Rent\n\nThe rent for Castle Street rises to 900 pounds in March.\n',
  )
  await writeFile(path.join(home, 'Fahrrad.txt'), 'Die Kette des Fahrrads ist gerissen.\n')
  await writeFile(path.join(home, 'empty.docx'), '')
})
afterAll(() => rm(root, { recursive: true, force: true }))

async function kenning(...args: string[]) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args])
  const out = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (bytes) => {
      out[name] += bytes
    })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, ...out }
}
const lines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('kenning', () => {
  it('indexes a folder and says what came of it; a second time nothing is read', async () => {
    const first = await kenning('index', home, '--data', data, '--json')
    expect(first.stderr).toBe('')
    expect(first.code).toBe(0)
    const [report] = lines(first.stdout)
    expect(report).toMatchObject({
      files: { indexed: 2, unchanged: 0, skipped: 0, failed: 1 },
      passages: 2,
      failures: [{ path: path.join(home, 'empty.docx'), code: 'empty', message: expect.any(String) }],
    })
    expect(report.tokens).toBeGreaterThan(10)
    expect(report.bytes.text).toBeGreaterThan(80)
    expect(report.bytes.index).toBeGreaterThan(1000)
    expect(report.seconds).toBeGreaterThan(0)
    const [again] = lines((await kenning('index', home, '--data', data, '--json')).stdout)
    expect(again.files).toEqual({ indexed: 0, unchanged: 2, skipped: 0, failed: 1 })
  })

  it('prints each hit with its passage, place and highlights', async () => {
    const { stdout, code } = await kenning('search', 'rent', 'Castle Street', '--data', data, '--json', '--limit', '1')
    expect(code).toBe(0)
    const [{ query, ms, hits }] = lines(stdout)
    expect(query).toBe('rent Castle Street')
    expect(ms).toBeGreaterThan(0)
    expect(hits).toHaveLength(1)
    const [{ path: file, score, passage, highlights }] = hits
    expect(file).toBe(path.join(home, 'lease.md'))
    expect(score).toBeGreaterThan(0)
    expect(passage.heading).toBe('Rent')
    expect(passage.end - passage.start).toBe(passage.text.length)
    const lit = highlights.map(({ start, end, term }: { start: number; end: number; term: string }) => [
      term,
      passage.text.slice(start, end),
    ])
    expect(lit).toContainEqual(['Castle', 'Castle'])
    expect(lit).toContainEqual(['Street', 'Street'])
  })

  it('answers a file of queries, one line each, with their ids', async () => {
    const queries = path.join(root, 'queries.jsonl')
    await writeFile(queries, '{"id":"a","query":"bicycle"}\n{"id":"b","query":"rent"}\n')
    const { stdout } = await kenning('search', '--queries', queries, '--data', data, '--mode', 'meaning', '--json')
    expect(lines(stdout).map(({ id, query, hits }) => [id, query, path.basename(hits[0].path)])).toEqual([
      ['a', 'bicycle', 'Fahrrad.txt'],
      ['b', 'rent', 'lease.md'],
    ])
  })

  it('shows results and status in words', async () => {
    expect((await kenning('search', 'Fahrrad', '--data', data)).stdout).toMatch(/^1\. .*Fahrrad\.txt\n.*Fahrrads/)
    const { stdout } = await kenning('status', '--data', data)
    expect(stdout).toContain('2 files indexed, 0 failed, 1 without text, 0 skipped')
    expect(stdout).toMatch(/empty\.docx: .*\(empty\)/)
  })

  it('lists what encoders can run on, and keeps a choice', async () => {
    const { stdout } = await kenning('devices', '--json', '--use', 'cpu', '--data', data)
    const { devices, asked } = JSON.parse(stdout)
    expect(devices[0]).toMatchObject({ id: 'cpu', trial: { kind: 'works' } })
    expect(asked).toBe('cpu')
    const again = await kenning('devices', '--data', data)
    expect(again.stdout).toContain('Asked for: cpu.')
  })

  it('measures a set of queries against a folder', async () => {
    const queries = path.join(root, 'judged.jsonl')
    await writeFile(
      queries,
      '{"id":"a","query":"bicycle","lang":"en","kind":"keyword","cross":true,"relevant":[{"path":"Fahrrad.txt","passage":"Die Kette"}]}\n',
    )
    const { stdout, code } = await kenning('evaluate', '--queries', queries, '--documents', home, '--json')
    expect(code).toBe(0)
    const { evaluations } = lines(stdout)[0]
    expect(evaluations.map(({ mode, all }: { mode: string; all: { ndcg10: number } }) => [mode, all.ndcg10])).toEqual([
      ['hybrid', 1],
      ['meaning', 1],
      ['exact', 0],
    ])
    expect(evaluations[0].groups.cross.passageHit).toBe(1)
  })
})

describe('a command line that cannot be carried out', () => {
  const nowhere = () => path.join(root, 'nowhere')
  it.each<[string, () => string[], RegExp]>([
    ['an unknown command', () => ['frobnicate'], /no command "frobnicate"/],
    ['an unknown flag', () => ['index', home, '--frobnicate'], /Unknown option '--frobnicate'/],
    ['no folder', () => ['index'], /Name at least one folder/],
    ['a missing folder', () => ['index', nowhere(), '--data', nowhere()], /There is no folder .*nowhere/],
    ['a file for a folder', () => ['index', path.join(home, 'lease.md'), '--data', nowhere()], /is not a folder/],
    ['a wrong size', () => ['index', home, '--dim', '100', '--data', nowhere()], /--dim takes 64, 96, 128, not "100"/],
    ['an unknown encoder', () => ['index', home, '--model', 'gpt', '--data', nowhere()], /encoder "gpt" is not installed/],
    ['a wrong mode', () => ['search', 'x', '--mode', 'magic'], /--mode takes hybrid, meaning or exact/],
    ['a wrong limit', () => ['search', 'x', '--limit', '0'], /--limit takes a whole number/],
    ['no query', () => ['search'], /Say what to search for/],
    ['a data folder without an index', () => ['search', 'x', '--data', nowhere()], /Nothing is indexed in .*nowhere/],
    ['missing queries', () => ['search', '--queries', nowhere(), '--data', data], /queries at .*nowhere cannot be read/],
    ['a data folder that is a file', () => ['index', home, '--data', path.join(home, 'lease.md')], /data folder .*lease\.md/],
  ])('%s: one sentence, exit code 2, nothing changed', async (_, args, sentence) => {
    const { code, stdout, stderr } = await kenning(...args())
    expect(stderr).toMatch(sentence)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stdout).toBe('')
    expect(code).toBe(2)
    expect(existsSync(nowhere())).toBe(false)
  })

  // Root may write everywhere.
  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('a data folder that may not be written', async () => {
    const locked = path.join(root, 'locked')
    await mkdir(locked, { mode: 0o500 })
    const { code, stderr } = await kenning('index', home, '--data', locked)
    await chmod(locked, 0o700)
    expect(stderr).toMatch(/cannot be written/)
    expect(code).toBe(2)
  })
})
