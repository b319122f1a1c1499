import { homedir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ignoreRules } from './ignore.ts'

describe('the default rules', () => {
  const rules = ignoreRules([])

  it.each([
    'Library/novel.odt',
    'tmp/draft.md',
    'Caches/N 47 12.345.txt',
    'CVs/Anna.docx',
    'build/plan.pdf',
    'Vendor/contract.pdf',
    'bin/notes.txt',
    'env/report.md',
    'AppData/essay.md',
    'Applications/university.docx',
    'Icons.txt',
    'party.md',
    'a~b.txt',
    'C#/tutorial.md',
  ])('leave a document in: %s', (file) => {
    expect(rules.ignores(file, 'file')).toBe(false)
    expect(rules.ignores(path.dirname(file) === '.' ? 'x' : path.dirname(file), 'directory')).toBe(false)
  })

  it.each([
    '.git/config',
    '.bashrc',
    'project/node_modules/left-pad/README.md',
    'project/venv/lib/site.py',
    'project/__pycache__/a.pyc',
    'notes/~$report.docx',
    'notes/.~lock.report.odt#',
    'Safari.app/Contents/Info.plist',
    'Pictures/Photos.photoslibrary/database/log.txt',
    '$RECYCLE.BIN/S-1-5/letter.docx',
    '#recycle/letter.docx',
    'letter.txt~',
    '#letter.txt#',
    'Projects/Icon\r',
  ])('leave out %j', (file) => expect(rules.ignores(file, 'file')).toBe(true))

  it('tell files from folders: a file may be called venv or story.app', () => {
    expect(rules.ignores('venv', 'file')).toBe(false)
    expect(rules.ignores('venv', 'directory')).toBe(true)
    expect(rules.ignores('story.app', 'file')).toBe(false)
  })

  it('cope with line breaks, emoji and backslashes in names', () => {
    expect(rules.ignores('two\nlines 🎉.txt', 'file')).toBe(false)
    expect(rules.ignores('node_modules/two\nlines 🎉.txt', 'file')).toBe(true)
    if (path.sep === '/') expect(rules.ignores('back\\slash.txt', 'file')).toBe(false)
  })

  it('say which rule leaves a path out, and why', () => {
    expect(rules.ruleFor('app/node_modules/x/y.md', 'file')).toEqual({
      pattern: 'node_modules/',
      origin: 'npm-libraries',
      reason: 'Libraries that npm installed.',
    })
    expect(rules.ruleFor('app/y.md', 'file')).toBeUndefined()
  })

  it('never leave out the watched folder itself', () => expect(rules.ignores('', 'directory')).toBe(false))
})

describe("a person's own rules", () => {
  it('come on top and may bring back what the defaults leave out', () => {
    const rules = ignoreRules(['*.csv', '!.notes/', '# a comment', '', '!node_modules/\n/Private/'])
    expect(rules.ignores('tables/sales.csv', 'file')).toBe(true)
    expect(rules.ignores('.notes/today.md', 'file')).toBe(false)
    expect(rules.ignores('.other/today.md', 'file')).toBe(true)
    expect(rules.ignores('node_modules/x.md', 'file')).toBe(false)
    expect(rules.ignores('Private/diary.md', 'file')).toBe(true)
    expect(rules.ignores('work/Private/diary.md', 'file')).toBe(false)
    expect(rules.ruleFor('sales.csv', 'file')?.reason).toBe('One of your own rules.')
  })

  it('may be nonsense without harm', () => {
    const rules = ignoreRules(['[z-a]', '!', '\\', '[', '../up', '   '])
    expect(rules.ignores('letter.md', 'file')).toBe(false)
  })
})

describe('system folders', () => {
  it('are left out where they stand, and nowhere else', () => {
    const home = ignoreRules([]).within(homedir())
    expect(home.ignores('go/pkg', 'directory')).toBe(true)
    expect(home.ignores('work/go/pkg', 'directory')).toBe(false)
    expect(
      ignoreRules([])
        .within(path.join(homedir(), 'go', 'pkg'))
        .ignores('mod', 'directory'),
    ).toBe(false)
  })

  it('may be brought back, except for the folder the caller keeps out', () => {
    const own = path.join(homedir(), 'data [1]', '#index')
    const home = ignoreRules(['!go/pkg/', '!data [[]1]/', '!*'], [own]).within(homedir())
    expect(home.ignores('go/pkg', 'directory')).toBe(false)
    expect(home.ignores('data [1]/#index', 'directory')).toBe(true)
    expect(home.ignores('data [1]/#index/ledger.jsonl', 'file')).toBe(true)
    expect(home.ignores('data [1]/other', 'file')).toBe(false)
  })
})

it('gives the same answers after many questions', () => {
  const rules = ignoreRules([])
  for (let n = 0; n < 50_000; n++) if (rules.ignores(`folder ${n % 100}/file ${n}.md`, 'file')) throw new Error(`file ${n}`)
  expect(rules.ignores('folder/.hidden', 'file')).toBe(true)
})

it('says the same of a file, in a folder that is left in, by the rules for files alone', () => {
  expect(ignoreRules(['*.csv']).ignoresFile('tables/sales.csv')).toBe(true)
  expect(ignoreRules(['!.notes/']).ignoresFile('.notes/today.md')).toBe(false)
  const patterns = ['*.md', '!*.md', '.b/', '!.b/', '!.*', 'a', '/a/', 'a/*', '!a/.b/', '**/c', 'a/**/c.md', '!c']
  const names = ['a', '.b', 'c', 'venv']
  const files = names.flatMap((one) => ['c.md', '.b', 'c', 'x~'].flatMap((file) => names.map((two) => [one, two, file])))
  for (const first of patterns) {
    for (const second of patterns) {
      const rules = ignoreRules([first, second])
      for (const parts of files) {
        const file = parts.join('/')
        if (rules.ignores(parts.slice(0, -1).join('/'), 'directory')) continue
        expect(rules.ignoresFile(file), `${first} ${second} ${file}`).toBe(rules.ignores(file, 'file'))
      }
    }
  }
})
