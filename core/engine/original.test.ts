import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LedgerEntry } from '../files/ledger.ts'
import { original, typeOf } from './original.ts'

let root: string
let home: string
const at = (name: string) => path.join(home, name)
/** Names of files that were found and read, or not; what else the ledger knows of them does not matter here. */
const known = (...names: string[]) => ({
  entries: new Map(names.map((name) => [at(name), { path: at(name) } as LedgerEntry])),
  folders: [home],
})

beforeAll(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'kenning-original-')))
  home = path.join(root, 'home')
  await mkdir(at('folder'), { recursive: true })
  await writeFile(at('lease.pdf'), '%PDF-1.7\n…')
  await writeFile(at('letter.txt'), 'Dear Anna')
  await writeFile(path.join(root, 'secret.txt'), 'secret')
  await symlink(path.join(root, 'secret.txt'), at('link.txt'))
  await symlink(root, at('out'))
  if (process.platform !== 'win32') execFileSync('mkfifo', [at('pipe.txt')])
})
afterAll(() => rm(root, { recursive: true }))

describe('a file that is shown as it is', () => {
  it('is one that is in the index, with what its bytes say it is', async () => {
    const index = known('lease.pdf', 'letter.txt')
    expect(await original(at('lease.pdf'), index)).toEqual({ path: at('lease.pdf'), type: 'application/pdf', size: 12 })
    expect(await original(at('letter.txt'), index)).toEqual({ path: at('letter.txt'), type: null, size: 9 })
  })
  it.each<[string, () => [string, ReturnType<typeof known>]]>([
    ['one that the index does not know', () => [at('letter.txt'), known('lease.pdf')]],
    ['another spelling of a known one', () => [`${home}/folder/../lease.pdf`, known('lease.pdf')]],
    ['one that is gone', () => [at('gone.pdf'), known('gone.pdf')]],
    ['a folder', () => [at('folder'), known('folder')]],
    ['a pipe that took a file’s place', () => [at('pipe.txt'), known('pipe.txt')]],
    ['a link that took a file’s place', () => [at('link.txt'), known('link.txt')]],
    ['a file below a link that took a folder’s place', () => [at('out/secret.txt'), known('out/secret.txt')]],
    ['one in a folder that is watched no more', () => [at('lease.pdf'), { ...known('lease.pdf'), folders: [] }]],
  ])('is never %s', async (_, given) => {
    await expect(original(...given())).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('what a file is shown as', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  it('is told from its first bytes, whatever its name says', async () => {
    expect(await typeOf(bytes('\n\n%PDF-1.4'), 'scan.jpg')).toBe('application/pdf')
    expect(await typeOf(new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46]), 'letter.pdf')).toBe('image/jpeg')
    expect(await typeOf(bytes('<html><script>1</script>'), 'page.svg')).toBeNull()
    expect(await typeOf(bytes('<?xml version="1.0"?>\n<svg xmlns="x">'), 'plan.svg')).toBe('image/svg+xml')
    expect(await typeOf(bytes('PK\u0003\u0004'), 'slides.pdf')).toBeNull()
  })
})
