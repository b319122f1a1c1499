import path from 'node:path'
import { expect, it } from 'vitest'
import { ignoreRules } from './ignore.ts'
import { counting } from './left-out.ts'
import { temporaryFolder } from './temporary.ts'
import { walk } from './walk.ts'

it('counts what a walk leaves out, by rule: files, and folders into which nobody looks', async () => {
  await using folder = await temporaryFolder()
  for (const name of [
    'notes.md',
    'run.log',
    'old/run.log',
    '.hidden',
    'node_modules/left-pad/index.js',
    'old/node_modules/a.js',
  ]) {
    await folder.write(name, 'x')
  }
  const { rules, leftOut } = counting(ignoreRules(['*.log']))
  const found: string[] = []
  for await (const each of walk(folder.path, rules)) if (each.kind === 'file') found.push(path.basename(each.file.path))
  expect(found).toEqual(['notes.md'])
  expect(leftOut()).toEqual([
    { pattern: '*.log', origin: 'own', reason: 'One of your own rules.', files: 2, folders: 0 },
    { pattern: 'node_modules/', origin: 'npm-libraries', reason: 'Libraries that npm installed.', files: 0, folders: 2 },
    { pattern: '.*', origin: 'hidden', reason: expect.stringContaining('Hidden'), files: 1, folders: 0 },
  ])
})
