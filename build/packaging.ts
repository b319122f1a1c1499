import path from 'node:path'
import type { AfterPackContext, Configuration } from 'electron-builder'
import { Arch } from 'electron-builder'
import { judgePackage, readPackage, type Target } from './package-rules.ts'

const root = path.join(import.meta.dirname, '..')

/** What the libraries ship for others: sources, types, tests, builds for browsers, languages and formats we do not use. */
const LEFT_OUT = [
  '!**/node_modules/**/*.{d.ts,d.mts,d.cts,map,md,markdown,ts,mts,cts,flow}',
  '!**/node_modules/**/{test,tests,__tests__,example,examples,docs,.github}/**',
  '!**/node_modules/**/*.test.{js,mjs,cjs}',
  '!**/node_modules/{@types,undici-types}/**',
  // Platform packages of Node, for `npm start`; a canvas that only draws; stand-ins for what LanceDB would embed with.
  '!**/node_modules/node-{linux,win,darwin}-*/**',
  '!**/node_modules/@napi-rs/**',
  '!**/node_modules/{openai,@huggingface}/**',
  // What onnxruntime-node's installer downloads with.
  '!**/node_modules/{adm-zip,global-agent}/**',
  '!**/node_modules/officeparser/dist/*browser*',
  '!**/node_modules/eld/src/ngrams/{large,medium,small}.js',
  '!**/node_modules/jschardet/dist/**',
  '!**/node_modules/apache-arrow/{src,*.min.js}',
  '!**/node_modules/zod/{src,v3}/**',
  '!**/node_modules/pdfjs-dist/{build,image_decoders,types,web,iccs}/**',
  // Of its decoders, those of the pictures in scanned pages; not colour profiles, nor a JavaScript engine for forms.
  '!**/node_modules/pdfjs-dist/wasm/!(jbig2.wasm|openjpeg.wasm|LICENSE*)',
  // Tesseract without its engine of before 2018: for processors with relaxed SIMD, and for all others.
  '!**/node_modules/tesseract.js-core/!(tesseract-core-relaxedsimd-lstm.*|tesseract-core-lstm.*|package.json|LICENSE)',
  '!**/node_modules/tesseract.js-core/*.wasm.js',
  '!**/node_modules/@tesseract.js-data/*/4.0.0/**',
  '!**/node_modules/pdfjs-dist/legacy/{image_decoders,web}/**',
  // pdf.min.mjs loads pdf.worker.mjs by this name.
  '!**/node_modules/pdfjs-dist/legacy/build/!(pdf.min.mjs|pdf.worker.mjs)',
]

/** Native code of other systems. Not electron-builder's `${platform}`: that is the system it runs on. */
// biome-ignore-start lint/suspicious/noTemplateCurlyInString: electron-builder fills in ${arch}.
const nativesOf = (platform: 'linux' | 'darwin' | 'win32', others: string, tokenizers: string): string[] => [
  `!**/node_modules/onnxruntime-node/bin/napi-v*/{${others}}/**`,
  `!**/node_modules/onnxruntime-node/bin/napi-v*/${platform}/!(\${arch})/**`,
  `!**/node_modules/tokenizers/!(tokenizers.${tokenizers}).node`,
]

const NATIVES: Readonly<Record<Target['platform'], readonly string[]>> = {
  linux: nativesOf('linux', 'darwin,win32', 'linux-${arch}-gnu'),
  darwin: nativesOf('darwin', 'linux,win32', 'darwin-${arch}'),
  win32: nativesOf('win32', 'linux,darwin', 'win32-${arch}-msvc'),
}

/**
 * How the installers of one system are made; for electron-builder. Its own `linux.files` and the like would not do: a list
 * of nothing but exclusions there means "everything else in the project".
 */
export const configurationFor = (platform: Target['platform']): Configuration => ({
  appId: 'app.kenning.Kenning',
  productName: 'Kenning',
  copyright: 'The Kenning authors; Apache-2.0',
  directories: { output: 'dist', buildResources: 'build/icons' },
  npmRebuild: false, // ONNX Runtime, LanceDB and tokenizers are Node-API: one build for every Node and Electron.
  nodeGypRebuild: false,
  asar: true,
  // Worker threads and native libraries want plain files, so the engine's side and its libraries lie beside the archive;
  // in it remain what Electron itself loads: main, preload and the page.
  asarUnpack: ['out/electron/!(main.js|preload.cjs)', '**/node_modules/**'],
  files: ['out/electron/**', 'out/renderer/**', 'package.json', '!out/**/*.map', ...LEFT_OUT, ...NATIVES[platform]],
  extraResources: [
    { from: 'models', to: 'models', filter: ['catalogue.json', 'starter/**', '!**/*.ts'] },
    { from: 'LICENSE', to: 'LICENSE.txt' },
  ],
  electronFuses: {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true, // macOS and Windows; Linux has no such check.
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
  linux: {
    target: ['AppImage', 'deb'],
    category: 'Utility',
    icon: 'build/icons/png',
    synopsis: 'Search your own files by meaning',
  },
  deb: { packageCategory: 'utils', priority: 'optional' },
  mac: {
    // ONNX Runtime and LanceDB have no builds for Intel Macs.
    target: [{ target: 'dmg', arch: 'arm64' }],
    category: 'public.app-category.productivity',
    icon: 'build/icons/icon.icns',
  },
  win: {
    target: [{ target: 'nsis', arch: 'x64' }],
    icon: 'build/icons/icon.ico',
  },
  nsis: { oneClick: false, allowToChangeInstallationDirectory: true, deleteAppDataOnUninstall: false },
  afterPack: checkPackage,
  publish: null,
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above.

/** No installer is made of a package that lacks something, or carries another system's code. */
async function checkPackage({ appOutDir, electronPlatformName, arch, packager }: AfterPackContext): Promise<void> {
  const mac = electronPlatformName === 'darwin'
  const resources = path.join(appOutDir, mac ? `${packager.appInfo.productFilename}.app/Contents/Resources` : 'resources')
  const target: Target = { platform: electronPlatformName as Target['platform'], arch: Arch[arch] as Target['arch'] }
  const problems = judgePackage(await readPackage(resources), target)
  if (problems.length > 0)
    throw new Error(`The package for ${target.platform} ${target.arch} is wrong:\n  ${problems.join('\n  ')}`)
}

export const projectFolder = root
