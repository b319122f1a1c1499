import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Installation } from '../contract/engine.ts'
import { EngineError } from '../contract/errors.ts'
import { readCatalogue } from '../encoder/published.ts'
import { stagingOf } from '../encoder/staging.ts'
import { openEngine } from './open.ts'

const models = path.join(import.meta.dirname, '../../models')
const frozen = path.join(models, 'export/frozen')
let root: string
/** The starter, and a catalogue whose ColBERTv2 is a small random one. */
let own: string
/** Its published files. */
let published: string

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'kenning-engine-models-'))
  own = path.join(root, 'models')
  published = path.join(root, 'published')
  await mkdir(own)
  await cp(path.join(models, 'starter'), path.join(own, 'starter'), { recursive: true })
  await cp(path.join(frozen, 'graphs/bert'), published, { recursive: true })
  await cp(path.join(frozen, 'forms/wordpiece/tokenizer.json'), path.join(published, 'tokenizer.json'))
  const catalogue = JSON.parse(await readFile(path.join(models, 'catalogue.json'), 'utf8'))
  const entry = catalogue.models.find(({ id }: { id: string }) => id === 'colbertv2')
  Object.assign(entry, {
    golden: null,
    maxsim: null,
    files: entry.files.map((file: object) => ({ ...file, bytes: null, sha256: null })),
  })
  await writeFile(path.join(own, 'catalogue.json'), JSON.stringify(catalogue))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const open = () => openEngine({ data: path.join(root, 'data'), models: own, watch: false })

describe('encoders', () => {
  it('are those installed and those that can be downloaded, with what must be accepted', async () => {
    await using engine = await open()
    const listed = await engine.models()
    expect(listed.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'starter bundled',
      'jina-colbert-v2 available',
      'mlateon available',
      'gte-moderncolbert-v1 available',
      'answerai-colbert-small-v1 available',
      'colbertv2 available',
      'colbert-xm withheld',
      'jacolbert-v2.5 withheld',
    ])
    expect(listed[6]!.why).toContain('markers are not known')
    expect(listed[1]!.losses).toEqual([{ dim: 64, against: 128, share: 0.0159, metric: 'nDCG@10', source: "the model's paper" }])
    expect(listed[1]).toMatchObject({
      licence: 'CC-BY-NC-4.0',
      consent: expect.stringContaining('non-commercial'),
      dims: [64, 128],
    })
    expect(listed[5]).not.toHaveProperty('consent')
    expect(listed.find(({ id }) => id === 'mlateon')!.bytes).toBeNull()
  })

  it('are not downloaded without consent, nor twice, nor removed while they answer', async () => {
    await using engine = await open()
    const install = async (id: string) => {
      for await (const _ of engine.installModel({ id }));
    }
    await expect(install('jina-colbert-v2')).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('accepted'),
    })
    await expect(install('starter')).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(engine.removeModel({ id: 'starter' })).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(engine.removeModel({ id: '../data' })).rejects.toMatchObject({ code: 'invalid-input' })
  })

  it('are refused whole when the published files are not what the catalogue says', async () => {
    await using engine = await open()
    await expect(
      (async () => {
        for await (const _ of engine.installModel({ id: 'colbertv2', from: published }));
      })(),
    ).rejects.toBeInstanceOf(EngineError)
    expect((await engine.models()).find(({ id }) => id === 'colbertv2')!.state).toBe('available')
    expect((await readdir(path.join(root, 'data', 'models'))).filter((name) => !name.startsWith('.'))).toEqual([])
  })
})

describe('an encoder of one’s own files', () => {
  it('is built, tested, listed as installed, and can be removed', async () => {
    // A head of the size that the catalogue says.
    const file = path.join(published, 'model.safetensors')
    await writeFile(file, withHead(await readFile(file)))
    await using engine = await open()
    const steps: Installation[] = []
    for await (const step of engine.installModel({ id: 'colbertv2', from: published })) steps.push(step)
    expect(steps.at(-1)).toMatchObject({ kind: 'installed', model: { id: 'colbertv2', state: 'installed', dims: [128] } })
    expect((await engine.models()).find(({ id }) => id === 'colbertv2')!.state).toBe('installed')
    await engine.removeModel({ id: 'colbertv2' })
    expect((await engine.models()).find(({ id }) => id === 'colbertv2')!.state).toBe('available')
  })
})

describe('a download that was left', () => {
  it('goes on when asked again, and is thrown away when removed, even while it runs', async () => {
    const known = (await readCatalogue(own)).models.find(({ id }) => id === 'colbertv2')!
    await cp(published, stagingOf(path.join(root, 'data/models'), known), { recursive: true })
    await using engine = await open()
    const entry = async () => (await engine.models()).find(({ id }) => id === 'colbertv2')!
    expect((await entry()).arrived).toBeGreaterThan(100_000)
    const leaving = new AbortController()
    const steps = engine.installModel({ id: 'colbertv2', from: published }, leaving.signal)
    leaving.abort()
    await expect(steps.next()).rejects.toMatchObject({ code: 'cancelled' })
    await engine.removeModel({ id: 'colbertv2' })
    expect(await entry()).not.toHaveProperty('arrived')
  })
})

/** The random checkpoint with a `linear.weight` of [128 × 64]. */
function withHead(file: Buffer): Buffer {
  const length = Number(file.readBigUInt64LE())
  const header = JSON.parse(file.subarray(8, 8 + length).toString())
  const data = file.subarray(8 + length)
  const values = Buffer.from(Float32Array.from({ length: 128 * 64 }, (_, i) => Math.sin(i * i)).buffer)
  header['linear.weight'] = { dtype: 'F32', shape: [128, 64], data_offsets: [data.length, data.length + values.length] }
  const text = Buffer.from(JSON.stringify(header))
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(text.length))
  return Buffer.concat([size, text, data, values])
}
