import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { open, symlink } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { contentHash } from './hash.ts'
import { temporaryFolder } from './temporary.ts'

it('depends on the content alone', async () => {
  await using folder = await temporaryFolder()
  const hashes = await Promise.all([
    contentHash(await folder.write('a.md', 'Dear Anna')),
    contentHash(await folder.write('b.txt', 'Dear Anna')),
    contentHash(await folder.write('c.md', 'Dear Emma')),
  ])
  expect(hashes[0]).toBe(hashes[1])
  expect(hashes[0]).not.toBe(hashes[2])
  expect(hashes[0]).toMatch(/^[\w-]{22}$/)
})

it('is the beginning of SHA-256, also of files longer than one reading', async () => {
  await using folder = await temporaryFolder()
  const text = 'ken, to know. '.repeat(200_000)
  const whole = createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url')
  expect(await contentHash(await folder.write('long.txt', text))).toBe(whole)
})

it('of a very large file depends on the size, the start and the end, and reads little', async () => {
  await using folder = await temporaryFolder()
  const large = async (name: string, size: number, at: number, text: string) => {
    await using file = await open(await folder.write(name, ''), 'r+')
    await file.truncate(size) // A hole: takes no room on the disk.
    await file.write(text, at)
    return contentHash(folder.at(name))
  }
  const size = 3 * 2 ** 30
  const film = await large('film', size, 5_000_000, 'Roundhay')
  expect(await large('same', size, 5_000_000, 'Roundhay')).toBe(film)
  expect(await large('longer', size + 1, 5_000_000, 'Roundhay')).not.toBe(film)
  expect(await large('other start', size, 23_000_000, 'Roundhay')).not.toBe(film)
  expect(await large('other end', size, size - 9, 'Roundhay')).not.toBe(film)
})

it('refuses folders, symlinks and pipes instead of following or waiting', async () => {
  await using folder = await temporaryFolder()
  const file = await folder.write('letter.md', 'x')
  await expect(contentHash(folder.path)).rejects.toThrow()
  await expect(contentHash(folder.at('gone'))).rejects.toMatchObject({ code: 'ENOENT' })
  if (process.platform === 'win32') return
  await symlink(file, folder.at('link'))
  await promisify(execFile)('mkfifo', [folder.at('pipe')])
  await expect(contentHash(folder.at('link'))).rejects.toMatchObject({ code: 'ELOOP' })
  await expect(contentHash(folder.at('pipe'))).rejects.toMatchObject({ code: 'EINVAL' })
})

it('stops when asked', async () => {
  await using folder = await temporaryFolder()
  const file = await folder.write('letter.md', 'x')
  await expect(contentHash(file, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' })
})
