import { existsSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type InstalledModel, installedModels } from './catalogue.ts'
import { openEncoder } from './encoder.ts'
import { type Start, startChild } from './entries.ts'
import { buildGraph, graphFile } from './graph/build.ts'
import type { Answer, WorkerData } from './worker.ts'

/** Chromium's software graphics card. */
const SWIFTSHADER = '/usr/lib/chromium/libvk_swiftshader.so'
const models = path.join(import.meta.dirname, '../../models')
let starter: InstalledModel
beforeAll(async () => {
  starter = (await installedModels(models)).get('starter')!
})

/** A card that is the processor, in a process of its own, until `spoil` changes what it says. */
function card(spoil: (answer: Answer) => Answer = (answer) => answer) {
  const children: ReturnType<Start>[] = []
  const start: Start = (entry) => {
    const child = startChild(entry)
    children.push(child)
    return {
      ...child,
      send: (message) => child.send('device' in (message as object) ? { ...(message as WorkerData), device: 'cpu' } : message),
      onMessage: (listener) => child.onMessage((said) => listener(spoil(said as Answer))),
      pid: child.pid,
    }
  }
  return { start, children }
}

/** Threads of this process, each of which has a port to talk to it. */
const ports = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length

describe('a graphics card', () => {
  it('whose driver answers a text with an error, and lives on, gives way to the processor', async () => {
    const { start } = card((answer) =>
      'value' in answer && answer.value ? { failure: null, error: new Error('device removed') } : answer,
    )
    let lost = 0
    await using encoder = await openEncoder(starter, 64, { device: 'dml', start, onLost: () => lost++ })
    const [passage] = await encoder.encodePassages(['The spare key hangs behind the cellar door.'])
    expect(passage!.vectors.rows).toBeGreaterThan(5)
    expect(encoder.use).toEqual({ device: 'cpu', why: { asked: 'dml', kind: 'lost' } })
    expect(lost).toBe(1)
    expect((await encoder.encodeQuery('key')).vectors.rows).toBe(32)
  })

  it('that is lost while the encoder is closed leaves no thread behind', async () => {
    const before = ports()
    const { start, children } = card()
    const encoder = await openEncoder(starter, 64, { device: 'webgpu', start })
    const refused = expect(encoder.encodePassages(['key'])).rejects.toMatchObject({ code: 'disconnected' })
    const closed = new Promise<void>((resolve) =>
      children[0]!.onExit(() => setImmediate(() => void encoder[Symbol.asyncDispose]().then(resolve))),
    )
    children[0]!.kill()
    await closed
    await refused
    expect(ports()).toBe(before)
  })

  it('that is lost while another device is opened leaves the one that was asked for', async () => {
    const before = ports()
    const { start, children } = card()
    const encoder = await openEncoder(starter, 64, { device: 'webgpu', start })
    const moving = encoder.moveTo({ device: 'cuda' })
    const asked = encoder.encodePassages(['key'])
    children[0]!.kill()
    await moving
    expect(await asked).toHaveLength(1)
    await encoder[Symbol.asyncDispose]()
    expect(ports()).toBe(before)
  })
})

it.skipIf(!existsSync(SWIFTSHADER))('A card whose vectors are no numbers gives way to the processor', async () => {
  await using folder = await scratch()
  await cp(path.join(models, 'export/frozen/encode'), folder.at, { recursive: true })
  const weight = new Float32Array(64 * 64).fill(Number.NaN)
  await buildGraph(folder.at, { architecture: 'bert', precision: 'fp32', heads: [{ dim: 64, weight }] })
  const { form } = JSON.parse(await readFile(path.join(folder.at, 'encode.json'), 'utf8'))
  const card = { ...starter.card, ...form, graph: graphFile('fp32'), files: [] }
  const start: Start = (entry) => {
    process.env.VK_ICD_FILENAMES = path.join(path.dirname(SWIFTSHADER), 'vk_swiftshader_icd.json')
    process.env.LD_LIBRARY_PATH = path.dirname(SWIFTSHADER)
    return startChild(entry)
  }
  await using encoder = await openEncoder({ folder: folder.at, card }, 64, { device: 'webgpu', start })
  expect(encoder.use).toEqual({ device: 'webgpu' })
  await encoder.encodePassages(['key'])
  expect(encoder.use).toEqual({ device: 'cpu', why: { asked: 'webgpu', kind: 'lost' } })
})

async function scratch() {
  const at = await mkdtemp(path.join(tmpdir(), 'kenning-takeover-'))
  return { at, [Symbol.asyncDispose]: () => rm(at, { recursive: true }) }
}
