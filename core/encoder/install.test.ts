import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bytesOf, installedModels, verifyModel } from './catalogue.ts'
import { openEncoder } from './encoder.ts'
import { testOnCard } from './gpu-form.ts'
import { buildGraph } from './graph/build.ts'
import { readHeads } from './graph/heads.ts'
import { Weights } from './graph/safetensors.ts'
import { writeSafetensors } from './graph/write-safetensors.ts'
import { describeFile, fetchTensor } from './hub.ts'
import { type InstallStep, installModel, removeModel } from './install.ts'
import { type Catalogue, readCatalogue } from './published.ts'
import type { EncodedPassage } from './vectors.ts'

const models = path.join(import.meta.dirname, '../../models')
const frozen = path.join(models, 'export/frozen')

/** A hub with a random encoder in Jina's layout, its 128-d head, and a 64-d head in a repository of its own. */
let hub: Server
let endpoint: string
let files: Map<string, Buffer>
let requests: string[]
let folder: string
let published: Catalogue

/** A checkpoint with one tensor more. */
function withTensor(file: Buffer, name: string, shape: [number, number], seed = 0): Buffer {
  const length = Number(file.readBigUInt64LE())
  const header = JSON.parse(file.subarray(8, 8 + length).toString())
  const data = file.subarray(8 + length)
  const values = Buffer.from(Float32Array.from({ length: shape[0] * shape[1] }, (_, i) => Math.sin((i + seed) ** 2)).buffer)
  header[name] = { dtype: 'F32', shape, data_offsets: [data.length, data.length + values.length] }
  const text = Buffer.from(JSON.stringify(header))
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(text.length))
  return Buffer.concat([size, text, data, values])
}

/** The exact graph of an installed encoder, its weights under another name, and only its largest output. */
async function theirGraph(folder: string): Promise<Buffer> {
  const at = await mkdtemp(path.join(tmpdir(), 'kenning-theirs-'))
  await cp(folder, at, { recursive: true })
  await rename(path.join(at, 'model.safetensors'), path.join(at, 'weights.onnx_data'))
  await cp(path.join(at, 'weights.onnx_data'), path.join(at, 'model.safetensors'))
  const heads = (await readHeads(at)).filter(({ dim }) => dim === 128)
  const graph = await buildGraph(at, { architecture: 'xlm-roberta-rotary', precision: 'fp32', heads })
  // Names of the same length, so that nothing else of the file moves.
  const bytes = (await readFile(graph)).toString('latin1').replaceAll('model.safetensors', 'weights.onnx_data')
  await rm(at, { recursive: true })
  return Buffer.from(bytes.replaceAll('emb_128', 'context'), 'latin1')
}

/** The same weights, with the numbers of some tensors multiplied. */
async function multiplied(file: Buffer, factorOf: (name: string) => number): Promise<Buffer> {
  const at = await mkdtemp(path.join(tmpdir(), 'kenning-multiplied-'))
  const name = path.join(at, 'model.safetensors')
  await writeFile(name, file)
  const tensors = await (async () => {
    await using weights = await Weights.open(name)
    return Promise.all(
      [...weights.tensors.values()].map(async (stored) => {
        const factor = factorOf(stored.name)
        const values = (await weights.read(stored)).map((value) => value * factor)
        return { name: stored.name, shape: stored.shape, values: () => values }
      }),
    )
  })()
  await writeSafetensors(`${name}.new`, 'F32', tensors)
  const changed = await readFile(`${name}.new`)
  await rm(at, { recursive: true })
  return changed
}

/** Of two vectors of any length. */
function cosine(a: Float32Array, b: Float32Array): number {
  const dot = a.reduce((sum, x, i) => sum + x * b[i]!, 0)
  return dot / (Math.hypot(...a) * Math.hypot(...b))
}

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

beforeAll(async () => {
  const jina = path.join(frozen, 'graphs/xlm-roberta-rotary-10000')
  const weights = withTensor(await readFile(path.join(jina, 'model.safetensors')), 'linear.weight', [128, 64])
  const nothing = Buffer.concat([Buffer.from(BigUint64Array.of(2n).buffer), Buffer.from('{}')])
  files = new Map([
    ['/own/model/resolve/abc/model.safetensors', weights],
    ['/own/model/resolve/abc/config.json', await readFile(path.join(jina, 'config.json'))],
    ['/own/model/resolve/abc/tokenizer.json', await readFile(path.join(frozen, 'forms/unigram/tokenizer.json'))],
    ['/own/model-64/resolve/def/model.safetensors', withTensor(nothing, 'linear.weight', [64, 64], 1)],
    ['/own/model-96/resolve/main/model.safetensors', withTensor(nothing, 'linear.weight', [96, 64], 2)],
  ])
  hub = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}${request.headers.range ? ` ${request.headers.range}` : ''}`)
    const bytes = files.get(request.url!)
    if (!bytes) return void response.writeHead(404).end()
    const range = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '')
    const [from, to] = [Number(range?.[1] ?? 0), range?.[2] ? Number(range[2]) + 1 : bytes.length]
    const large = request.url!.endsWith('.safetensors')
      ? { 'x-linked-size': bytes.length, 'x-linked-etag': `"${digest(bytes)}"` }
      : {}
    response.writeHead(range ? 206 : 200, {
      'content-length': to - from,
      ...large,
      ...(range && { 'content-range': `bytes ${from}-${to - 1}/${bytes.length}` }),
    })
    response.end(request.method === 'HEAD' ? undefined : bytes.subarray(from, to))
  })
  await new Promise<void>((listening) => hub.listen(0, '127.0.0.1', listening))
  endpoint = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`
})
afterAll(() => {
  hub.closeAllConnections()
  hub.close()
})
beforeEach(async () => {
  requests = []
  folder = await mkdtemp(path.join(tmpdir(), 'kenning-install-'))
  const { redPlanet, models: all } = await readCatalogue(models)
  const jina = all.find(({ id }) => id === 'jina-colbert-v2')!
  const file = (name: string) => ({ path: name, bytes: null, sha256: null })
  published = {
    redPlanet,
    models: [
      {
        ...jina,
        ...{
          repository: 'own/model',
          revision: 'abc',
          golden: null,
          files: [file('model.safetensors'), file('tokenizer.json'), file('config.json')],
        },
        heads: [
          { dim: 128, repository: 'own/model', revision: 'abc', file: 'model.safetensors', tensors: ['linear.weight'] },
          { dim: 64, repository: 'own/model-64', revision: 'def', file: 'model.safetensors', tensors: ['linear.weight'] },
        ],
      },
    ],
  }
  return () => rm(folder, { recursive: true, force: true })
})

const install = (change: Partial<Parameters<typeof installModel>[2]> = {}) =>
  installModel(published, 'jina-colbert-v2', {
    modelsFolder: folder,
    endpoint,
    acceptedLicence: 'CC-BY-NC-4.0',
    firstPause: 1,
    ...change,
  })

describe('an encoder from its published weights', () => {
  it('is downloaded, built, tested and ready to encode, with both heads', async () => {
    const steps: InstallStep[] = []
    const { model, test } = await install({ step: (step) => steps.push(step) })
    expect([...new Set(steps.map(({ kind }) => kind))]).toEqual(['downloading', 'building', 'testing'])
    expect(test.cosine).toBeGreaterThan(0.99)
    expect(await readdir(folder)).toEqual(['jina-colbert-v2'])
    expect((await readdir(model.folder)).sort()).toEqual([
      'config.json',
      'heads.safetensors',
      'kenning.int8.data',
      'kenning.int8.onnx',
      'licence.json',
      'model.json',
      'model.safetensors',
      'tokenizer.json',
    ])
    const found = (await installedModels(models, folder)).get('jina-colbert-v2')!
    expect(found.card.dims).toEqual([64, 128])
    for (const dim of found.card.dims) {
      await using encoder = await openEncoder(found, dim)
      const { vectors } = await encoder.encodeQuery('Hello World')
      expect([vectors.rows, vectors.dim]).toEqual([32, dim])
      expect(Math.hypot(...vectors.data.subarray(0, dim))).toBeCloseTo(1, 4)
    }
    // The 64-d head comes as parts of its file, never as the whole.
    expect(requests.filter((line) => line.includes('model-64')).every((line) => line.includes('bytes='))).toBe(true)
    expect(JSON.parse(await readFile(path.join(model.folder, 'licence.json'), 'utf8'))).toMatchObject({
      id: 'CC-BY-NC-4.0',
      accepted: 'CC-BY-NC-4.0',
    })
  })

  it('has one head where the repository of the other is gone', async () => {
    published.models[0]!.heads[1]!.repository = 'own/gone'
    const { model } = await install()
    expect(model.card.dims).toEqual([128])
  })

  it('has a head of 96 numbers where a repository of which nothing is promised answers, and none where it does not', async () => {
    const entry = published.models[0]!
    entry.heads.push({ ...entry.heads[1]!, dim: 96, repository: 'own/model-96', revision: null })
    const { model } = await install()
    expect(model.card.dims).toEqual([64, 96, 128])
    await using encoder = await openEncoder(model, 96)
    const [{ vectors }] = (await encoder.encodePassages(['Hello World'])) as [EncodedPassage]
    expect(vectors.dim).toBe(96)
    expect(Math.hypot(...vectors.data.subarray(0, 96))).toBeCloseTo(1, 4)
    // A head of its own, not the first 96 numbers of the largest.
    await using largest = await openEncoder(model, 128)
    const [whole] = (await largest.encodePassages(['Hello World'])) as [EncodedPassage]
    expect(cosine(vectors.data.subarray(0, 96), whole.vectors.data.subarray(0, 96))).toBeLessThan(0.9)

    entry.heads.at(-1)!.repository = 'own/not-for-everyone'
    const to = path.join(folder, 'without')
    expect((await install({ modelsFolder: to })).model.card.dims).toEqual([64, 128])
  })

  it('that has the one head of 96 numbers in its own weights has that one', async () => {
    const entry = published.models[0]!
    const url = '/own/model/resolve/abc/model.safetensors'
    const right = files.get(url)!
    files.set(url, withTensor(right, 'linear_96.weight', [96, 64]))
    entry.heads = [{ ...entry.heads[0]!, dim: 96, tensors: ['linear_96.weight'] }]
    try {
      expect((await install()).model.card.dims).toEqual([96])
      entry.heads[0]!.tensors = ['linear.weight']
      await expect(install({ modelsFolder: path.join(folder, 'other') })).rejects.toMatchObject({
        code: 'model-broken',
        message: 'The head of Jina ColBERT v2 has 128 numbers, not 96.',
      })
    } finally {
      files.set(url, right)
    }
  })

  it('is not downloaded before its licence is accepted', async () => {
    await expect(install({ acceptedLicence: 'MIT' })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('must be accepted'),
    })
    expect(requests).toEqual([])
    expect(await readdir(folder)).toEqual([])
  })

  it('is refused when its vectors are not the published ones, and is not installed', async () => {
    published.models[0]!.golden = {
      ...{ text: 'Hello World', tolerance: 0.002, source: 'made up', query: null },
      document: { ids: null, rows: [{ row: 0, values: [0.9, 0, 0] }] },
    }
    await expect(install()).rejects.toMatchObject({ code: 'model-broken', message: expect.stringContaining('published') })
    expect((await installedModels(models, folder)).has('jina-colbert-v2')).toBe(false)
  })

  it('is refused when the tokenizer reads the golden text otherwise', async () => {
    published.models[0]!.golden = {
      ...{ text: 'Hello World', tolerance: 0.002, source: 'made up', query: null },
      document: { ids: [0, 144, 35378, 6661, 2], rows: [] },
    }
    await expect(install()).rejects.toMatchObject({ code: 'model-broken', message: expect.stringContaining('other tokens') })
  })

  it('passes with the vectors that it really gives', async () => {
    const first = await install()
    await using encoder = await openEncoder(first.model, 128)
    const [document] = await encoder.encodePassages(['Hello World'])
    const values = [...document!.vectors.data.subarray(0, 5)]
    published.models[0]!.golden = {
      ...{ text: 'Hello World', tolerance: 0.05, source: 'itself', query: null },
      document: { ids: null, rows: [{ row: 0, values }] },
    }
    expect((await install()).test).toMatchObject({ against: 'vectors' })
  })

  it('leaves the old one alone while the new one fails, and goes on with what arrived', async () => {
    await install()
    const config = files.get('/own/model/resolve/abc/config.json')!
    files.delete('/own/model/resolve/abc/config.json')
    await expect(install()).rejects.toMatchObject({ code: 'download-failed' })
    expect([...(await installedModels(models, folder)).keys()]).toContain('jina-colbert-v2')
    files.set('/own/model/resolve/abc/config.json', config)
    requests = []
    await install()
    expect(requests.filter((line) => line.startsWith('GET /own/model/'))).toEqual(['GET /own/model/resolve/abc/config.json'])
  })

  it('is refused with a wrong hash', async () => {
    published.models[0]!.files[0] = { path: 'model.safetensors', bytes: null, sha256: '0'.repeat(64) }
    await expect(install()).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining('not the file it should be'),
    })
    expect((await installedModels(models, folder)).has('jina-colbert-v2')).toBe(false)
  })

  it('that computes something else than published falls back to its authors’ graph, and is refused where there is none', async () => {
    // What is published is true of the weights; the configuration that is served has other rotations.
    const first = await install()
    await using encoder = await openEncoder(first.model, 128)
    const [document] = await encoder.encodePassages(['Hello World'])
    await encoder[Symbol.asyncDispose]()
    const entry = published.models[0]!
    const values = [...document!.vectors.data.subarray(128, 128 + 128)]
    entry.golden = {
      ...{ text: 'Hello World', tolerance: 0.02, source: 'here', query: null },
      document: { ids: null, rows: [{ row: 1, values }] },
    }
    const right = files.get('/own/model/resolve/abc/config.json')!
    const wrong = JSON.stringify({ ...JSON.parse(right.toString()), rotary_emb_base: 3 })
    files.set('/own/model/resolve/abc/config.json', Buffer.from(wrong))
    const to = path.join(folder, 'again')
    try {
      await expect(install({ modelsFolder: to })).rejects.toMatchObject({
        code: 'model-broken',
        message: expect.stringContaining('differ by'),
      })
      expect((await installedModels(models, to)).has('jina-colbert-v2')).toBe(false)

      // Their graph: one file with all in it, whose output has a name of its own and any length.
      files.set('/own/model/resolve/onnx/onnx/model.onnx', await theirGraph(first.model.folder))
      const unknown = { bytes: null, sha256: null, data: 'onnx/weights.onnx_data', headIncluded: true } as const
      entry.onnx = [{ path: 'onnx/model.onnx', revision: 'onnx', dim: 128, precision: 'fp32', ...unknown }]
      // A download that fails is no verdict on the encoder.
      const damaged = { ...entry.onnx[0]!, sha256: '0'.repeat(64) }
      await expect(
        installModel({ ...published, models: [{ ...entry, onnx: [damaged] }] }, 'jina-colbert-v2', {
          ...{ modelsFolder: to, endpoint, acceptedLicence: 'CC-BY-NC-4.0', firstPause: 1 },
        }),
      ).rejects.toMatchObject({ code: 'download-failed', message: expect.stringContaining('model.onnx') })
      files.set('/own/model/resolve/onnx/onnx/weights.onnx_data', files.get('/own/model/resolve/abc/model.safetensors')!)
      const { model, test } = await install({ modelsFolder: to })
      expect(model.card).toMatchObject({ graph: 'onnx/model.onnx', published: true, dims: [128] })
      expect(test).toMatchObject({ against: 'vectors', cosine: expect.closeTo(1, 5) })
      await using theirs = await openEncoder(model, 128)
      const [row] = await theirs.encodePassages(['Hello World'])
      expect(Math.hypot(...row!.vectors.data.subarray(0, 128))).toBeCloseTo(1, 5)
    } finally {
      files.set('/own/model/resolve/abc/config.json', right)
    }
  })

  it('keeps every number exact where 8 bits turn its vectors too far', async () => {
    const url = '/own/model/resolve/abc/model.safetensors'
    const right = files.get(url)!
    // Attention so sharp that rounding decides what is attended.
    files.set(url, await multiplied(right, (name) => (name.endsWith('Wqkv.weight') ? 6 : 1)))
    try {
      const { model, test } = await install()
      expect(model.card.graph).toBe('kenning.fp32.onnx')
      expect((await readdir(model.folder)).filter((name) => name.startsWith('kenning.'))).toEqual(['kenning.fp32.onnx'])
      // The weights are loaded and are what everything was made from: they are there once.
      expect(bytesOf(model.card)).toBeLessThan(1.5 * files.get(url)!.length)
      expect(test.cosine).toBe(1)
      {
        await using encoder = await openEncoder(model, 64)
        expect((await encoder.encodePassages(['Hello World']))[0]!.vectors.dim).toBe(64)
      }
      // A card is compared with the same graph, whatever comes of that; the processor still has it afterwards.
      await testOnCard(published, model, 'cuda').catch((error) => expect(error).toMatchObject({ code: 'model-broken' }))
      await verifyModel(model)
    } finally {
      files.set(url, right)
    }
  })

  it('whose numbers are none is refused, also where nothing is published to compare with', async () => {
    const url = '/own/model/resolve/abc/model.safetensors'
    const right = files.get(url)!
    files.set(url, await multiplied(right, (name) => (name.endsWith('emb_ln.weight') ? Number.NaN : 1)))
    const entry = published.models[0]!
    try {
      await expect(install()).rejects.toMatchObject({ code: 'model-broken', message: expect.stringContaining('no length') })
      entry.golden = {
        ...{ text: 'Hello World', tolerance: 0.002, source: 'made up', query: null },
        document: { ids: null, rows: [{ row: 0, values: [0.1] }] },
      }
      await expect(install()).rejects.toMatchObject({ code: 'model-broken' })
      expect((await installedModels(models, folder)).has('jina-colbert-v2')).toBe(false)
    } finally {
      files.set(url, right)
    }
  })

  it('is tried anew with what nobody vouched for, after it was refused', async () => {
    const url = '/own/model/resolve/abc/config.json'
    const right = files.get(url)!
    files.set(url, Buffer.from('{"hidden_size": 64}'))
    await expect(install()).rejects.toMatchObject({ code: 'model-broken', message: expect.stringContaining('config.json') })
    files.set(url, right)
    requests = []
    await install()
    expect(requests).toContain(`GET ${url}`)
    // The weights, whose SHA-256 the hub tells, are still here.
    expect(requests).not.toContain('GET /own/model/resolve/abc/model.safetensors')
  })

  it('takes no file of another commit for its own', async () => {
    const config = files.get('/own/model/resolve/abc/config.json')!
    files.delete('/own/model/resolve/abc/config.json')
    await expect(install()).rejects.toMatchObject({ code: 'download-failed' })
    files.set('/own/model/resolve/abc/config.json', config)
    for (const name of ['model.safetensors', 'tokenizer.json', 'config.json'])
      files.set(`/own/model/resolve/next/${name}`, files.get(`/own/model/resolve/abc/${name}`)!)
    requests = []
    Object.assign(published.models[0]!, { revision: 'next' })
    const { model } = await install()
    expect(model.card.revision).toBe('next')
    expect(requests).toContain('GET /own/model/resolve/next/model.safetensors')
    // What was left of the other commit is gone.
    expect(await readdir(folder)).toEqual(['jina-colbert-v2'])
  })

  it('leaves nothing of an import that fails, and what was downloaded before it stays', async () => {
    const config = files.get('/own/model/resolve/abc/config.json')!
    files.delete('/own/model/resolve/abc/config.json')
    await expect(install()).rejects.toMatchObject({ code: 'download-failed' })
    files.set('/own/model/resolve/abc/config.json', config)
    const from = path.join(folder, 'disk')
    await mkdir(from)
    await writeFile(path.join(from, 'model.safetensors'), 'of another encoder')
    await expect(install({ from })).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringContaining('tokenizer'),
    })
    expect((await readdir(folder)).sort()).toEqual(['.jina-colbert-v2@abc', 'disk'])
    requests = []
    await install()
    expect(requests).not.toContain('GET /own/model/resolve/abc/model.safetensors')
  })

  it('is stopped in the middle of its test, too', async () => {
    const stop = new AbortController()
    const stopped = install({ signal: stop.signal, step: ({ kind }) => kind === 'testing' && stop.abort() })
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' })
    expect((await installedModels(models, folder)).has('jina-colbert-v2')).toBe(false)
    requests = []
    await install()
    expect(requests.filter((line) => line.startsWith('GET /own/model/'))).toEqual([])
  })

  it.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
    'says that the disk is full when there is no room to build it, and goes on when there is',
    async () => {
      const disk = path.join(folder, 'disk')
      await mkdir(disk)
      // Somebody else takes the room after everything has arrived.
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=202m', 'tmpfs', disk])
      try {
        const filler = path.join(disk, 'filler')
        const fill = ({ kind }: InstallStep) => {
          if (kind !== 'downloading' || requests.at(-1)?.includes('config.json') !== true) return
          try {
            writeFileSync(filler, Buffer.alloc(220e6))
          } catch (error) {
            expect(error).toMatchObject({ code: 'ENOSPC' })
          }
        }
        await expect(install({ modelsFolder: disk, step: fill })).rejects.toMatchObject({
          code: 'download-failed',
          message: expect.stringContaining('The disk is full'),
        })
        expect((await installedModels(models, disk)).has('jina-colbert-v2')).toBe(false)
        await rm(filler)
        await install({ modelsFolder: disk })
        expect(await readdir(disk)).toEqual(['jina-colbert-v2'])
      } finally {
        execFileSync('umount', [disk])
      }
    },
  )

  it('can be imported from a folder without any network, and removed again', async () => {
    const from = path.join(folder, 'disk')
    await mkdir(from)
    for (const [url, bytes] of files)
      if (url.startsWith('/own/model/')) await writeFile(path.join(from, path.basename(url)), bytes)
    const to = path.join(folder, 'models')
    const { model } = await install({ from, modelsFolder: to, endpoint: 'http://127.0.0.1:1' })
    expect(model.card.dims).toEqual([128])
    await removeModel(to, 'jina-colbert-v2')
    expect(await readdir(to)).toEqual([])
  })

  it('whose card was damaged is not installed, stops no other, and can be installed again', async () => {
    const { model } = await install()
    for (const damaged of ['{"id":"jina-colb', '{"id":"jina-colbert-v2"}']) {
      await writeFile(path.join(model.folder, 'model.json'), damaged)
      expect([...(await installedModels(models, folder)).keys()]).toEqual(['starter'])
    }
    await install()
    expect((await installedModels(models, folder)).has('jina-colbert-v2')).toBe(true)
  })

  it('is not offered when withheld, unknown or part of Kenning', async () => {
    const { redPlanet, models: all } = await readCatalogue(models)
    const tried = (id: string) => installModel({ redPlanet, models: all }, id, { modelsFolder: folder, endpoint })
    await expect(tried('jacolbert-v2.5')).rejects.toMatchObject({ message: expect.stringContaining('Japanese') })
    await expect(tried('starter')).rejects.toMatchObject({ message: expect.stringContaining('comes with Kenning') })
    await expect(tried('../x')).rejects.toMatchObject({ code: 'invalid-input' })
    expect(requests).toEqual([])
  })
})

describe('the hub', () => {
  it('says size and SHA-256 before it points to its store', async () => {
    const at = { endpoint, repository: 'own/model', revision: 'abc', path: 'model.safetensors' }
    const bytes = files.get('/own/model/resolve/abc/model.safetensors')!
    expect(await describeFile(at)).toEqual({ bytes: bytes.length, sha256: digest(bytes) })
    expect(await describeFile({ ...at, path: 'config.json' })).toMatchObject({ sha256: null })
  })

  it('gives one tensor of a file as the file has it', async () => {
    const file = { endpoint, repository: 'own/model', revision: 'abc', path: 'model.safetensors' }
    const { shape, weight } = await fetchTensor(file, 'roberta.emb_ln.weight')
    await cp(path.join(frozen, 'graphs/xlm-roberta-rotary-10000'), folder, { recursive: true })
    await using weights = await Weights.open(path.join(folder, 'model.safetensors'))
    expect(shape).toEqual([64])
    expect(weight).toEqual(await weights.read(weights.get('emb_ln.weight')))
    await expect(fetchTensor(file, 'none')).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining('no tensor none'),
    })
  })
})
