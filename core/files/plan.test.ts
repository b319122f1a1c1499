import { readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LedgerEntry } from './entry.ts'
import { ignoreRules } from './ignore.ts'
import { planUpdate } from './plan.ts'
import type { SourceFile } from './source.ts'
import { temporaryFolder } from './temporary.ts'
import { walk } from './walk.ts'

const at = (name: string) => path.resolve('/', 'home', ...name.split('/'))
const file = (name: string, inode: number, size = 10, modified = 1000): SourceFile => ({
  path: at(name),
  size,
  modified,
  inode: `1:${inode}`,
})
const indexed = (source: SourceFile): LedgerEntry => ({
  ...source,
  state: 'indexed',
  document: 1,
  hash: 'h',
  passages: 1,
  tokens: 1,
  textBytes: 1,
  partial: false,
})
const failed = (source: SourceFile): LedgerEntry => ({
  ...source,
  state: 'failed',
  code: 'encrypted',
  message: 'Locked.',
  hash: 'h',
})
const home = [at('')]

describe('the plan', () => {
  it('has nothing to do where nothing changed, for files that failed neither', () => {
    const files = [file('a.md', 1), file('b.pdf', 2)]
    expect(planUpdate([indexed(files[0]!), failed(files[1]!)], files, home)).toEqual({
      unchanged: 2,
      read: [],
      moved: [],
      removed: [],
    })
  })

  it('reads what is new, and what differs in size, time or inode', () => {
    const known = [file('size', 1), file('time', 2), file('inode', 3)].map(indexed)
    const now = [file('size', 1, 11), file('time', 2, 10, 1001), file('inode', 33), file('new', 4)]
    const plan = planUpdate(known, now, home)
    expect(plan.read.map(({ path }) => path)).toEqual(['time', 'inode', 'new', 'size'].map(at))
    expect(plan).toMatchObject({ unchanged: 0, moved: [], removed: [] })
  })

  it('does not read a whole disk again because it was plugged in as another device', () => {
    const now = { ...file('a.md', 1), inode: '77:1' }
    expect(planUpdate([indexed(file('a.md', 1))], [now], home)).toMatchObject({ unchanged: 1, read: [] })
  })

  it('repoints what was moved, with its folder or alone', () => {
    const known = [file('old/a.md', 1), file('old/b.md', 2), file('c.md', 3)].map(indexed)
    const now = [file('new/a.md', 1), file('new/b.md', 2), file('deep/down/d.md', 3)]
    const plan = planUpdate(known, now, home)
    expect(plan.moved).toEqual(known.map((from, n) => ({ from, to: now[n] })))
    expect(plan).toMatchObject({ unchanged: 0, read: [], removed: [] })
  })

  it('does not take a new file for an old one that it only shares a number with', () => {
    const plan = planUpdate([indexed(file('a.md', 1))], [file('b.md', 1, 11)], home)
    expect(plan.read).toEqual([file('b.md', 1, 11)])
    expect(plan.removed).toHaveLength(1)
    expect(planUpdate([indexed(file('a.md', 0))], [file('b.md', 0)], home).moved).toEqual([])
  })

  it('takes a hard link for itself, once', () => {
    const known = [file('a', 1), file('b', 1)].map(indexed)
    const plan = planUpdate(known, [file('a', 1), file('c', 1), file('d', 1)], home)
    expect(plan.unchanged).toBe(1)
    expect(plan.moved).toEqual([{ from: known[1], to: file('c', 1) }])
    expect(plan.read).toEqual([file('d', 1)])
  })

  it('reads a file that another was moved over', () => {
    const plan = planUpdate([file('a', 1), file('b', 2)].map(indexed), [file('b', 1)], home)
    expect(plan.read).toEqual([file('b', 1)])
    expect(plan.removed.map(({ path }) => path)).toEqual([at('a')])
    expect(plan.moved).toEqual([])
  })

  it('removes only below what was scanned to the end', () => {
    const known = ['here/a', 'here/shut/b', 'hereabouts/c', 'usb/d'].map((name, n) => indexed(file(name, n + 1)))
    const plan = planUpdate(known, [], [at('here')], [at('here/shut')])
    expect(plan.removed.map(({ path }) => path)).toEqual([at('here/a')])
  })

  it('reads small before big, and the newest first among like', () => {
    const now = [
      file('film', 1, 2 ** 30, 9000),
      file('old letter', 2, 10, 1000),
      file('scan', 3, 2 ** 22, 8000),
      file('new letter', 4, 2 ** 20, 2000),
    ]
    expect(planUpdate([], now, home).read.map(({ path }) => path)).toEqual(['new letter', 'old letter', 'scan', 'film'].map(at))
  })

  it('reads again what the system did not let us read, where it is and where it went', () => {
    const [shut, gone] = [file('shut', 1), file('old/gone', 2)].map((source) => ({
      ...failed(source),
      code: 'unreadable' as const,
    })) as [LedgerEntry, LedgerEntry]
    const plan = planUpdate([shut, gone], [file('shut', 1), file('new/gone', 2)], home)
    expect(plan.read.map(({ path }) => path).sort()).toEqual(['new/gone', 'shut'].map(at))
    expect(plan).toMatchObject({ unchanged: 0, moved: [], removed: [gone] })
  })

  it('takes real files from a real walk', async () => {
    await using folder = await temporaryFolder()
    await folder.write('old/a.md', 'Dear Anna')
    await folder.write('old/b.md', 'Dear Emma')
    await folder.write('c.md', 'Dear Otto')
    const scan = async () => {
      const files: SourceFile[] = []
      for await (const found of walk(folder.path, ignoreRules([]))) if (found.kind === 'file') files.push(found.file)
      return files
    }
    const known = (await scan()).map(indexed)
    expect(planUpdate(known, await scan(), [folder.path])).toMatchObject({ unchanged: 3, read: [] })
    await rename(folder.at('old'), folder.at('new'))
    await folder.write('c.md', `${await readFile(folder.at('c.md'), 'utf8')} Berlin`)
    const plan = planUpdate(known, await scan(), [folder.path])
    expect(plan.moved.map(({ from, to }) => [from.path, to.path]).sort()).toEqual([
      [folder.at('old/a.md'), folder.at('new/a.md')],
      [folder.at('old/b.md'), folder.at('new/b.md')],
    ])
    expect(plan.read.map(({ path }) => path)).toEqual([folder.at('c.md')])
    expect(plan).toMatchObject({ unchanged: 0, removed: [] })
  })
})
