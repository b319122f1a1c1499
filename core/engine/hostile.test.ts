import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { deflateSync } from 'node:zlib'
import { strToU8, zipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mayMount } from '../files/temporary.ts'
import { seededRandom } from '../index/random.ts'
import { openEngine } from './open.ts'

const models = path.join(import.meta.dirname, '../../models')
const fixtures = path.join(import.meta.dirname, '../text/fixtures')
let root: string
let home: string
beforeAll(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'kenning-hostile-')))
  home = path.join(root, 'home')
  await mkdir(home)
})
afterAll(() => rm(root, { recursive: true, force: true }))

const zip = (parts: Record<string, string | Uint8Array>) =>
  zipSync(
    Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, typeof text === 'string' ? strToU8(text) : text])),
  )
const docx = (xml: string) => zip({ '[Content_Types].xml': '<Types/>', 'word/document.xml': xml })
const paragraph = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`
const body = (inner: string) =>
  `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${inner}</w:body></w:document>`
const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY lol${i + 1} "${`&lol${i};`.repeat(10)}">`).join('')
const billionLaughs = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY lol0 "lol">${laughs}]>`
const random = seededRandom(7)
const noise = (length: number) => Uint8Array.from({ length }, () => Math.floor(random() * 256))
const mailInMail = Array.from({ length: 40 }).reduce<string>(
  (inner, _, i) =>
    `From: a@example.org\r\nTo: b@example.org\r\nDate: Mon, 2 Mar 2026 10:00:00 +0000\r\nSubject: Round ${i}\r\nMIME-Version: 1.0\r\n` +
    `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\nContent-Type: message/rfc822\r\n\r\n${inner}\r\n--b${i}--\r\n`,
  'Subject: Innermost\r\n\r\nThe nutmeg is in here.\r\n',
)

const zipInZip = Array.from({ length: 60 }).reduce<Uint8Array>(
  (inner, _, i) => zip({ [`round ${i}.zip`]: inner }),
  zip({ 'innermost.txt': 'The marzipan is in here.' }),
)
/** A page of 8 MB in a file of 20 KB. */
const bombPdf = () => {
  const content = deflateSync(Buffer.from(`BT /F 12 Tf ${'(again and again) Tj '.repeat(400_000)}ET`))
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>',
    `<</Length ${content.length}/Filter/FlateDecode>>stream\n`,
  ]
  const parts = objects.map((object, i) => Buffer.from(`${i + 1} 0 obj${object}`))
  const ends = objects.map((_, i) => (i === 3 ? [content, Buffer.from('\nendstream endobj\n')] : [Buffer.from(' endobj\n')]))
  const all = parts.flatMap((part, i) => [part, ...ends[i]!])
  return Buffer.concat([Buffer.from('%PDF-1.4\n'), ...all, Buffer.from('trailer<</Root 1 0 R>>\n%%EOF\n')])
}
/** Folders within folders, longer together than Windows, and than a thousand letters. */
const longFolders = path.join(...Array.from({ length: 6 }, (_, i) => `${i} ${'a long way down '.repeat(12)}`.trim()))

/** What a file is to become: indexed, or one of these codes; `any` where being told apart is all that is asked. */
const written: readonly (readonly [name: string, content: string | Uint8Array, becomes: string])[] = [
  ['empty.pdf', '', 'empty'],
  ['nothing but zeros.txt', new Uint8Array(9_000), 'not-text'],
  ['one line.txt', 'pebble '.repeat(40_000), 'indexed'],
  ['one word.txt', 'a'.repeat(200_000), 'indexed'],
  ['accents.txt', `e${'\u0301'.repeat(100_000)}`, 'indexed'],
  ['lone halves.txt', Buffer.from('gravel \ud800 \udfff', 'utf16le'), 'any'],
  ['really a web page.docx', '<!doctype html><p>The quarry opens at nine.</p>', 'indexed'],
  [
    'really a picture.txt',
    Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 73, 72, 68, 82]),
    'unsupported',
  ],
  ['bomb.docx', docx(body(paragraph('again and again ').repeat(900_000))), 'too-large'],
  ['laughs.docx', docx(`${billionLaughs}${body(paragraph('&lol9;'))}`), 'any'],
  ['laughs.svg', `${billionLaughs}<svg><text>&lol9;</text></svg>`, 'indexed'],
  ['deep.html', `${'<div>'.repeat(60_000)}The bottom of it.`, 'indexed'],
  ['deep.docx', docx(body('<w:p>'.repeat(20_000))), 'any'],
  ['deep.json', `${'['.repeat(200_000)}`, 'indexed'],
  ['deep.ipynb', `{"cells":${'['.repeat(100_000)}`, 'any'],
  ['deep.md', `${'>'.repeat(50_000)} quoted\n\n${'*'.repeat(50_000)}`, 'indexed'],
  ['mail in mail.eml', mailInMail, 'indexed'],
  [
    'liar.zip.docx',
    zip({ '[Content_Types].xml': '<Types/>', 'word/document.xml': body(paragraph('x')) }).subarray(0, 90),
    'damaged',
  ],
  [
    'climbs out.epub',
    zip({ mimetype: 'application/epub+zip', 'META-INF/container.xml': '<rootfile full-path="../../../etc/passwd"/>' }),
    'any',
  ],
  ['zip in zip.zip', zipInZip, 'indexed'],
  ['bomb.pdf', bombPdf(), 'any'],
  ['e\u0301 twice.txt', 'Decomposed.', 'indexed'],
  ['\u00e9 twice.txt', 'Composed.', 'indexed'],
  ['formula.csv', '=cmd|calc\n'.repeat(5_000), 'indexed'],
  ['\n line break \r and bell \u0007.txt', 'A name with a line break.', 'indexed'],
  ['🐙🍵 e\u0301 \u202etxt.exe.txt', 'A name with emoji, an accent of its own and an arrow backwards.', 'indexed'],
  [`${'長'.repeat(80)}.txt`, 'A name of 244 bytes.', 'indexed'],
]

test('files made to break readers are indexed or told with their reason, and nothing hangs', { timeout: 180_000 }, async () => {
  const becomes = new Map<string, string>()
  const write = async (name: string, content: string | Uint8Array, expected: string) => {
    await writeFile(path.join(home, name), content)
    becomes.set(name, expected)
  }
  for (const [name, content, expected] of written) await write(name, content, expected)
  for (const fixture of await readdir(fixtures, { withFileTypes: true })) {
    if (!fixture.isFile() || fixture.name.endsWith('.md')) continue
    const whole = await readFile(path.join(fixtures, fixture.name))
    if (fixture.name === 'locked.pdf') await write(fixture.name, whole, 'encrypted')
    if (fixture.name === 'handbook.docx') await write('really a document.jpg', whole, 'indexed')
    if (fixture.name === 'two-pages.pdf') await write('really a PDF.mp3', whole, 'indexed')
    for (const quarter of [1, 2, 3]) {
      await write(`cut ${quarter} ${fixture.name}`, whole.subarray(0, (whole.length * quarter) / 4), 'any')
    }
    const scratched = Buffer.from(whole)
    for (let i = 0; i < 40; i++) scratched[Math.floor(random() * scratched.length)] = Math.floor(random() * 256)
    await write(`scratched ${fixture.name}`, scratched, 'any')
    await write(`noise named ${fixture.name}`, noise(5_000), 'any')
  }
  // What is no file, or leads elsewhere, is passed over.
  await writeFile(path.join(root, 'outside.txt'), 'Nobody may find the vault.')
  await symlink(path.join(root, 'outside.txt'), path.join(home, 'to the outside.txt'))
  await symlink('..', path.join(home, 'to the top'))
  await symlink('loop-b', path.join(home, 'loop-a'))
  await symlink('loop-a', path.join(home, 'loop-b'))
  if (process.platform !== 'win32') execFileSync('mkfifo', [path.join(home, 'pipe.txt')])
  if (mayMount()) execFileSync('mknod', [path.join(home, 'endless.txt'), 'c', '1', '5'])
  await mkdir(path.join(home, longFolders), { recursive: true })
  await writeFile(path.join(home, longFolders, 'down.txt'), 'A path of more than a thousand letters.')
  becomes.set('down.txt', 'indexed')
  if (process.getuid?.() !== 0) {
    await write('private.txt', 'mine', 'unreadable')
    await chmod(path.join(home, 'private.txt'), 0)
  }

  await using engine = await openEngine({ data: path.join(root, 'data'), models, watch: false })
  await engine.addFolder({ path: home })
  await engine.idle(AbortSignal.timeout(170_000))

  const failures = new Map((await engine.failures()).map(({ path: file, code }) => [path.basename(file), code]))
  const found = Object.fromEntries([...becomes.keys()].map((name) => [name, failures.get(name) ?? 'indexed']))
  const expected = Object.fromEntries([...becomes].map(([name, code]) => [name, code === 'any' ? found[name]! : code]))
  expect(found).toEqual(expected)
  expect(Object.entries(found).filter(([, code]) => ['crashed', 'timeout', 'out-of-memory'].includes(code))).toEqual([])
  const { files } = await engine.now()
  expect(files.indexed + files.failed + files.skipped + files.noText).toBe(becomes.size)

  const names = async (query: string) => (await engine.search({ query, limit: 5, mode: 'exact' })).hits.map(({ name }) => name)
  expect(await names('quarry')).toEqual(['really a web page.docx'])
  expect(await names('vault')).toEqual([])
  expect(await names('thousand letters')).toEqual(['down.txt'])
  expect(await names('line break')).toContain('\n line break \r and bell \u0007.txt')
})
