import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { defineConfig, type Plugin } from 'vite'

const root = path.join(import.meta.dirname, '..')

/**
 * What pdf.js fetches while it draws: character maps of East Asian fonts, the 14 fonts that a PDF may leave out, and the decoders
 * of two kinds of scanned image.
 */
const pdfAssets: Plugin = {
  name: 'pdf-assets',
  generateBundle() {
    const from = path.join(root, 'node_modules/pdfjs-dist')
    const folders: readonly (readonly [string, string, RegExp])[] = [
      ['cmaps', 'cmaps', /\.bcmap$|^LICENSE/],
      ['standard_fonts', 'standard_fonts', /\.(pfb|ttf)$|^LICENSE/],
      ['wasm', 'decoders', /_nowasm_fallback\.js$|^LICENSE_(PDFJS_)?(JBIG2|OPENJPEG)$/],
    ]
    for (const [folder, name, files] of folders)
      for (const file of readdirSync(path.join(from, folder)).filter((file) => files.test(file)))
        this.emitFile({ type: 'asset', fileName: `pdf/${name}/${file}`, source: readFileSync(path.join(from, folder, file)) })
  },
}

/**
 * The page, as plain files: no inline script or style, so `default-src 'self'` is policy enough.
 * `--mode stories` builds every view and state on the fake engine instead, to look at and to test.
 * In development, `KENNING_PORT=4321 vite --config build/vite.renderer.ts` borrows the engine of `kenning serve`.
 */
export default defineConfig(({ mode }) => ({
  root: path.join(root, 'renderer'),
  base: './',
  publicDir: false,
  plugins: [pdfAssets],
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    outDir: path.join(root, mode === 'stories' ? 'out/stories' : 'out/renderer'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700, // pdf.js has 560 kB, and is loaded when the first PDF is shown.
    // `light-dark()` and `color-mix()` as they stand: all engines know them since May 2024.
    target: ['chrome123', 'firefox121', 'safari17.5'],
    cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
    rolldownOptions: {
      input: path.join(root, 'renderer', mode === 'stories' ? 'stories.html' : 'index.html'),
      // Icons say "use client", which means something to servers that render React, and nothing here.
      onLog: (level, log, handle) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && handle(level, log),
    },
  },
  preview: { host: '127.0.0.1' },
  server: {
    host: '127.0.0.1',
    proxy: process.env.KENNING_PORT
      ? {
          '/engine': {
            target: `http://127.0.0.1:${process.env.KENNING_PORT}`,
            ws: true,
            changeOrigin: true,
            rewriteWsOrigin: true,
          },
        }
      : {},
  },
}))
