// Damaged files of every format through the extraction processes: how many were tried, hung, or crashed their reader.
//   npm run fuzz:extract -- [--files 2000] [--seed 1] [--keep FOLDER] [--json]
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { utils, write } from '@e965/xlsx'
import { unzipSync, zipSync } from 'fflate'
import { seededRandom } from '../index/random.ts'
import { createExtractor } from '../text/isolate.ts'

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const wanted = Number(values.files)
const random = seededRandom(Number(values.seed))
const below = (n: number) => Math.floor(random() * n)
const oneOf = <T>(all: readonly T[]): T => all[below(all.length)]!

/** Formats that are text themselves; the others are fixtures made by the programs people use. */
const texts: Readonly<Record<string, string>> = {
  'notes.txt': 'The plums are ripe.\n\nAna comes on Friday, and brings „Kuchen“ — 李子熟了。\n'.repeat(40),
  'page.html': '<!doctype html><title>Lake</title><h1>Rules</h1><p>Swim <b>with</b> others.<table><tr><td>1<td>2</table>'.repeat(
    30,
  ),
  'list.csv': 'name,phone\nIda,"12, home"\n'.repeat(80),
  'code.py': 'def f(x):\n    """Doc."""\n    return x + 1\n\n'.repeat(40),
  'data.json': JSON.stringify({ a: [1, { b: 'two' }], c: 'Zwölf' }, null, 1).repeat(20),
  'page.md':
    '# Title\n\nSome *text* with [a link](x) and `code`.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nf()\n```\n\n'.repeat(20),
  'book.ipynb': JSON.stringify({
    nbformat: 4,
    cells: [
      { cell_type: 'markdown', source: ['# Hi\n', 'there'] },
      { cell_type: 'code', source: 'f()', outputs: [] },
    ],
  }),
  'letter.eml':
    'From: Ana <ana@example.org>\r\nTo: bo@example.org\r\nSubject: =?utf-8?q?Pl=C3=A4ne?=\r\nDate: Mon, 2 Mar 2026 10:00:00 +0000\r\n' +
    'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n' +
    'Content-Transfer-Encoding: quoted-printable\r\n\r\nDas Rad ist gr=C3=BCn.\r\n--x\r\nContent-Type: text/csv; name=a.csv\r\n' +
    'Content-Disposition: attachment; filename=a.csv\r\nContent-Transfer-Encoding: base64\r\n\r\nYSxiCjEsMgo=\r\n--x--\r\n',
  'box.mbox':
    'From a@example.org Mon Mar  2 10:00:00 2026\nFrom: a@example.org\nSubject: One\nDate: x\nTo: b\n\nHello.\n\n'.repeat(5),
  'tide.org': '#+TITLE: Tides\n* Ebb\nThe tide.\n** Flood\nTwice a day.\n'.repeat(20),
  'tide.rst': '====\nTide\n====\n\nTwice.\n\nEbb\n---\n\nA day.\n\n'.repeat(20),
  'tide.tex': '\\title{Tides}\n\\section{Ebb}\nThe \\emph{tide}.\n\\subsection*{Flood}\nTwice a day.\n'.repeat(20),
  'book.fb2':
    '<?xml version="1.0"?><FictionBook><description><title-info><book-title>Tides</book-title></title-info></description><body>' +
    '<section><title><p>Ebb</p></title><p>Twice a <b>day</b>.</p><section><p>Flood.</p></section></section>'.repeat(20) +
    '</body></FictionBook>',
  'marks.rtf': '{\\rtf1\\ansi\\ansicpg1251 5\\~km \\endash  E\\_mail {\\deleted gone} \\u1090?\\par}'.repeat(20),
  'film.srt': '1\n00:00:01,000 --> 00:00:02,000\nGood evening.\n\n2\n00:00:03,000 --> 00:00:04,000\nGood night.\n\n'.repeat(10),
  'person.vcf': 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana Lind\r\nTEL:+46 8\r\nEND:VCARD\r\n'.repeat(5),
  'day.ics': 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Dentist\r\nDTSTART:20260302T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n',
}

async function originals(): Promise<{ name: string; bytes: Uint8Array }[]> {
  const folder = path.join(import.meta.dirname, '../text/fixtures')
  const fixtures = (await readdir(folder, { withFileTypes: true, recursive: true })).filter((each) => each.isFile())
  const read = fixtures.map(async ({ name, parentPath }) => ({ name, bytes: await readFile(path.join(parentPath, name)) }))
  const utf16 = { name: 'utf16.txt', bytes: Buffer.from(`\ufeff${texts['notes.txt']}`, 'utf16le') }
  const written = Object.entries(texts).map(([name, text]) => ({ name, bytes: new TextEncoder().encode(text) }))
  const sheet = utils.book_new(
    utils.aoa_to_sheet([
      ['Tide', 'Hour'],
      ['ebb', 12.5],
    ]),
    'Tides',
  )
  const binary = { name: 'tides.xlsb', bytes: write(sheet, { type: 'buffer', bookType: 'xlsb' }) as Uint8Array }
  const archive = { name: 'bundle.zip', bytes: zipSync(Object.fromEntries(written.map(({ name, bytes }) => [name, bytes]))) }
  return [...(await Promise.all(read)), utf16, binary, archive, ...written]
}

/** Numbers that parsers meet least often. */
const odd = [
  '-1',
  '0',
  '4294967295',
  '99999999999999999999',
  '1e309',
  'NaN',
  '%s%n',
  '\u0000',
  '<![CDATA[',
  '&#x110000;',
  ']]>',
  '--',
  '\r',
]

/** One damage, as transport, disks and mischief do it. */
function damaged(bytes: Uint8Array): Uint8Array {
  const copy = Buffer.from(bytes)
  const at = below(copy.length)
  switch (below(7)) {
    case 0:
      for (let i = 0; i <= below(64); i++) copy[below(copy.length)]! ^= 1 << below(8)
      return copy
    case 1:
      return copy.subarray(0, at)
    case 2:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(Math.min(copy.length, at + below(400)))])
    case 3: {
      const piece = copy.subarray(at, at + below(2_000))
      return Buffer.concat([copy.subarray(0, at), ...Array.from({ length: 1 + below(50) }, () => piece), copy.subarray(at)])
    }
    case 4:
      copy.fill(oneOf([0, 0xff, 0x20, 0x3c]), at, Math.min(copy.length, at + below(300)))
      return copy
    case 5:
      return Buffer.concat([copy.subarray(0, at), Buffer.from(oneOf(odd)), copy.subarray(at)])
    default: {
      // A number written out becomes another.
      const text = copy.toString('latin1')
      const numbers = [...text.matchAll(/\d+/g)]
      if (numbers.length === 0) return copy.subarray(0, at)
      const { index, 0: number } = oneOf(numbers)
      return Buffer.from(text.slice(0, index) + oneOf(odd) + text.slice(index + number.length), 'latin1')
    }
  }
}

/** Damage to the whole file, or, in a zip, to one of its parts, so that it gets past the zip's own checks. */
function mutate(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && random() < 0.7) {
    const parts = unzipSync(bytes)
    const name = oneOf(Object.keys(parts))
    let part: Uint8Array = parts[name]!
    for (let i = 0; i <= below(3) && part.length > 0; i++) part = damaged(part)
    return zipSync({ ...parts, [name]: Uint8Array.from(part) })
  }
  let mutated = bytes
  for (let i = 0; i <= below(3) && mutated.length > 0; i++) mutated = damaged(mutated)
  return mutated
}

const folder = values.keep ?? (await mkdtemp(path.join(tmpdir(), 'kenning-fuzz-')))
await mkdir(folder, { recursive: true })
const began = performance.now()
const counts = new Map<string, number>()
const wrong: { file: string; code: string; message: string }[] = []
let slowest = 0
try {
  const files = await originals()
  await using extractor = createExtractor({ workers: 2 })
  const one = async (n: number) => {
    const { name, bytes } = files[n % files.length]!
    const file = path.join(folder, `${n} ${name}`)
    const content = mutate(bytes)
    await writeFile(file, content)
    const start = performance.now()
    const answer = await extractor.extract({ path: file, size: content.length })
    slowest = Math.max(slowest, performance.now() - start)
    const outcome = answer.kind === 'text' ? 'text' : answer.code
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
    if (answer.kind === 'failed' && ['crashed', 'timeout', 'out-of-memory'].includes(answer.code)) {
      wrong.push({ file, code: answer.code, message: answer.message })
      return
    }
    await rm(file)
  }
  for (let n = 0; n < wanted; n += 2) await Promise.all([n, n + 1].filter((each) => each < wanted).map(one))
} finally {
  if (!values.keep) await rm(folder, { recursive: true, force: true })
}
const report = {
  tried: wanted,
  hangs: counts.get('timeout') ?? 0,
  crashes: (counts.get('crashed') ?? 0) + (counts.get('out-of-memory') ?? 0),
  outcomes: Object.fromEntries([...counts].sort()),
  slowestMs: Math.round(slowest),
  seconds: Math.round((performance.now() - began) / 100) / 10,
}
if (values.json) console.log(JSON.stringify(report))
else
  console.log(
    `${report.tried} damaged files in ${report.seconds} s: ${report.hangs} hung, ${report.crashes} crashed their reader; ${JSON.stringify(report.outcomes)}`,
  )
for (const each of wrong) console.error(`${each.code}: ${each.file}: ${each.message}`)
process.exitCode = report.hangs + report.crashes > 0 ? 1 : 0
