// Run by Node: Kenning on a data folder, whose catalogue has one small random encoder, and the hub that it comes from: slow enough
// that a person could pause it. Prints the address.
import { createHash } from 'node:crypto'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { startHost } from '../core/cli/host.ts'
import { openEngine } from '../core/engine/open.ts'

/** Of the weights, in milliseconds: 20 pieces take 4 s. */
const PIECE_PAUSE = 200
const PIECES = 20

const root = path.join(import.meta.dirname, '..')
const [data = ''] = process.argv.slice(2)
const models = path.join(data, 'own-models')
await mkdir(models, { recursive: true })
await cp(path.join(root, 'models/starter'), path.join(models, 'starter'), { recursive: true })
const catalogue = JSON.parse(await readFile(path.join(root, 'models/catalogue.json'), 'utf8'))
const entry = catalogue.models.find(({ id }: { id: string }) => id === 'colbertv2')
Object.assign(entry, {
  golden: null,
  maxsim: null,
  files: entry.files.map((file: object) => ({ ...file, bytes: null, sha256: null })),
})
await writeFile(path.join(models, 'catalogue.json'), JSON.stringify(catalogue))

const frozen = path.join(root, 'models/export/frozen')
const published = new Map([
  ['model.safetensors', withHead(await readFile(path.join(frozen, 'graphs/bert/model.safetensors')))],
  ['config.json', await readFile(path.join(frozen, 'graphs/bert/config.json'))],
  ['tokenizer.json', await readFile(path.join(frozen, 'forms/wordpiece/tokenizer.json'))],
])
const hub = createServer(async (request, response) => {
  const bytes = published.get(request.url!.split('/').at(-1)!)
  if (!bytes) return void response.writeHead(404).end()
  const range = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '')
  const [from, to] = [Number(range?.[1] ?? 0), range?.[2] ? Number(range[2]) + 1 : bytes.length]
  const isLarge = request.url!.endsWith('.safetensors')
  response.writeHead(range ? 206 : 200, {
    'content-length': to - from,
    ...(isLarge && {
      'x-linked-size': bytes.length,
      'x-linked-etag': `"${createHash('sha256').update(bytes).digest('hex')}"`,
    }),
    ...(range && { 'content-range': `bytes ${from}-${to - 1}/${bytes.length}` }),
  })
  if (request.method === 'HEAD') return void response.end()
  const piece = isLarge ? Math.ceil(bytes.length / PIECES) : bytes.length
  for (let at = from; at < to; at += piece) {
    response.write(bytes.subarray(at, Math.min(at + piece, to)))
    if (isLarge) await new Promise((later) => setTimeout(later, PIECE_PAUSE))
  }
  response.end()
})
await new Promise<void>((listening) => hub.listen(0, '127.0.0.1', listening))
process.env.HF_ENDPOINT = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`

const engine = await openEngine({ data, models })
const host = await startHost(engine, path.join(root, 'out/renderer'), 0)
console.log(host.url)
process.once('SIGTERM', async () => {
  await host[Symbol.asyncDispose]()
  await engine[Symbol.asyncDispose]()
  process.exit(0)
})

/** The random checkpoint with a `linear.weight` of [128 × 64]. */
function withHead(file: Buffer): Buffer {
  const length = Number(file.readBigUInt64LE())
  const header = JSON.parse(file.subarray(8, 8 + length).toString())
  const body = file.subarray(8 + length)
  const values = Buffer.from(Float32Array.from({ length: 128 * 64 }, (_, i) => Math.sin(i * i)).buffer)
  header['linear.weight'] = { dtype: 'F32', shape: [128, 64], data_offsets: [body.length, body.length + values.length] }
  const text = Buffer.from(JSON.stringify(header))
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(text.length))
  return Buffer.concat([size, text, body, values])
}
