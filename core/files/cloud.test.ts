import { open, stat } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { isCloudOnly, isInCloudOnly } from './cloud.ts'
import { temporaryFolder } from './temporary.ts'

it('a file that has a size and takes no room is only in the cloud, where there are such clouds', async () => {
  await using folder = await temporaryFolder()
  const path = await folder.write('letter.docx', '')
  await using file = await open(path, 'r+')
  await file.truncate(100_000)
  const placeholder = await stat(path)
  expect(isCloudOnly({ size: placeholder.size, blocks: 0 }, 'win32')).toBe(true)
  expect(isCloudOnly({ size: placeholder.size, blocks: 0 }, 'darwin')).toBe(true)
  expect(isCloudOnly({ size: placeholder.size, blocks: 0 }, 'linux')).toBe(false)
  expect(isCloudOnly({ size: 700, blocks: 0 }, 'win32')).toBe(false)
  expect(isCloudOnly({ size: placeholder.size, blocks: 200 }, 'win32')).toBe(false)
  expect(await isInCloudOnly(folder.at('gone'))).toBe(false)
})
