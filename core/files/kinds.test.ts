import { expect, it } from 'vitest'
import { kindOf } from './kinds.ts'

it('tells what a file is by the ending of its name, and nothing where there is none', () => {
  expect(['Lease.PDF', 'House/Übersicht.ods', 'Post/2024.mbox', 'a.b/IMG_1.HEIC'].map(kindOf)).toEqual([
    'pdf',
    'sheet',
    'mail',
    'image',
  ])
  expect(['Makefile', 'notes.2024', '.md', 'archive.tar.gz', 'a.pdf/b'].map(kindOf)).toEqual([null, null, null, 'archive', null])
})
