import { existsSync } from 'node:fs'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Graphs } from './devices.ts'
import { candidates, fastest, inShort, judge, tryDevices } from './devices.ts'
import { type Start, startChild } from './entries.ts'
import { type architectures, buildGraph } from './graph/build.ts'
import type { Precision } from './graph/builder.ts'
import type { ProbeAnswer, ProbeJob } from './probe.ts'

const frozen = path.join(import.meta.dirname, '../../models/export/frozen/graphs')
/** Chromium's software graphics card: slow, but it reckons as a card does. */
const SWIFTSHADER = '/usr/lib/chromium/libvk_swiftshader.so'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kenning-devices-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('choosing a device', () => {
  it('takes the fastest of those that work, and the processor where none does', () => {
    const cpu = { id: 'cpu', trial: { kind: 'works', tokensPerSecond: 700 }, precision: 'int8' } as const
    const webgpu = { id: 'webgpu', trial: { kind: 'works', tokensPerSecond: 9000 }, precision: 'fp16' } as const
    expect(fastest([cpu, webgpu])).toBe('webgpu')
    expect(fastest([cpu, { ...webgpu, trial: { kind: 'wrong' } }])).toBe('cpu')
    expect(fastest([cpu, { ...webgpu, trial: { kind: 'slow', tokensPerSecond: 9 } }])).toBe('cpu')
  })

  it('believes no vectors that are other ones, or none', () => {
    const right = { kind: 'ran', vectors: Float32Array.of(1, 0, 0, 1), dim: 2, tokensPerSecond: 50 } as const
    const judged = (vectors: Float32Array) => judge({ ...right, vectors }, right, 10)
    expect(judged(right.vectors)).toEqual({ kind: 'works', tokensPerSecond: 50 })
    expect(judged(Float32Array.of(1, 0, 0.1, 0.9))).toEqual({ kind: 'wrong' })
    expect(judged(Float32Array.of(Number.NaN, 0, 0, 1))).toEqual({ kind: 'wrong' })
    expect(judge(right, right, 60)).toEqual({ kind: 'slow', tokensPerSecond: 50 })
  })

  it('leaves out where in its source onnxruntime passed a message on', () => {
    expect(
      inShort(
        '/onnxruntime_src/webgpu_context.cc:136 onnxruntime::Initialize(const Config&)::<lambda()> status == Success was false. Failed to get an adapter: lost',
      ),
    ).toBe('Failed to get an adapter: lost')
    expect(inShort('The driver is too old.')).toBe('The driver is too old.')
  })

  it('tries what each system has', () => {
    expect(candidates('win32', 'arm64')).toEqual(['webgpu', 'dml'])
    expect(candidates('darwin', 'arm64')).toEqual(['webgpu'])
    expect(candidates('linux', 'x64')).toEqual(['cuda', 'webgpu'])
    expect(candidates('linux', 'arm64')).toEqual([])
  })
})

describe('a process that tries', () => {
  const head = { dim: 16, weight: Float32Array.from({ length: 16 * 64 }, (_, i) => Math.sin(i * i)) }
  const graphsOf = async (name: string, architecture: keyof typeof architectures): Promise<Graphs> => {
    const at = path.join(folder, name)
    await cp(path.join(frozen, name), at, { recursive: true })
    const build = (precision: Precision) => buildGraph(at, { architecture, precision, heads: [head] })
    const built = { fp32: await build('fp32'), fp16: await build('fp16'), int8: await build('int8') }
    return { ...built, output: 'emb_16', vocabulary: 320 }
  }

  it('tells a missing driver from a working processor, and ends', async () => {
    const [cpu, cuda] = await tryDevices(await graphsOf('bert', 'bert'), ['cuda'])
    expect(cpu).toMatchObject({ id: 'cpu', trial: { kind: 'works' } })
    expect(cuda).toMatchObject({ id: 'cuda', trial: { kind: 'missing' } })
  })

  it('says so when a graph cannot be run at all', async () => {
    const graph = path.join(folder, 'none.onnx')
    await writeFile(graph, 'none')
    const graphs = { fp32: graph, fp16: graph, int8: graph, output: 'emb_16', vocabulary: 320 }
    await expect(tryDevices(graphs, [])).rejects.toThrow(/processor cannot run/)
  })

  it('tries a card once more with all of its numbers where half precision is wrong', async () => {
    // A card whose half precision overflows: the processor, with NaN for vectors where it ran that.
    const start: Start = (entry) => {
      const child = startChild(entry)
      let half = false
      return {
        ...child,
        send: (message) => {
          const job = message as ProbeJob
          half = job.device === 'webgpu' && job.graph.includes('fp16')
          child.send({ ...job, device: 'cpu' })
        },
        onMessage: (listener) =>
          child.onMessage((said) => {
            const answer = said as Extract<ProbeAnswer, { kind: 'ran' }>
            listener(half ? { ...answer, vectors: answer.vectors.fill(Number.NaN) } : { ...answer, tokensPerSecond: 1e9 })
          }),
        pid: child.pid,
      }
    }
    const graphs = await graphsOf('bert', 'bert')
    const tried = await tryDevices({ ...graphs, int8: graphs.fp32 }, ['webgpu'], { start })
    expect(tried[1]).toMatchObject({ id: 'webgpu', precision: 'fp32', trial: { kind: 'slow' } })
  })

  it('outlives a card whose driver takes the process down', async () => {
    const start: Start = (role) => {
      const child = startChild(role)
      const send = (message: unknown) => {
        if ((message as ProbeJob).device === 'webgpu') child.kill()
        else child.send(message)
      }
      return { ...child, pid: child.pid, send }
    }
    const graphs = await graphsOf('bert', 'bert')
    const tried = await tryDevices({ ...graphs, int8: graphs.fp32 }, ['webgpu'], { start })
    expect(tried[1]).toEqual({ id: 'webgpu', precision: 'fp32', trial: { kind: 'crashed' } })
  })

  it('can be given up', async () => {
    const given = tryDevices(await graphsOf('bert', 'bert'), [], { signal: AbortSignal.timeout(1) })
    await expect(given).rejects.toMatchObject({ code: 'cancelled' })
  })

  it.skipIf(!existsSync(SWIFTSHADER))(
    'finds that WebGPU reckons rotary positions and padding as the processor does',
    async () => {
      process.env.VK_ICD_FILENAMES = path.join(path.dirname(SWIFTSHADER), 'vk_swiftshader_icd.json')
      process.env.LD_LIBRARY_PATH = path.dirname(SWIFTSHADER)
      const tried = await tryDevices(await graphsOf('xlm-roberta-rotary-10000', 'xlm-roberta-rotary'), ['webgpu'])
      // Right, in full precision, for it cannot reckon in half; and a software card is never faster.
      expect(tried[1]).toMatchObject({ id: 'webgpu', precision: 'fp32', trial: { kind: 'slow' } })
      expect(fastest(tried)).toBe('cpu')
    },
  )
})
