// Finds a Chromium-family browser, for the app's window and for the tests: `node e2e/browser.ts [--install]` prints it.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

export interface Browser {
  readonly path: string
  readonly from: 'KENNING_BROWSER' | 'Playwright' | 'the system' | 'apt-get'
}

/** A slow mirror and 100 MB, ms. */
const INSTALL_LIMIT = 300_000

/**
 * The browser the environment names, else Playwright's own, else the system's, else, when `install` allows it and this is
 * Debian and root, the one apt-get brings. `null` when there is none.
 *
 * @throws {Error} when KENNING_BROWSER names a file that does not exist.
 */
export async function findBrowser(options: { install?: boolean } = {}): Promise<Browser | null> {
  const named = process.env.KENNING_BROWSER
  if (named && !existsSync(named)) throw new Error(`KENNING_BROWSER names ${named}, which does not exist.`)
  if (named) return { path: named, from: 'KENNING_BROWSER' }
  const own = await playwrightsOwn()
  if (own && existsSync(own)) return { path: own, from: 'Playwright' }
  const system = installedBrowsers(process.platform, process.env).find((file) => existsSync(file))
  if (system) return { path: system, from: 'the system' }
  if (options.install && canInstall() && installFromDebian()) return { path: '/usr/bin/chromium', from: 'apt-get' }
  return null
}

/** What to tell a person who has none. */
export function browserHint(platform: NodeJS.Platform = process.platform): string {
  if (platform === 'linux') return 'Install one (on Debian: apt-get install chromium) or name one in KENNING_BROWSER.'
  return 'Install Google Chrome, Microsoft Edge or Chromium, or name one in KENNING_BROWSER.'
}

/** Chromium refuses to start its sandbox as root, which only containers and build machines are. */
export const sandboxFlags = (): readonly string[] =>
  process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []

async function playwrightsOwn(): Promise<string | null> {
  try {
    const { chromium } = await import('@playwright/test')
    return chromium.executablePath()
  } catch {
    return null // A development dependency: `npm start` does without.
  }
}

/** Every place where a system keeps a browser of this family, best first. */
export function installedBrowsers(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): readonly string[] {
  if (platform === 'darwin') {
    const folders = ['/Applications', ...(env.HOME ? [path.posix.join(env.HOME, 'Applications')] : [])]
    const names = ['Google Chrome', 'Microsoft Edge', 'Chromium', 'Brave Browser']
    return names.flatMap((name) => folders.map((folder) => `${folder}/${name}.app/Contents/MacOS/${name}`))
  }
  if (platform === 'win32') {
    const folders = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter((folder) => folder !== undefined)
    const names = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe']
    return names.flatMap((name) => folders.map((folder) => path.win32.join(folder, name)))
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge', 'brave-browser']
  const folders = (env.PATH ?? '').split(':').filter((folder) => folder !== '')
  return names.flatMap((name) => folders.map((folder) => path.posix.join(folder, name)))
}

function canInstall(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return false
  return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
}

function installFromDebian(): boolean {
  console.error('No browser found: installing Debian\'s Chromium ("apt-get install chromium"), which takes a minute or two.')
  const apt = (...args: readonly string[]) =>
    execFileSync('apt-get', ['-qq', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: INSTALL_LIMIT,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  try {
    apt('update')
    apt('install', '-y', '--no-install-recommends', 'chromium')
    return true
  } catch (error) {
    console.error(`apt-get could not install it: ${error instanceof Error ? error.message : error}`)
    return false
  }
}

if (process.argv[1] === import.meta.filename) {
  const browser = await findBrowser({ install: process.argv.includes('--install') })
  console.log(browser ? `${browser.path} (from ${browser.from})` : `No browser found. ${browserHint()}`)
  process.exitCode = browser ? 0 : 1
}
