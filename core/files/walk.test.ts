import { execFile } from 'node:child_process'
import { chmod, mkdir, readdir, rename, rm, symlink, truncate, utimes } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { ignoreRules } from './ignore.ts'
import { temporaryFolder } from './temporary.ts'
import { type Found, look, walk } from './walk.ts'

const run = promisify(execFile)
const posix = process.platform !== 'win32'
const none = ignoreRules([])

async function names(folder: string, rules = none): Promise<string[]> {
  const found: string[] = []
  for await (const one of walk(folder, rules)) {
    const at = one.kind === 'file' ? one.file.path : `${one.path}: ${one.message}`
    found.push(path.relative(folder, at).split(path.sep).join('/'))
  }
  return found.sort()
}

it('finds every file and describes it as the disk does', async () => {
  await using folder = await temporaryFolder()
  const letter = await folder.write('a/b/c/letter.md', 'Dear Anna')
  await utimes(letter, 1_700_000_000, 1_700_000_000.25)
  const found: Found[] = []
  for await (const one of walk(folder.path, none)) found.push(one)
  expect(found).toEqual([
    { kind: 'file', file: { path: letter, size: 9, modified: 1_700_000_000_250, inode: expect.stringMatching(/^\d+:\d+$/) } },
  ])
})

it('gives empty files too, and names with line breaks, emoji and decomposed letters', async () => {
  await using folder = await temporaryFolder()
  const odd = posix ? ['empty', 'two\nlines 🎉.txt', 'e\u0301.md', ' space '] : ['empty', '🎉.txt', 'e\u0301.md']
  for (const name of odd) await folder.write(name, name === 'empty' ? '' : 'x')
  expect(await names(folder.path)).toEqual(odd.toSorted())
})

it('leaves out what the rules leave out, and does not look inside', async () => {
  await using folder = await temporaryFolder()
  await folder.write('node_modules/x/README.md', 'x')
  await folder.write('.git/config', 'x')
  await folder.write('~$letter.docx', 'x')
  await folder.write('Library/letter.docx', 'x')
  expect(await names(folder.path)).toEqual(['Library/letter.docx'])
  expect(await names(folder.path, ignoreRules(['Library/']))).toEqual([])
})

it('keeps the index out of itself', async () => {
  await using folder = await temporaryFolder()
  await folder.write('data/ledger.jsonl', '{}')
  await folder.write('letter.md', 'x')
  expect(await names(folder.path, ignoreRules([], [folder.at('data')]))).toEqual(['letter.md'])
})

it.runIf(posix)('follows no symlink: not in circles, not out of the folder', async () => {
  await using folder = await temporaryFolder()
  await using elsewhere = await temporaryFolder()
  await elsewhere.write('secret.md', 'x')
  await folder.write('inner/letter.md', 'x')
  await symlink('..', folder.at('inner/up'))
  await symlink('b', folder.at('a'))
  await symlink('a', folder.at('b'))
  await symlink(elsewhere.path, folder.at('out'))
  await symlink(path.join(elsewhere.path, 'secret.md'), folder.at('secret.md'))
  await symlink('nowhere', folder.at('broken'))
  expect(await names(folder.path)).toEqual(['inner/letter.md'])
  expect(await look(folder.at('secret.md'))).toBeUndefined()
})

it.runIf(posix)('passes over pipes and sockets', async () => {
  await using folder = await temporaryFolder()
  await folder.write('letter.md', 'x')
  await run('mkfifo', [folder.at('pipe.txt')])
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(folder.at('socket.txt'), resolve))
  try {
    expect(await names(folder.path)).toEqual(['letter.md'])
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
})

it.runIf(posix)('reports a folder it may not open, and goes on', async () => {
  await using folder = await temporaryFolder()
  await folder.write('open/letter.md', 'x')
  await folder.write('shut/letter.md', 'x')
  await chmod(folder.at('shut'), 0)
  // The superuser may open everything, so he steps down for a moment.
  const superuser = process.getuid?.() === 0
  if (superuser) process.seteuid?.(65_534)
  try {
    expect(await names(folder.path)).toEqual(['open/letter.md', 'shut: Kenning is not allowed to open it.'])
  } finally {
    if (superuser) process.seteuid?.(0)
    await chmod(folder.at('shut'), 0o700)
  }
})

it.runIf(process.platform === 'linux')('reports a name that is no Unicode', async () => {
  await using folder = await temporaryFolder()
  await run('sh', ['-c', `printf x > "$(printf 'caf\\351.txt')"`], { cwd: folder.path })
  expect(await names(folder.path)).toEqual(['caf\ufffd.txt: Its name is not valid Unicode. Rename it to have it indexed.'])
})

it('says so when the folder itself is away, or is a file', async () => {
  await using folder = await temporaryFolder()
  const file = await folder.write('file', 'x')
  expect(await names(folder.at('gone'))).toEqual(['../gone: The folder is not there.'])
  expect(await names(file)).toHaveLength(1)
})

it('takes what vanishes during the walk for gone', async () => {
  await using folder = await temporaryFolder()
  for (let n = 0; n < 200; n++) await folder.write(`${n % 10}/${n}.md`, 'x')
  const found: Found[] = []
  for await (const one of walk(folder.path, none)) {
    found.push(one)
    if (found.length === 1) for (let n = 0; n < 10; n++) await rm(folder.at(String(n)), { recursive: true, force: true })
  }
  expect(found.every(({ kind }) => kind === 'file')).toBe(true)
  expect(found.length).toBeLessThan(200)
})

it('finds the same as a list of everything below the folder, however large or deep its folders are', async () => {
  await using folder = await temporaryFolder()
  for (let n = 0; n < 1_200; n++) await folder.write(`large/${n}.md`, '')
  for (let n = 0; n < 60; n++) await folder.write(`${'deep/'.repeat(n)}letter ${n}.md`, '')
  const all = await readdir(folder.path, { recursive: true, withFileTypes: true })
  const files = all
    .filter((child) => child.isFile())
    .map((child) => path.relative(folder.path, path.join(child.parentPath, child.name)))
  expect(await names(folder.path)).toEqual(files.map((file) => file.split(path.sep).join('/')).sort())
})

it('throws when it is stopped, so that a part is never taken for the whole', async () => {
  await using folder = await temporaryFolder()
  for (let n = 0; n < 100; n++) await folder.write(`${n}/letter.md`, 'x')
  const controller = new AbortController()
  const some = async () => {
    for await (const _ of walk(folder.path, none, controller.signal)) controller.abort()
  }
  await expect(some()).rejects.toMatchObject({ code: 'cancelled' })
})

it('keeps the inode of a file that is moved with its folder', async () => {
  await using folder = await temporaryFolder()
  const before = await look(await folder.write('old/letter.md', 'x'))
  await rename(folder.at('old'), folder.at('new'))
  const now = await look(folder.at('new/letter.md'))
  expect(before?.kind === 'file' && now?.kind === 'file' && before.file.inode === now.file.inode).toBe(true)
})

it('knows the size of a file beyond four gigabytes', async () => {
  await using folder = await temporaryFolder()
  const film = await folder.write('film.mkv', '')
  await truncate(film, 5_000_000_000)
  expect(await look(film)).toMatchObject({ kind: 'file', file: { size: 5_000_000_000 } })
  await mkdir(folder.at('film'))
  expect(await look(folder.at('film'))).toBeUndefined()
})
