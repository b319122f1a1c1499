import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resolveAppRequest, serveAppFiles } from './app-protocol.ts'

describe('which file a request means', () => {
  it('is index.html for the bare address', () => {
    expect(resolveAppRequest('GET', 'app://kenning/')).toEqual({
      kind: 'file',
      segments: ['index.html'],
      type: 'text/html; charset=utf-8',
    })
  })
  it('is the named file, with its type', () => {
    expect(resolveAppRequest('GET', 'app://kenning/assets/index-4f2.js?v=1#x')).toEqual({
      kind: 'file',
      segments: ['assets', 'index-4f2.js'],
      type: 'text/javascript; charset=utf-8',
    })
  })
  it.each([
    'app://kenning/../secret.txt',
    'app://kenning/%2e%2e/secret.txt',
    'app://kenning/%2e%2e%2fsecret.txt',
    'app://kenning/assets/..%2f..%2fsecret.txt',
    'app://kenning/..%5csecret.txt',
    'app://kenning/assets%5c..%5c..%5csecret.txt',
    'app://kenning/C:/secret.txt',
    'app://kenning/index.html:stream.txt',
    'app://kenning//etc/hosts.txt',
    'app://kenning/%2fetc%2fhosts.txt',
    'app://kenning/.env.txt',
    'app://kenning/assets/.git/config.txt',
    'app://kenning/index.html%00.txt',
  ])('never leaves the folder: %s', (url) => {
    const resolved = resolveAppRequest('GET', url)
    // The URL parser itself folds plain `..` away, which leaves a harmless name at the root.
    if (resolved.kind === 'file') expect(resolved.segments).toEqual(['secret.txt'])
    else expect(resolved.status).toBe(404)
  })
  it('refuses what it cannot decode', () => {
    expect(resolveAppRequest('GET', 'app://kenning/%ff.html')).toEqual({ kind: 'refused', status: 400 })
  })
  it('refuses another host and another scheme', () => {
    expect(resolveAppRequest('GET', 'app://other/index.html')).toEqual({ kind: 'refused', status: 404 })
    expect(resolveAppRequest('GET', 'file:///index.html')).toEqual({ kind: 'refused', status: 404 })
  })
  it('refuses to write', () => {
    expect(resolveAppRequest('POST', 'app://kenning/')).toEqual({ kind: 'refused', status: 405 })
  })
  it('refuses a kind of file it does not know', () => {
    expect(resolveAppRequest('GET', 'app://kenning/main.ts')).toEqual({ kind: 'refused', status: 404 })
  })
})

describe('the answer', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'kenning-app-'))
    await mkdir(path.join(folder, 'renderer'))
    await writeFile(path.join(folder, 'renderer/index.html'), '<!doctype html><title>Kenning</title>')
    await writeFile(path.join(folder, 'secret.txt'), 'secret')
    await symlink(path.join(folder, 'secret.txt'), path.join(folder, 'renderer/link.txt'))
    await mkdir(path.join(folder, 'renderer-other'))
  })
  afterAll(() => rm(folder, { recursive: true }))
  const answer = (url: string, method = 'GET') =>
    serveAppFiles(path.join(folder, 'renderer'))(
      Object.defineProperty(new Request('http://x/', { method }), 'url', { value: url }),
    )

  it('carries the page and its security policy', async () => {
    const response = await answer('app://kenning/')
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('<title>Kenning</title>')
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'self';.*object-src 'none'.*frame-ancestors 'none'$/,
    )
    expect(response.headers.get('content-security-policy')).not.toContain('unsafe')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })
  it('has no body for HEAD', async () => {
    const response = await answer('app://kenning/', 'HEAD')
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('')
  })
  it('is 404 for a missing file and for a link that leads out', async () => {
    expect((await answer('app://kenning/missing.js')).status).toBe(404)
    expect((await answer('app://kenning/link.txt')).status).toBe(404)
  })
})
