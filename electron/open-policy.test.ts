import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkPath, howToOpen, isRunnable } from './open-policy.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('what would run when opened', () => {
  it.each([
    'setup.exe',
    'SETUP.EXE',
    'a.pdf.exe',
    'run.exe. ',
    'notes.desktop',
    'x.command',
    'macro.ps1',
    'link.lnk',
    'a.jar',
    'tool.AppImage',
  ])('%s would, by its name', (name) => {
    expect(isRunnable(name, bytes('text'))).toBe(true)
  })
  it('a program or script without a telling name would, by its first bytes', () => {
    expect(isRunnable('/usr/bin/true', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46))).toBe(true)
    expect(isRunnable('install', bytes('#!/b'))).toBe(true)
    expect(isRunnable('report.pdf', bytes('MZ\x90\x00'))).toBe(true)
  })
  it.each(['report.pdf', 'letter.docx', 'notes.md', 'page.html', 'mail.eml', 'README', 'sheet.xlsx'])('%s would not', (name) => {
    expect(isRunnable(name, bytes('%PDF'))).toBe(false)
  })
  it('an empty file would not', () => {
    expect(isRunnable('empty.txt', new Uint8Array())).toBe(false)
  })
})

describe('files on disk', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'kenning-open-'))
    await writeFile(path.join(folder, 'letter.txt'), 'Dear Ada')
    await writeFile(path.join(folder, 'empty.txt'), '')
    await writeFile(path.join(folder, 'install'), '#!/bin/sh\n')
    await mkdir(path.join(folder, 'Tool.app'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('opens a letter, even an empty one', async () => {
    expect(await howToOpen(path.join(folder, 'letter.txt'))).toBe('open')
    expect(await howToOpen(path.join(folder, 'empty.txt'))).toBe('open')
  })
  it('shows a script and a folder in the file manager instead', async () => {
    expect(await howToOpen(path.join(folder, 'install'))).toBe('reveal')
    expect(await howToOpen(path.join(folder, 'Tool.app'))).toBe('reveal')
  })
  it('judges a link by what it leads to', async () => {
    await writeFile(path.join(folder, 'Tool.command'), 'echo')
    await symlink(path.join(folder, 'Tool.command'), path.join(folder, 'notes.txt'))
    expect(await howToOpen(path.join(folder, 'notes.txt'))).toBe('reveal')
  })
  it('accepts an existing absolute path', async () => {
    expect(await checkPath(path.join(folder, 'letter.txt'))).toBe(path.join(folder, 'letter.txt'))
  })
  it.each([undefined, 7, '', 'letter.txt', './letter.txt', 'https://example.com/', '/letter\0.txt', ['/etc/passwd']])(
    'refuses %j as a path',
    async (value) => {
      await expect(checkPath(value)).rejects.toThrow('That is not the path of a file.')
    },
  )
  it('says so when the file has gone', async () => {
    const gone = path.join(folder, 'gone.txt')
    await expect(checkPath(gone)).rejects.toMatchObject({
      code: 'not-found',
      message: 'gone.txt is no longer there.',
      about: gone,
    })
  })
})
