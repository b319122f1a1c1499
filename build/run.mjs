// Plain JavaScript for any Node from 18 on: `node build/run.mjs FILE [arguments]` runs FILE under a Node that strips types
// and has what the libraries ask for (chokidar 6 needs 22.22). Where this Node is older, the one from the platform
// package `node-<os>-<cpu>` takes over; npm installs it for Linux and Windows. It does not rely on PATH: npm 10 drops
// `.bin/node` when the package is optional.
import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const root = path.dirname(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname))
const [major, minor] = process.versions.node.split('.').map(Number)
const recent = major > 23 || (major === 22 && minor >= 22)

function bundledNode() {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  try {
    const require = createRequire(path.join(root, 'package.json'))
    const manifest = require.resolve(`${name}/package.json`)
    return path.join(path.dirname(manifest), require(manifest).bin.node)
  } catch {
    console.error(
      `Kenning needs Node 22.22 or newer, and this is ${process.version}. ` +
        `Run "npm install" first; on a Mac, install Node 24 from https://nodejs.org.`,
    )
    process.exit(1)
  }
}

const [file = '', ...rest] = process.argv.slice(2)
const binary = path.join(root, 'node_modules/.bin', file)
const script = existsSync(path.resolve(root, file)) ? path.resolve(root, file) : existsSync(binary) ? realpathSync(binary) : file
const node = recent ? process.execPath : bundledNode()
const child = spawn(node, ['--disable-warning=ExperimentalWarning', script, ...rest], {
  stdio: 'inherit',
  env: { ...process.env, PATH: path.dirname(node) + path.delimiter + (process.env.PATH ?? '') },
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('error', (error) => {
  console.error(error.message)
  process.exit(1)
})
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
