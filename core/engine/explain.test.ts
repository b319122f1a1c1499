import { execFileSync } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import type { LedgerEntry } from '../files/ledger.ts'
import { temporaryFolder } from '../files/temporary.ts'
import { explain, type Known } from './explain.ts'

it('says of any path why it is found, or why not and what to do', async () => {
  await using home = await temporaryFolder()
  const entry = (name: string, more: object) =>
    ({ path: home.at(name), size: 1, modified: 1, inode: '1:1', hash: 'x', ...more }) as LedgerEntry
  const counts = { state: 'indexed', document: 1, passages: 1200, tokens: 99_000, textBytes: 5, partial: false }
  const entries = [
    entry('book.txt', counts),
    entry('endless.txt', { ...counts, partial: true }),
    entry('new.txt', { ...counts, passages: 1, tokens: 0 }),
    entry('half.pdf', { ...counts, passages: 2, scans: { pages: '3', recognized: '' } }),
    entry('secret.pdf', { state: 'failed', code: 'encrypted', message: 'This PDF needs a password.' }),
  ]
  const known: Known = {
    entries: new Map(entries.map((each) => [each.path, each])),
    folders: [home.path],
    choice: { exclusions: ['*.csv'], leftOut: [], hidden: false },
    data: home.at('index'),
    scans: ({ scans }) => (scans ? `Page ${scans.pages} is a scan.` : ''),
  }
  await home.write('later.txt', 'x')
  await home.write('sales.csv', 'x')
  await home.write('node_modules/left/pad.js', 'x')
  await home.write('index/ledger.jsonl', 'x')
  await mkdir(home.at('folder'))
  await symlink(home.at('folder'), home.at('link'))
  await writeFile(home.at('folder/inside.txt'), 'x')
  if (process.platform !== 'win32') execFileSync('mkfifo', [home.at('pipe')])
  const told = async (name: string) => {
    const { state, message } = await explain(home.at(name), known)
    return `${state}: ${message.replaceAll(home.path, '~')}`
  }

  expect(await told('book.txt')).toBe('indexed: It is searchable: 1,200 passages, 99,000 tokens.')
  expect(await told('endless.txt')).toBe(
    'partly: The beginning of it is searchable (1,200 passages); the rest is more than Kenning keeps.',
  )
  expect(await told('half.pdf')).toMatch(/^indexed: It is searchable: .* Page 3 is a scan\.$/)
  expect(await told('new.txt')).toBe('words: Its words are searchable (1 passage); what they mean is being worked out.')
  expect(await told('secret.pdf')).toBe('failed: This PDF needs a password.')
  expect(await told('later.txt')).toBe('waiting: It has not been read yet.')
  expect(await told('sales.csv')).toBe('ignored: A rule leaves it out: *.csv (One of your own rules.)')
  expect(await told('node_modules/left/pad.js')).toBe(
    'ignored: A rule leaves out the folder ~/node_modules: node_modules/ (Libraries that npm installed.)',
  )
  expect(await told('index/ledger.jsonl')).toBe("ignored: A rule leaves out the folder ~/index: /index/ (Kenning's own files.)")
  expect(await told('gone.txt')).toBe('missing: There is no such file.')
  expect(await told('folder')).toBe('not-a-file: It is a folder; ask about a file in it.')
  expect(await told('link')).toMatch(/^not-a-file: It is a link/)
  expect(await told('link/inside.txt')).toMatch(/^not-a-file: ~\/link is a link to another place/)
  if (process.platform !== 'win32') expect(await told('pipe')).toMatch(/^not-a-file: It is no regular file/)
  expect(await explain(path.join(path.dirname(home.path), 'elsewhere.txt'), known)).toMatchObject({
    state: 'outside',
    folder: null,
    message: 'It is not in a folder that Kenning indexes. Add its folder to have it indexed.',
  })
  const away = { ...known, folders: [home.at('usb')] }
  expect(await explain(home.at('usb/a.txt'), away)).toMatchObject({ state: 'waiting', offline: true })
})
