import { expect, test } from 'vitest'
import type { SourceFile } from '../files/source.ts'
import { Jobs } from './jobs.ts'

const file = (path: string, modified = 0): SourceFile => ({ path, size: 1, modified, inode: '1:1' })

test('what waits to be read is one list, newest first, each file once as it was seen last', () => {
  const jobs = new Jobs()
  jobs.add({ kind: 'read', files: [file('a', 1), file('b', 2)], gone: [] })
  jobs.add({ kind: 'read', files: [file('a', 3), file('c', 2)], gone: [] })
  expect(jobs.files.map(({ path, modified }) => `${path}${modified}`)).toEqual(['a3', 'b2', 'c2'])
})

test('while indexing is held, folders are looked through and forgotten, and nothing is read or encoded', () => {
  const jobs = new Jobs()
  for (const kind of ['fill', 'rebuild'] as const) jobs.add({ kind })
  jobs.add({ kind: 'read', files: [file('a')], gone: [] })
  jobs.add({ kind: 'scan', folder: 'home' })
  jobs.add({ kind: 'remove', folder: 'old' })
  expect([jobs.take(true)?.kind, jobs.take(true)?.kind, jobs.take(true)]).toEqual(['remove', 'scan', undefined])
  expect([jobs.take(false)?.kind, jobs.take(false)?.kind]).toEqual(['read', 'fill'])
})
