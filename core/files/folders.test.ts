import { symlink } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { addToFolders, covers, realFolder, relativePath, resolveFolder } from './folders.ts'
import { temporaryFolder } from './temporary.ts'

const at = (text: string) => path.resolve('/', ...text.split('/'))

describe('realFolder', () => {
  it('gives one spelling to every way of naming a folder', async () => {
    await using folder = await temporaryFolder()
    const file = await folder.write('Documents/letter.md', 'x')
    const real = path.dirname(file)
    for (const given of [real, real + path.sep, `${real}/../Documents/.`, path.relative(process.cwd(), real)])
      expect(await realFolder(given)).toBe(real)
    await symlink(real, folder.at('link'), 'junction')
    expect(await realFolder(folder.at('link'))).toBe(real)
  })

  it('refuses what is missing or no folder, in a sentence', async () => {
    await using folder = await temporaryFolder()
    const file = await folder.write('letter.md', 'x')
    await expect(realFolder(folder.at('gone'))).rejects.toMatchObject({
      code: 'not-found',
      message: `There is no folder ${folder.at('gone')}.`,
    })
    await expect(realFolder(file)).rejects.toMatchObject({ code: 'not-a-folder' })
    await expect(realFolder(path.join(file, 'inside'))).rejects.toMatchObject({ code: 'not-a-folder' })
    await expect(realFolder('')).rejects.toMatchObject({ code: 'invalid-input' })
  })

  it('knows the home folder by its sign', () => {
    expect(resolveFolder('~')).toBe(path.resolve(homedir()))
    expect(resolveFolder('~/Documents/')).toBe(path.join(homedir(), 'Documents'))
    expect(resolveFolder('~anna')).toBe(path.resolve('~anna'))
  })
})

it('covers what is inside, and no neighbour with a similar name', () => {
  expect(covers(at('home/anna'), at('home/anna'))).toBe(true)
  expect(covers(at('home/anna'), at('home/anna/a.md'))).toBe(true)
  expect(covers(at('home/anna'), at('home/annabel/a.md'))).toBe(false)
  expect(covers(at('home/anna'), at('home'))).toBe(false)
  expect(covers(at(''), at('home'))).toBe(true)
})

it('spells relative paths with / everywhere', () => {
  expect(relativePath(at('home/anna'), at('home/anna/b/c.md'))).toBe('b/c.md')
  expect(relativePath(at(''), at('home/anna'))).toBe('home/anna')
  expect(relativePath(at('home'), at('home'))).toBe('')
})

describe('adding a folder', () => {
  it('inside one that is there changes nothing', () => {
    expect(addToFolders([at('a'), at('b')], at('b/inner'))).toEqual({ kind: 'covered', by: at('b') })
    expect(addToFolders([at('a')], at('a'))).toEqual({ kind: 'covered', by: at('a') })
  })

  it('around some that are there takes their place', () => {
    expect(addToFolders([at('a/x'), at('b'), at('a/y')], at('a'))).toEqual({
      kind: 'added',
      folders: [at('b'), at('a')],
      replaced: [at('a/x'), at('a/y')],
    })
  })

  it('beside the others adds it', () => {
    expect(addToFolders([at('a')], at('ab'))).toEqual({ kind: 'added', folders: [at('a'), at('ab')], replaced: [] })
  })
})
