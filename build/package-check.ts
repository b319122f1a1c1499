// `npm run package:check`: packs the app for Linux around a stub in Electron's place, so without any download, and fails
// unless exactly what belongs in it is inside and the packed engine works. It says nothing about Electron itself.
import { spawnSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Arch, build, Platform } from 'electron-builder'
import { buildStale } from './build.ts'
import { judgePackage, type PackagedFile, readPackage, type Target } from './package-rules.ts'
import { configurationFor, projectFolder } from './packaging.ts'

const MB = 1_000_000

/** The mark that @electron/fuses looks for, version 1, and nine fuses, all on. */
const FUSE_WIRE = Buffer.concat([
  Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
  Buffer.from([1, 9]),
  Buffer.from('1'.repeat(9)),
])

async function stubElectron(folder: string): Promise<void> {
  await mkdir(path.join(folder, 'resources'), { recursive: true })
  await writeFile(path.join(folder, 'electron'), Buffer.concat([Buffer.from('#!/bin/sh\nexit 1\n'), FUSE_WIRE]))
  await chmod(path.join(folder, 'electron'), 0o755)
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version']) await writeFile(path.join(folder, name), '')
}

/** Where a file counts in the table. */
function group({ path: file }: PackagedFile): string {
  const library = /^app\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]
  if (library) return `library  ${library.replace(/^@lancedb\/.*/, '@lancedb')}`
  return (
    { 'app/out/electron': 'engine, main, preload', 'app/out/renderer': 'page' }[file.split('/').slice(0, 3).join('/')] ??
    file.split('/').slice(0, 3).join('/')
  )
}

function table(files: readonly PackagedFile[]): string {
  const sizes = new Map<string, number>()
  for (const file of files) sizes.set(group(file), (sizes.get(group(file)) ?? 0) + file.size)
  const rows = [...sizes].sort(([, a], [, b]) => b - a)
  const large = rows.filter(([, size]) => size >= MB / 10)
  const rest = rows.filter(([, size]) => size < MB / 10).reduce((sum, [, size]) => sum + size, 0)
  const total = rows.reduce((sum, [, size]) => sum + size, 0)
  const line = ([name, size]: readonly [string, number]) => `${(size / MB).toFixed(1).padStart(8)} MB  ${name}`
  return [...large, ['everything else', rest] as const, ['total, without Electron itself', total] as const].map(line).join('\n')
}

/**
 * The packed engine, far from this repository's node_modules: reads a file of every format, indexes them and finds one. The
 * problem, if there is one.
 */
function tryEngine(resources: string, folder: string): string | null {
  const cli = path.join(resources, 'app.asar.unpacked/out/electron/cli.js')
  const kenning = (...args: readonly string[]) =>
    spawnSync(process.execPath, [cli, ...args, '--data', path.join(folder, 'data'), '--json'], { cwd: folder, encoding: 'utf8' })
  const indexed = kenning('index', path.join(projectFolder, 'core/text/fixtures'), '--ocr')
  if (indexed.status !== 0) return `the packed engine cannot index: ${indexed.stderr || indexed.stdout}`
  const { failures } = JSON.parse(indexed.stdout) as { failures: readonly { path: string; code: string }[] }
  // locked.pdf wants a password; a library that was left out would show as a failure of its formats.
  const unread = failures.filter(({ code }) => code !== 'encrypted')
  if (unread.length > 0) return `the packed engine cannot read: ${JSON.stringify(unread)}`
  // The second word stands in a scanned page alone.
  for (const [word, file] of [
    ['allotment', 'handbook'],
    ['Okafor', 'scan.pdf'],
  ] as const) {
    const found = kenning('search', word)
    if (!found.stdout.includes(file)) return `the packed engine does not find ${word} in ${file}: ${found.stderr || found.stdout}`
  }
  return null
}

const target: Target = { platform: 'linux', arch: 'x64' }
const folder = await mkdtemp(path.join(os.tmpdir(), 'kenning-package-'))
try {
  await buildStale()
  await stubElectron(path.join(folder, 'electron'))
  await build({
    projectDir: projectFolder,
    targets: Platform.LINUX.createTarget('dir', Arch.x64),
    // The check below tells everything that is wrong, not only the first.
    config: {
      ...configurationFor(target.platform),
      electronDist: path.join(folder, 'electron'),
      directories: { output: folder, buildResources: 'build/icons' },
      afterPack: null,
    },
  })
  const resources = path.join(folder, 'linux-unpacked/resources')
  const files = await readPackage(resources)
  const problems = [...judgePackage(files, target)]
  if (problems.length === 0) problems.push(...[tryEngine(resources, folder)].filter((problem) => problem !== null))
  console.log(`\n${table(files)}\n`)
  for (const problem of problems) console.error(`FAILED  ${problem}`)
  console.log(
    problems.length === 0
      ? `The package for ${target.platform} ${target.arch} is right: ${files.length} files.`
      : `${problems.length} problems.`,
  )
  process.exitCode = problems.length === 0 ? 0 : 1
} finally {
  await rm(folder, { recursive: true, force: true })
}
