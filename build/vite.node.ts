import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import path from 'node:path'
import type { InlineConfig } from 'vite'

const root = path.join(import.meta.dirname, '..')
const { dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  dependencies: Readonly<Record<string, string>>
}

/** Stays an import in the output: what Electron and Node bring along, and the libraries that are installed beside it. */
const external = [
  'electron',
  /^node:/,
  ...builtinModules,
  ...Object.keys(dependencies).map((name) => new RegExp(`^${name.replace(/[/.]/g, '\\$&')}(/.*)?$`)),
]

/** Everything of the engine's that is started by name: as a process, as a thread, or by a person. */
const engineEntries = {
  'engine-entry': 'electron/engine-entry.ts',
  'extractor-entry': 'electron/extractor-entry.ts',
  child: 'core/text/child.ts',
  worker: 'core/encoder/worker.ts',
  probe: 'core/encoder/probe.ts',
  'disk-worker': 'core/files/disk-worker.ts',
  'watch-worker': 'core/files/watch-worker.ts',
  'compress-worker': 'core/index/compress-worker.ts',
  cli: 'core/cli/main.ts',
}

const outDir = path.join(root, 'out/electron')
const shared = {
  root,
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  ssr: { target: 'node', noExternal: true },
} satisfies InlineConfig

/**
 * The engine's side. All flat in one folder: code that starts `./worker.js` finds it beside itself, whichever file it was
 * bundled into. The package.json keeps it ES modules where it lies outside of the archive.
 */
export const engineParts: InlineConfig = {
  ...shared,
  plugins: [
    {
      name: 'es-modules',
      generateBundle() {
        this.emitFile({ type: 'asset', fileName: 'package.json', source: '{ "type": "module" }\n' })
      },
    },
  ],
  build: {
    ssr: true,
    outDir,
    emptyOutDir: true,
    target: 'node22.22',
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      input: Object.fromEntries(Object.entries(engineEntries).map(([name, file]) => [name, path.join(root, file)])),
      external,
      output: { format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
}

/** One file each, for what Electron itself loads: they lie inside the archive, apart from the engine's. */
const single = (file: string, target: string, output: { format: 'esm' | 'cjs'; entryFileNames: string }): InlineConfig => ({
  ...shared,
  build: {
    ssr: true,
    outDir,
    emptyOutDir: false,
    target,
    sourcemap: output.format === 'esm',
    minify: false,
    rolldownOptions: { input: path.join(root, file), external, output: { ...output, codeSplitting: false } },
  },
})

export const mainPart = single('electron/main.ts', 'node24', { format: 'esm', entryFileNames: 'main.js' })
/** CommonJS: a sandboxed preload can be nothing else, and can load nothing but `electron`. */
export const preloadPart = single('electron/preload.ts', 'chrome140', { format: 'cjs', entryFileNames: 'preload.cjs' })
