import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseCommand } from './command.ts'

let data: string
beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'kenning-models-'))
})
afterAll(() => rm(data, { recursive: true, force: true }))

async function kenning(...args: string[]) {
  const child = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    path.join(import.meta.dirname, 'main.ts'),
    ...args,
  ])
  const out = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (bytes) => {
      out[name] += bytes
    })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, ...out }
}

describe('kenning models', () => {
  it('lists the catalogue with state, sizes and licence as one line of JSON', async () => {
    const { code, stdout } = await kenning('models', '--data', data, '--json')
    expect(code).toBe(0)
    const models = JSON.parse(stdout)
    expect(models).toHaveLength(8)
    expect(models.find(({ id }: { id: string }) => id === 'starter')).toMatchObject({ state: 'installed', dims: [64, 96, 128] })
    expect(models.find(({ id }: { id: string }) => id === 'jina-colbert-v2')).toMatchObject({
      state: 'available',
      bytes: 1_119_027_888,
      licence: { id: 'CC-BY-NC-4.0', commercial: false },
    })
  })

  it('downloads nothing before a licence is accepted, and says how that is done', async () => {
    const { code, stderr } = await kenning('models', 'add', 'jina-colbert-v2', '--data', data)
    expect(code).toBe(2)
    expect(stderr).toContain('CC-BY-NC-4.0, which must be accepted first')
  })

  it('imports nothing from a folder without the files', async () => {
    const { code, stderr } = await kenning('models', 'add', 'colbertv2', '--from', data, '--data', data)
    expect(code).toBe(2)
    expect(stderr).toContain(`There is no ${path.join(data, 'model.safetensors')}`)
  })

  it('removes no encoder in use, and none that it does not know', async () => {
    expect((await kenning('models', 'remove', 'starter', '--data', data)).stderr).toContain('Kenning Starter is in use.')
    expect((await kenning('models', 'remove', '../etc', '--data', data)).stderr).toContain('There is no encoder "../etc".')
    expect((await kenning('models', 'remove', 'mlateon', '--data', data)).code).toBe(0)
  })

  it('knows what it was asked', () => {
    const of = (...args: string[]) => parseCommand(['models', ...args, '--data', data])
    expect(of()).toMatchObject({ action: { kind: 'list' } })
    expect(of('remove', 'mlateon')).toMatchObject({ action: { kind: 'remove', id: 'mlateon' } })
    expect(of('add', 'mlateon', '--accept', 'MIT')).toMatchObject({ action: { kind: 'add', id: 'mlateon', accept: 'MIT' } })
    expect(() => of('frobnicate')).toThrow('models takes add or remove, not "frobnicate".')
    expect(() => of('add')).toThrow('needs the id of one encoder')
    expect(() => of('add', 'a', 'b')).toThrow('needs the id of one encoder')
  })
})
