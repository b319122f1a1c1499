import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DeviceUse } from '../contract/engine.ts'
import { type Start, startChild } from '../encoder/entries.ts'
import { Weights } from '../encoder/graph/safetensors.ts'
import { writeSafetensors } from '../encoder/graph/write-safetensors.ts'
import type { Isolate } from '../text/isolate.ts'
import type { LocalEngine } from './engine.ts'
import { openEngine } from './open.ts'

const models = path.join(import.meta.dirname, '../../models')
/** Chromium's software graphics card: slow, but it reckons as a card does. */
const SWIFTSHADER = '/usr/lib/chromium/libvk_swiftshader.so'

let root: string
let data: string
/** The starter, and a catalogue whose ColBERTv2 is a small random one. */
let own: string
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'kenning-engine-devices-'))
  data = path.join(root, 'data')
  own = path.join(root, 'models')
  await cp(path.join(models, 'starter'), path.join(own, 'starter'), { recursive: true })
  const catalogue = JSON.parse(await readFile(path.join(models, 'catalogue.json'), 'utf8'))
  const entry = catalogue.models.find(({ id }: { id: string }) => id === 'colbertv2')
  const files = entry.files.map((file: object) => ({ ...file, bytes: null, sha256: null }))
  Object.assign(entry, { golden: null, maxsim: null, files })
  await writeFile(path.join(own, 'catalogue.json'), JSON.stringify(catalogue))
})
afterAll(() => rm(root, { recursive: true, force: true }))

const open = (start: Start) => openEngine({ data, models: own, watch: false, start })

/** Processes that find the software card. What was tried before did not: it is the machine's identity without one. */
const children: Isolate[] = []
const withCard: Start = (entry) => {
  process.env.VK_ICD_FILENAMES = path.join(path.dirname(SWIFTSHADER), 'vk_swiftshader_icd.json')
  process.env.LD_LIBRARY_PATH = path.dirname(SWIFTSHADER)
  const child = startChild(entry)
  delete process.env.VK_ICD_FILENAMES
  delete process.env.LD_LIBRARY_PATH
  if (entry === 'worker') children.push(child)
  return child
}

async function until(engine: LocalEngine, holds: (use: DeviceUse) => boolean): Promise<DeviceUse> {
  for (;;) {
    const { device } = await engine.now()
    if (holds(device)) return device
    await new Promise((later) => setTimeout(later, 50))
  }
}

/** A random encoder in the layout of ColBERTv2, with the head that its catalogue entry names. */
async function publishedFiles(): Promise<string> {
  const folder = path.join(root, 'published')
  const frozen = path.join(models, 'export/frozen')
  await cp(path.join(frozen, 'graphs/bert'), folder, { recursive: true })
  await cp(path.join(frozen, 'forms/wordpiece/tokenizer.json'), path.join(folder, 'tokenizer.json'))
  const file = path.join(folder, 'model.safetensors')
  await using weights = await Weights.open(file)
  const tensors = await Promise.all(
    [...weights.tensors.values()].map(async (stored) => {
      const values = await weights.read(stored)
      return { name: stored.name, shape: stored.shape, values: () => values }
    }),
  )
  const head = Float32Array.from({ length: 128 * 64 }, (_, i) => Math.sin(i * i))
  const others = tensors.filter(({ name }) => name !== 'linear.weight')
  await writeSafetensors(`${file}.new`, 'F32', [...others, { name: 'linear.weight', shape: [128, 64], values: () => head }])
  await rm(file)
  await cp(`${file}.new`, file)
  return folder
}

it('are tried once, and what came of it is kept until the machine changes', async () => {
  await using engine = await open(startChild)
  const { devices, best, used, forCards } = await engine.devices({})
  expect(devices[0]).toMatchObject({ id: 'cpu', name: expect.stringMatching(/./), trial: { kind: 'works' } })
  expect(devices.map(({ id }) => id)).toContain('webgpu')
  expect({ best, used, forCards }).toEqual({ best: 'cpu', used: { device: 'cpu' }, forCards: false })
  const noted = path.join(data, 'devices.json')
  const note = JSON.parse(await readFile(noted, 'utf8'))
  await engine.devices({})
  expect(JSON.parse(await readFile(noted, 'utf8'))).toEqual(note)
  // The starter has nothing for cards, and says so to whoever asks for one.
  await engine.changeSettings({ device: 'webgpu' })
  expect(await until(engine, ({ why }) => why !== undefined)).toEqual({
    device: 'cpu',
    why: { asked: 'webgpu', kind: 'not-made' },
  })
  await engine.changeSettings({ device: 'automatic' })
  expect(await until(engine, ({ why }) => why === undefined)).toEqual({ device: 'cpu' })
}, 120_000)

it.skipIf(!existsSync(SWIFTSHADER))(
  'encode in a process of their own; when that is lost the processor goes on, and it is said',
  async () => {
    const noted = path.join(data, 'devices.json')
    const note = JSON.parse(await readFile(noted, 'utf8'))
    for (const tried of note.tried)
      if (tried.id === 'webgpu') Object.assign(tried, { precision: 'fp32', trial: { kind: 'works', tokensPerSecond: 1e6 } })
    await writeFile(noted, JSON.stringify(note))
    await mkdir(path.join(root, 'files'))
    await writeFile(path.join(root, 'files', 'key.txt'), 'The spare key hangs behind the cellar door.')

    await using engine = await open(withCard)
    for await (const _ of engine.installModel({ id: 'colbertv2', from: await publishedFiles() }));
    await engine.changeSettings({ model: 'colbertv2', dim: 128 })
    await engine.addFolders([path.join(root, 'files')])
    await engine.idle(AbortSignal.timeout(150_000))
    expect(await until(engine, ({ device }) => device === 'webgpu')).toEqual({ device: 'webgpu' })
    // Its graph was made, and its golden text agreed with the processor's exact one.
    expect(await readdir(path.join(data, 'models/colbertv2'))).toContain('kenning.fp32.onnx')
    expect(Object.values(JSON.parse(await readFile(noted, 'utf8')).tested)).toEqual(['works'])
    const asked = { query: 'key', limit: 5, mode: 'meaning' } as const
    const [onCard] = (await engine.search(asked)).hits
    expect(onCard?.name).toBe('key.txt')

    for (const child of children) child.kill()
    const [onProcessor] = (await engine.search({ ...asked, query: 'cellar' })).hits
    expect(onProcessor?.name).toBe('key.txt')
    expect((await engine.now()).device).toEqual({ device: 'cpu', why: { asked: 'webgpu', kind: 'lost' } })
  },
  200_000,
)
