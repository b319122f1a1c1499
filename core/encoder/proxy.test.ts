import { execFile } from 'node:child_process'
import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

/** A name that no name server knows: whoever reaches it went through the proxy. */
const HUB = 'hub.invalid'

/**
 * A certificate for `HUB` that signs itself and never expires, and its key: X.509 in DER (RFC 5280 §4.1), which Node reads but
 * does not write.
 */
function certificate(): { readonly cert: string; readonly key: string } {
  const der = (tag: number, ...parts: readonly Uint8Array[]) => {
    const body = Buffer.concat(parts)
    const { length } = body
    const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
    return Buffer.concat([Buffer.of(tag, ...size), body])
  }
  const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts)
  const integer = (value: number) => der(0x02, Buffer.of(value))
  const identifier = (...bytes: readonly number[]) => der(0x06, Buffer.from(bytes))
  const time = (text: string) => der(0x18, Buffer.from(text))
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ecdsaWithSha256 = sequence(identifier(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2))
  const name = sequence(der(0x31, sequence(identifier(0x55, 4, 3), der(0x0c, Buffer.from(HUB)))))
  const hosts = sequence(identifier(0x55, 0x1d, 0x11), der(0x04, sequence(der(0x82, Buffer.from(HUB)))))
  const signed = sequence(
    der(0xa0, integer(2)),
    integer(1),
    ecdsaWithSha256,
    name,
    sequence(time('20000101000000Z'), time('99991231235959Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(hosts)),
  )
  const whole = sequence(signed, ecdsaWithSha256, der(0x03, Buffer.of(0), sign('sha256', signed, privateKey)))
  const cert = `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`
  return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string }
}

const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 251))
let folder: string
/** What the hub and the proxy were asked, in order. */
let seen: string[]
let opened: Server[]

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kenning-proxy-'))
  seen = []
  opened = []
  return () => rm(folder, { recursive: true, force: true })
})
afterEach(() => {
  for (const server of opened) {
    server.closeAllConnections()
    server.close()
  }
})

async function listening(server: Server): Promise<number> {
  opened.push(server)
  await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens))
  return (server.address() as AddressInfo).port
}

function hub(request: IncomingMessage, response: ServerResponse): void {
  const { authorization = '', range = '' } = request.headers
  seen.push(['hub', request.url, authorization, range].filter(Boolean).join(' '))
  const from = Number(/bytes=(\d+)-/.exec(range)?.[1] ?? 0)
  const part = { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': content.length - from, ...(from > 0 && part) })
  response.end(content.subarray(from))
}

/** Where the proxy takes whoever asks for a tunnel: to a port here, or nowhere, with a status. */
async function openProxy(tunnel: { readonly to: number } | { readonly status: number }): Promise<number> {
  const proxy = createServer((request, response) => {
    seen.push(`proxy ${request.method} ${request.url}`)
    hub(request, response)
  })
  proxy.on('connect', (request, socket) => {
    seen.push(['proxy CONNECT', request.url, request.headers['proxy-authorization']].filter(Boolean).join(' '))
    if ('status' in tunnel) return void socket.end(`HTTP/1.1 ${tunnel.status} No\r\n\r\n`)
    const through = connect(tunnel.to, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      socket.pipe(through).pipe(socket)
    })
    socket.on('error', () => through.destroy())
    through.on('error', () => socket.destroy())
  })
  return listening(proxy)
}

/** Downloads in a process of its own: what proxies and certificates there are is read once, when one begins. */
async function fetched(url: string, env: NodeJS.ProcessEnv): Promise<string> {
  const module = path.join(import.meta.dirname, 'download.ts')
  const wanted = { url, to: path.join(folder, 'model.safetensors'), bytes: content.length, sha256: null }
  const script = `
    const { download } = await import(${JSON.stringify(module)})
    const said = await download(${JSON.stringify(wanted)}, { token: 'hf_abc', firstPause: 1 }).then(() => 'whole', ({ code, message }) => code + ': ' + message)
    process.stdout.write(said)`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, NO_PROXY: '', no_proxy: '', ...env },
  })
  return stdout
}

describe('through the proxy that the system names', () => {
  it('a file comes without encryption, and the token stays here', async () => {
    const port = await openProxy({ status: 500 })
    expect(await fetched(`http://${HUB}/file`, { HTTP_PROXY: `http://127.0.0.1:${port}` })).toBe('whole')
    expect(seen).toEqual([`proxy GET http://${HUB}/file`, `hub http://${HUB}/file`])
    expect(await readFile(path.join(folder, 'model.safetensors'))).toEqual(content)
  })

  it('a file comes by a tunnel, and what is said in it is for the hub alone', async () => {
    const { cert, key } = certificate()
    const trusted = path.join(folder, 'trusted.pem')
    await writeFile(trusted, cert)
    const to = await listening(createSecureServer({ cert, key }, hub))
    const port = await openProxy({ to })
    const env = { HTTPS_PROXY: `http://ana:secret@127.0.0.1:${port}`, NODE_EXTRA_CA_CERTS: trusted }
    expect(await fetched(`https://${HUB}/file`, env)).toBe('whole')
    const basic = Buffer.from('ana:secret').toString('base64')
    expect(seen).toEqual([`proxy CONNECT ${HUB}:443 Basic ${basic}`, 'hub /file Bearer hf_abc'])
    expect(await readFile(path.join(folder, 'model.safetensors'))).toEqual(content)
  })

  it('nothing comes from whoever cannot prove to be the hub, and the sentence says what to do', async () => {
    const { cert, key } = certificate()
    const port = await openProxy({ to: await listening(createSecureServer({ cert, key }, hub)) })
    expect(await fetched(`https://${HUB}/file`, { HTTPS_PROXY: `http://127.0.0.1:${port}` })).toBe(
      `download-failed: ${HUB} cannot prove that it is itself (DEPTH_ZERO_SELF_SIGNED_CERT). Nothing was downloaded. ` +
        'Where your network reads along on purpose, name its certificate in NODE_EXTRA_CA_CERTS.',
    )
    expect(seen).toEqual([`proxy CONNECT ${HUB}:443`])
    expect(await readdir(folder)).toEqual([])
  })

  it('that wants a name and a password, this is said at once', async () => {
    const port = await openProxy({ status: 407 })
    expect(await fetched(`https://${HUB}/file`, { HTTPS_PROXY: `http://127.0.0.1:${port}` })).toBe(
      `download-failed: The proxy does not let Kenning through to ${HUB} (407). See whether HTTPS_PROXY names the right one, ` +
        'with your name and password where it asks for them.',
    )
    expect(seen).toHaveLength(1)
  })
})
