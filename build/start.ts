// `npm start [-- --data DIR] [--port N] [--no-open]`: Kenning in Electron, or, where there is none, in a browser.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { defaultData } from '../core/cli/command.ts'
import { findBrowser, sandboxFlags } from '../e2e/browser.ts'
import { buildStale } from './build.ts'
import { electronBinary, FETCH_LIMIT, fetchElectron, mayFetch } from './electron-binary.ts'

const root = path.join(import.meta.dirname, '..')
const say = (line: string) => console.error(line)

interface Options {
  readonly data: string
  readonly port: string | null
  readonly open: boolean
}

function options(): Options {
  try {
    const { values } = parseArgs({
      options: { data: { type: 'string' }, port: { type: 'string' }, open: { type: 'boolean', default: true } },
      allowNegative: true,
    })
    return { data: path.resolve(values.data ?? defaultData()), port: values.port ?? null, open: values.open }
  } catch (error) {
    say(
      `${(error as Error).message.split('. ')[0]}. Kenning starts with --data FOLDER, --port N (serves only) and --no-open (serves only).`,
    )
    process.exit(2)
  }
}

/** A window needs a display; only on Linux may there be none. */
const hasDisplay = () => process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

/** Electron where there is a display to show it on, fetched once if need be. */
async function findElectron({ open, port }: Options): Promise<string | null> {
  if (!open || port || !hasDisplay()) return null
  const installed = electronBinary()
  if (installed || !mayFetch()) return installed
  say(`Electron is not here yet: fetching it, for ${FETCH_LIMIT} s at most.`)
  return fetchElectron(stopping.signal)
}

/** Everything started here ends with it, and it with its first child. */
const stopping = new AbortController()
const children: ChildProcess[] = []
function start(command: string, args: readonly string[], stdio: 'inherit' | 'ignore' | 'stdout' = 'inherit'): ChildProcess {
  const child = spawn(command, args, { cwd: root, stdio: stdio === 'stdout' ? ['ignore', 'pipe', 'inherit'] : stdio })
  children.push(child)
  return child
}
function stop(code: number): void {
  process.exitCode = code
  stopping.abort()
  for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop(0))

function startElectron(binary: string, { data }: Options): void {
  const app = start(binary, [...sandboxFlags(), root, '--data', data])
  app.once('exit', (code) => stop(code ?? 0))
}

async function startServer({ data, port, open }: Options): Promise<void> {
  await buildStale({ parts: ['renderer'] })
  const server = start(
    process.execPath,
    ['core/cli/main.ts', 'serve', '--data', data, ...(port ? ['--port', port] : [])],
    'stdout',
  )
  server.once('exit', (code) => stop(code ?? 0))
  const lines = createInterface({ input: server.stdout! })
  lines.once('line', (url) => {
    console.log(url)
    if (open && !port && hasDisplay()) void openBrowser(url)
  })
}

/** A window without tabs where a browser can give one, else a tab of the default browser. */
async function openBrowser(url: string): Promise<void> {
  const browser = await findBrowser()
  if (browser) {
    // A profile of its own: the person's running browser would take the window over and outlive us.
    const profile = mkdtempSync(path.join(os.tmpdir(), 'kenning-window-'))
    const window = start(
      browser.path,
      [
        `--app=${url}`,
        `--user-data-dir=${profile}`,
        '--no-first-run',
        '--no-default-browser-check',
        '--window-size=1180,780',
        // Hides the bar that warns of the missing sandbox; only root goes without one.
        ...(sandboxFlags().length > 0 ? ['--test-type'] : []),
        ...sandboxFlags(),
      ],
      'ignore',
    )
    window.once('exit', (code) => {
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
      if (code === 0 || stopping.signal.aborted) stop(0)
      else say('The browser could not open a window; open the address above in one. Ctrl+C ends Kenning.')
    })
    return
  }
  const [command, ...args] = { darwin: ['open', url], win32: ['cmd', '/c', 'start', '', url] }[process.platform as string] ?? [
    'xdg-open',
    url,
  ]
  const opener = start(command!, args, 'ignore')
  opener.once('error', () => say('No browser could be opened; open the address above in one.'))
}

const given = options()
const electron = await findElectron(given)
if (stopping.signal.aborted) process.exit()
if (electron) {
  await buildStale()
  startElectron(electron, given)
} else {
  if (!hasDisplay()) say('There is no display: open the address below in a browser.')
  else if (given.open && !given.port) say('Electron could not be had: Kenning opens in a browser window instead.')
  await startServer(given)
}
