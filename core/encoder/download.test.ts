import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { checkSpace } from './disk.ts'
import { download, type Wanted } from './download.ts'
import { hubToken } from './hub.ts'

const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 251))
const sha256 = createHash('sha256').update(content).digest('hex')

let server: Server
let origin: string
let folder: string
/** What the server does with the nth request, and what it was asked. */
let behave: (request: IncomingMessage, response: ServerResponse, nth: number) => void
let asked: { url: string; range: string | undefined }[]

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push({ url: request.url!, range: request.headers.range })
    behave(request, response, asked.length)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(async () => {
  asked = []
  folder = await mkdtemp(path.join(tmpdir(), 'kenning-download-'))
  return () => rm(folder, { recursive: true, force: true })
})

/** An honest server, Range and all. */
function honest(request: IncomingMessage, response: ServerResponse): void {
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
  if (from >= content.length) return void response.writeHead(416).end()
  const rest = content.subarray(from)
  const range = { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': rest.length, ...(from > 0 && range) }).end(rest)
}

/** Called when so much has arrived. */
let hangUp: (done: number) => void = () => {}

/** Promises everything and hangs up when `bytes` have arrived. */
function dropAfter(bytes: number, request: IncomingMessage, response: ServerResponse): void {
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
  response.writeHead(from > 0 ? 206 : 200, {
    'content-length': content.length - from,
    ...(from > 0 && { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }),
  })
  response.write(content.subarray(from, from + bytes))
  hangUp = (done) => done === from + bytes && response.destroy()
}

const wanted = (change: Partial<Wanted> = {}): Wanted => ({
  url: `${origin}/model.safetensors`,
  to: path.join(folder, 'model.safetensors'),
  bytes: content.length,
  sha256,
  ...change,
})
const get = (change: Partial<Wanted> = {}, signal?: AbortSignal) =>
  download(wanted(change), { firstPause: 1, progress: (done) => hangUp(done), ...(signal && { signal }) })

describe('a download', () => {
  it('is whole, says how far it is and leaves no partial file', async () => {
    behave = honest
    const steps: [number, number | null][] = []
    const fetched = await download(wanted(), { progress: (done, total) => steps.push([done, total]) })
    expect(fetched).toEqual({ bytes: content.length, sha256 })
    expect(await readdir(folder)).toEqual(['model.safetensors'])
    expect(await readFile(path.join(folder, 'model.safetensors'))).toEqual(content)
    expect(steps.at(-1)).toEqual([content.length, content.length])
  })

  it('follows redirects, but not in circles', async () => {
    behave = (request, response) =>
      request.url === '/cdn' ? honest(request, response) : void response.writeHead(302, { location: '/cdn' }).end()
    expect(await get()).toEqual({ bytes: content.length, sha256 })
    behave = (_, response) => void response.writeHead(302, { location: '/again' }).end()
    await expect(get({ to: path.join(folder, 'other') })).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining('circles'),
    })
  })

  it('goes on where a dropped connection left it', async () => {
    behave = (request, response, nth) => (nth < 3 ? dropAfter(100_000, request, response) : honest(request, response))
    expect(await get()).toEqual({ bytes: content.length, sha256 })
    expect(asked.map(({ range }) => range)).toEqual([undefined, 'bytes=100000-', 'bytes=200000-'])
  })

  it('goes on where an earlier run ended, and begins again where the server knows no ranges', async () => {
    const partial = path.join(folder, 'model.safetensors.partial')
    await writeFile(partial, content.subarray(0, 1000))
    behave = honest
    expect(await get()).toEqual({ bytes: content.length, sha256 })
    expect(asked).toEqual([{ url: '/model.safetensors', range: 'bytes=1000-' }])
    await writeFile(partial, content.subarray(0, 1000))
    behave = (_, response) => void response.writeHead(200, { 'content-length': content.length }).end(content)
    expect(await get()).toEqual({ bytes: content.length, sha256 })
  })

  it('of which no SHA-256 is known goes on only with the version that it began with', async () => {
    const other = Buffer.from(content.map((byte) => 255 - byte))
    let version = { tag: '"first"', bytes: content }
    behave = (request, response, nth) => {
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
      const rest = from > 0 && request.headers['if-range'] === version.tag ? version.bytes.subarray(from) : version.bytes
      const range = `bytes ${content.length - rest.length}-${content.length - 1}/${content.length}`
      response.writeHead(rest.length < content.length ? 206 : 200, {
        ...{ 'content-length': rest.length, etag: version.tag },
        ...(rest.length < content.length && { 'content-range': range }),
      })
      if (nth > 2) return void response.end(rest)
      response.write(rest.subarray(0, 100_000))
      hangUp = (done) => {
        if (done !== nth * 100_000) return
        // After the second piece somebody puts another file in its place.
        if (nth === 2) version = { tag: '"second"', bytes: other }
        response.destroy()
      }
    }
    const to = path.join(folder, 'model.safetensors')
    await get({ sha256: null })
    expect(asked.map(({ range }) => range)).toEqual([undefined, 'bytes=100000-', 'bytes=200000-'])
    expect((await readFile(to)).equals(other)).toBe(true)
    // What an earlier run left may be of any version.
    await writeFile(`${to}.partial`, content.subarray(0, 1000))
    await get({ sha256: null })
    expect(asked[3]!.range).toBeUndefined()
    expect((await readFile(to)).equals(other)).toBe(true)
  })

  it('begins again where the server has no more than what is here, and nothing proves that this is all', async () => {
    behave = (_, response, nth) =>
      nth === 1
        ? void response.writeHead(200, { etag: '"one"' }).write(content, () => response.destroy())
        : nth === 2
          ? void response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end()
          : void response.writeHead(200, { 'content-length': content.length }).end(content)
    hangUp = () => {}
    expect(await get({ bytes: null, sha256: null })).toEqual({ bytes: content.length, sha256 })
    expect(asked.at(-1)!.range).toBeUndefined()
  })

  it('begins again when the server sends another range than the one asked for', async () => {
    await writeFile(path.join(folder, 'model.safetensors.partial'), content.subarray(0, 1000))
    behave = (request, response, nth) =>
      nth > 1
        ? honest(request, response)
        : void response.writeHead(206, { 'content-range': 'bytes 500-299999/300000' }).end(content.subarray(500))
    expect(await get()).toEqual({ bytes: content.length, sha256 })
  })

  it('needs no network when all is there already', async () => {
    await writeFile(path.join(folder, 'model.safetensors.partial'), content)
    behave = (_, response) => void response.writeHead(500).end()
    expect(await get()).toEqual({ bytes: content.length, sha256 })
    expect(asked).toEqual([])
  })

  it('finds the missing bytes of a server that promises too few', async () => {
    behave = (request, response, nth) =>
      nth > 1
        ? honest(request, response)
        : void response.writeHead(200, { 'content-length': 5_000 }).end(content.subarray(0, 5_000))
    expect(await get()).toEqual({ bytes: content.length, sha256 })
    expect(asked[1]!.range).toBe('bytes=5000-')
  })

  it('throws away what is longer than it should be', async () => {
    behave = (_, response) => void response.writeHead(200).end(Buffer.concat([content, content]))
    await expect(get()).rejects.toMatchObject({ code: 'download-failed', message: expect.stringContaining('more than') })
    expect(await readdir(folder)).toEqual(['model.safetensors.partial'])
    behave = honest
    expect(await get()).toEqual({ bytes: content.length, sha256 })
  })

  it('throws away what has another SHA-256, and installs nothing', async () => {
    behave = (_, response) => void response.writeHead(200).end(Buffer.alloc(content.length))
    await expect(get()).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining('not the file it should be'),
    })
    expect(await readdir(folder)).toEqual([])
  })

  it.each([
    [401, 'to everyone'],
    [403, 'to everyone'],
    [404, 'no longer has'],
    [400, 'refused'],
  ])('answered %i says so at once', async (status, words) => {
    behave = (_, response) => void response.writeHead(status).end('no')
    await expect(get()).rejects.toMatchObject({ code: 'download-failed', message: expect.stringContaining(words) })
    expect(asked).toHaveLength(1)
  })

  it.each([429, 503, 500])('answered %i is tried again', async (status) => {
    behave = (request, response, nth) =>
      nth < 3 ? void response.writeHead(status, { 'retry-after': '0' }).end() : honest(request, response)
    expect(await get()).toEqual({ bytes: content.length, sha256 })
    expect(asked).toHaveLength(3)
  })

  it('gives up after six failures in a row and keeps what it has', async () => {
    behave = (request, response, nth) => (nth === 1 ? dropAfter(1_000, request, response) : response.destroy())
    await expect(get()).rejects.toMatchObject({ code: 'download-failed', message: expect.stringContaining('cannot be reached') })
    expect(asked).toHaveLength(6)
    expect(await readFile(path.join(folder, 'model.safetensors.partial'))).toEqual(content.subarray(0, 1_000))
  })

  it('can be paused: what is there stays, and the next run goes on', async () => {
    const stop = new AbortController()
    behave = (_, response) =>
      void response.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, 70_000))
    const run = download(wanted(), { signal: stop.signal, progress: (done) => done === 70_000 && stop.abort() })
    await expect(run).rejects.toMatchObject({ code: 'cancelled' })
    behave = honest
    expect(await get()).toEqual({ bytes: content.length, sha256 })
    expect(asked[1]!.range).toBe('bytes=70000-')
  })

  it('can be paused while what is there is read again', async () => {
    const partial = path.join(folder, 'model.safetensors.partial')
    await writeFile(partial, content)
    const stop = new AbortController()
    const run = get({}, stop.signal)
    stop.abort()
    await expect(run).rejects.toMatchObject({ code: 'cancelled' })
    expect(asked).toEqual([])
    expect(await readdir(folder)).toEqual(['model.safetensors.partial'])
  })

  it('is refused where the disk has no room', async () => {
    await expect(checkSpace(folder, 1e18)).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining('are free'),
    })
    behave = honest
    await expect(get({ bytes: 1e18 })).rejects.toMatchObject({ message: expect.stringContaining('of disk') })
  })

  it('shows the person’s token to the host that was asked, and to no other', async () => {
    const shown: (string | undefined)[] = []
    behave = (request, response, nth) => {
      shown.push(request.headers.authorization)
      if (nth === 1) return void response.writeHead(302, { location: `${origin.replace('127.0.0.1', 'localhost')}/store` }).end()
      honest(request, response)
    }
    await download(wanted(), { token: 'hf_abc' })
    expect(shown).toEqual(['Bearer hf_abc', undefined])
    behave = (_, response) => void response.writeHead(403).end()
    await expect(download(wanted({ to: path.join(folder, 'gated') }), { token: 'hf_abc' })).rejects.toMatchObject({
      message: expect.stringContaining('does not give model.safetensors to you (403)'),
    })
  })

  it.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
    'that fills the disk says so, keeps what is there, and goes on when there is room',
    async () => {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=201m', 'tmpfs', folder])
      try {
        const filler = path.join(folder, 'filler')
        const half = content.length / 2
        behave = (_, response) => {
          response.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, half))
          hangUp = (done) => {
            if (done !== half) return
            // Somebody else takes the room that was free when it began.
            try {
              writeFileSync(filler, Buffer.alloc(220e6))
            } catch (error) {
              expect(error).toMatchObject({ code: 'ENOSPC' })
            }
            response.end(content.subarray(half))
          }
        }
        await expect(get()).rejects.toMatchObject({
          code: 'download-failed',
          message: expect.stringContaining('The disk is full'),
        })
        expect(await readdir(folder)).not.toContain('model.safetensors')
        await rm(filler)
        hangUp = () => {}
        behave = honest
        expect(await get()).toEqual({ bytes: content.length, sha256 })
      } finally {
        execFileSync('umount', [folder])
      }
    },
  )
})

describe('the person’s token', () => {
  it('is where the hub’s own tools keep it', async () => {
    await mkdir(path.join(folder, 'huggingface'))
    await writeFile(path.join(folder, 'huggingface', 'token'), 'hf_file\n')
    expect(await hubToken({ XDG_CACHE_HOME: folder })).toBe('hf_file')
    expect(await hubToken({ XDG_CACHE_HOME: folder, HF_TOKEN: 'hf_own' })).toBe('hf_own')
    expect(await hubToken({ HF_HOME: path.join(folder, 'none') })).toBeNull()
  })
})
