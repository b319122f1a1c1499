import { type FileHandle, open, readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { ocrLanguages } from '../core/contract/engine.ts'

/** What a package is made for. */
export interface Target {
  readonly platform: 'linux' | 'darwin' | 'win32'
  readonly arch: 'x64' | 'arm64'
}

/** A file of the package; `path` with `/`, below `app/` (archive and what is unpacked beside it) or `resources/`. */
export interface PackagedFile {
  readonly path: string
  readonly size: number
  readonly where: 'archive' | 'disk'
}

/** Every native library a target must have, and with that may have. */
function natives({ platform, arch }: Target): readonly RegExp[] {
  const abi = { linux: `linux-${arch}-gnu`, darwin: `darwin-${arch}`, win32: `win32-${arch}-msvc` }[platform]
  const runtime = {
    linux: 'libonnxruntime\\.so\\.[\\d.]+',
    darwin: 'libonnxruntime\\.[\\d.]+\\.dylib',
    win32: 'onnxruntime\\.dll',
  }[platform]
  const onnx = `app/node_modules/onnxruntime-node/bin/napi-v\\d+/${platform}/${arch}`
  return [
    new RegExp(`^app/node_modules/@lancedb/lancedb-${abi}/lancedb\\.${abi}\\.node$`),
    new RegExp(`^app/node_modules/tokenizers/tokenizers\\.${abi}\\.node$`),
    new RegExp(`^${onnx}/onnxruntime_binding\\.node$`),
    new RegExp(`^${onnx}/${runtime}$`),
  ]
}

/** Windows' ONNX Runtime brings DirectX along. */
const WINDOWS_EXTRA = /^app\/node_modules\/onnxruntime-node\/bin\/napi-v\d+\/win32\/\w+\/(DirectML|dxcompiler|dxil)\.dll$/
const NATIVE = /\.(node|dll|dylib|exe)$|\.so(\.[\d.]+)?$/

const REQUIRED: readonly RegExp[] = [
  /^app\/package\.json$/,
  /^app\/out\/electron\/main\.js$/,
  /^app\/out\/electron\/preload\.cjs$/,
  /^app\/out\/electron\/engine-entry\.js$/,
  /^app\/out\/electron\/extractor-entry\.js$/,
  /^app\/out\/electron\/worker\.js$/,
  /^app\/out\/renderer\/index\.html$/,
  /^app\/out\/renderer\/assets\/.+\.js$/,
  /^app\/out\/renderer\/assets\/.+\.css$/,
  /^app\/out\/renderer\/assets\/pdf\.worker.*\.mjs$/,
  /^app\/out\/renderer\/pdf\/cmaps\/.+\.bcmap$/,
  /^app\/out\/renderer\/pdf\/standard_fonts\/.+\.pfb$/,
  /^app\/out\/renderer\/pdf\/decoders\/openjpeg_nowasm_fallback\.js$/,
  /^app\/node_modules\/tesseract\.js-core\/tesseract-core-relaxedsimd-lstm\.wasm$/,
  /^app\/node_modules\/tesseract\.js-core\/tesseract-core-lstm\.wasm$/,
  ...ocrLanguages.map(
    (each) => new RegExp(`^app/node_modules/@tesseract\\.js-data/${each}/4\\.0\\.0_best_int/${each}\\.traineddata\\.gz$`),
  ),
  /^app\/node_modules\/pdfjs-dist\/wasm\/jbig2\.wasm$/,
  /^app\/node_modules\/pdfjs-dist\/wasm\/openjpeg\.wasm$/,
  /^resources\/models\/starter\/.+\.onnx$/,
  /^resources\/models\/starter\/tokenizer\.json$/,
]

/** Each with the reason it has no business in a package. */
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/\.(ts|mts|cts|tsx)$/, 'TypeScript'],
  [/\.map$/, 'a source map'],
  [/\.test\.|\/(test|tests|__tests__|fixtures)\//, 'a test'],
  [/\/node_modules\/node-(linux|win|darwin)-/, "Node's platform package"],
  [
    /\/node_modules\/(electron|electron-builder|vite|vitest|typescript|@biomejs|@playwright|react|react-dom|assemblyscript)\//,
    'a tool',
  ],
  [/^app\/(core|electron|renderer|build|e2e|models)\//, 'a source'],
  [/\/models\/(train|export)\//, 'training'],
  [/\.(py|pyc|sh|bat)$/, 'a script'],
  [/\/@tesseract\.js-data\/[^/]+\/4\.0\.0\/|\/tesseract-core(-simd|-relaxedsimd)?\.|\.wasm\.js$/, 'text recognition twice over'],
]

/** Files that must be plain files: native code, and what runs in processes and threads of their own. */
const UNPACKED = /\.(node|dll|dylib)$|\.so(\.|$)|^app\/out\/electron\/(?!main\.js|preload\.cjs)|^app\/node_modules\//
/** Files that must lie in the archive, whose integrity Electron checks. */
const PACKED = /^app\/out\/(renderer\/|electron\/(main\.js|preload\.cjs)$)/

/** What is wrong with a package, a sentence each; none when it is right. */
export function judgePackage(files: readonly PackagedFile[], target: Target): readonly string[] {
  const problems: string[] = []
  const allowed = [...natives(target), ...(target.platform === 'win32' ? [WINDOWS_EXTRA] : [])]
  for (const pattern of [...REQUIRED, ...natives(target)])
    if (!files.some((file) => pattern.test(file.path) && file.size > 0)) problems.push(`missing: ${pattern.source}`)
  for (const file of files) {
    const reason = FORBIDDEN.find(([pattern]) => pattern.test(file.path))?.[1]
    if (reason) problems.push(`${reason}: ${file.path}`)
    else if (NATIVE.test(file.path) && !allowed.some((pattern) => pattern.test(file.path)))
      problems.push(`foreign native: ${file.path}`)
    if (file.where === 'archive' && UNPACKED.test(file.path)) problems.push(`must lie beside the archive: ${file.path}`)
    if (file.where === 'disk' && PACKED.test(file.path)) problems.push(`must lie in the archive: ${file.path}`)
  }
  return problems
}

/** Every file of a packaged app, given its `resources` folder. */
export async function readPackage(resources: string): Promise<readonly PackagedFile[]> {
  const files: PackagedFile[] = await readArchive(path.join(resources, 'app.asar'))
  for (const entry of await readdir(resources, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const full = path.join(entry.parentPath, entry.name)
    const name = path.relative(resources, full).replaceAll('\\', '/')
    if (name === 'app.asar') continue
    const unpacked = name.startsWith('app.asar.unpacked/')
    const logical = unpacked ? `app/${name.slice('app.asar.unpacked/'.length)}` : `resources/${name}`
    files.push({ path: logical, size: (await stat(full)).size, where: 'disk' })
  }
  return files
}

interface Entry {
  readonly size?: number
  readonly unpacked?: boolean
  readonly files?: Readonly<Record<string, Entry>>
}

/** The files inside an asar archive; those it only points to, unpacked beside it, are left out. */
async function readArchive(file: string): Promise<PackagedFile[]> {
  await using handle: FileHandle = await open(file)
  // Two Chromium pickles: the size of the header, then the header as a string with its length before it.
  const sizes = Buffer.alloc(16)
  await handle.read(sizes, 0, 16, 0)
  const json = Buffer.alloc(sizes.readUInt32LE(12))
  await handle.read(json, 0, json.length, 16)
  const walk = (entry: Entry, name: string): PackagedFile[] => {
    if (entry.files) return Object.entries(entry.files).flatMap(([child, inside]) => walk(inside, `${name}/${child}`))
    return entry.unpacked ? [] : [{ path: name, size: entry.size ?? 0, where: 'archive' }]
  }
  return walk(JSON.parse(json.toString('utf8')), 'app')
}
