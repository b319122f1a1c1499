import { readdir, readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { replaceFile } from './replace.ts'
import { temporaryFolder } from './temporary.ts'

it('replaces a file, and leaves the old one where the new one cannot be written', async () => {
  await using folder = await temporaryFolder()
  const file = await folder.write('settings.json', 'old')
  const failing = replaceFile(file, async (handle) => {
    await handle.writeFile('ne')
    throw new Error('The disk is full.')
  })
  await expect(failing).rejects.toThrow('The disk is full.')
  expect(await readFile(file, 'utf8')).toBe('old')
  await replaceFile(file, (handle) => handle.writeFile('new'))
  expect(await readFile(file, 'utf8')).toBe('new')
  expect(await readdir(folder.path)).toEqual(['settings.json'])
})
