// `npm run build [-- --force]`: the page into out/renderer and the Node side into out/electron, where they are stale.
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { build } from 'vite'
import { engineParts, mainPart, preloadPart } from './vite.node.ts'

const root = path.join(import.meta.dirname, '..')

interface Part {
  readonly name: Name
  /** Globs of everything the output depends on, from the repository's root. */
  readonly sources: readonly string[]
  /** A file that is there when the part has been built. */
  readonly output: string
  readonly build: () => Promise<unknown>
}

/** What is shipped, and the states of the page on the fake engine, which only tests look at. */
type Name = 'renderer' | 'electron' | 'stories'

const parts: readonly Part[] = [
  {
    name: 'renderer',
    sources: ['renderer/**/*', 'core/contract/*.ts', 'build/vite.renderer.ts', 'package-lock.json'],
    output: 'out/renderer/index.html',
    build: () => build({ configFile: path.join(root, 'build/vite.renderer.ts'), logLevel: 'warn', mode: 'production' }),
  },
  {
    name: 'stories',
    sources: ['renderer/**/*', 'core/contract/*.ts', 'build/vite.renderer.ts', 'package-lock.json'],
    output: 'out/stories/stories.html',
    build: () => build({ configFile: path.join(root, 'build/vite.renderer.ts'), logLevel: 'warn', mode: 'stories' }),
  },
  {
    name: 'electron',
    sources: ['electron/**/*', 'core/**/*', 'build/vite.node.ts', 'package.json', 'package-lock.json'],
    output: 'out/electron/main.js',
    build: async () => {
      for (const config of [engineParts, mainPart, preloadPart]) await build(config)
    },
  },
]

/** Builds what has changed since it was last built; told by content, so a fresh checkout's times mean nothing. */
export async function buildStale(options: { force?: boolean; parts?: readonly Name[] } = {}): Promise<void> {
  const wanted = options.parts ?? ['renderer', 'electron']
  for (const part of parts.filter(({ name }) => wanted.includes(name))) {
    const stamp = path.join(root, `out/.built-${part.name}`)
    const current = digest(part.sources)
    const fresh = existsSync(path.join(root, part.output)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === current
    if (fresh && !options.force) continue
    const start = Date.now()
    await part.build()
    mkdirSync(path.dirname(stamp), { recursive: true })
    writeFileSync(stamp, current)
    console.error(`built ${part.name} in ${((Date.now() - start) / 1000).toFixed(1)} s`)
  }
}

function digest(sources: readonly string[]): string {
  const hash = createHash('sha256')
  const files = globSync(sources as string[], { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => path.join(entry.parentPath, entry.name))
  for (const file of files.sort()) hash.update(path.relative(root, file)).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}

if (process.argv[1] === import.meta.filename) await buildStale({ force: process.argv.includes('--force') })
