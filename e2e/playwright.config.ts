import path from 'node:path'
import { defineConfig } from '@playwright/test'
import { electronBinary } from '../build/electron-binary.ts'
import { browserHint, findBrowser, sandboxFlags } from './browser.ts'

const browser = await findBrowser()
if (!browser) throw new Error(`No browser found. ${browserHint()}`)

const electron = electronBinary()
if (!electron && process.env.REQUIRE_ELECTRON === '1') throw new Error('REQUIRE_ELECTRON is set, and Electron is not installed.')
// Every worker loads this file: only the first process says it.
if (!electron && process.env.TEST_WORKER_INDEX === undefined)
  console.log('Electron is not installed: project "electron" is left out; its tests run on the stand-in (project "host") only.')

/** What only a desktop shell does; a browser has no menu and no native dialog. */
const SHELL = 'shell.spec.ts'
/** The page on the fake engine: the same in every host. */
const STATES = 'states.spec.ts'

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts', // What ends in .test.ts needs no browser: Vitest runs it.
  outputDir: path.join(import.meta.dirname, '../out/e2e'),
  // Two cores are the least. A journey mostly waits: two at once took 6 minutes there, one after the other 8.5.
  workers: 2,
  // A desktop shell's journey has two programs that steer one browser, its stand-in and the test. What failed once is shown whole in
  // the log and tried once more; what fails twice has failed.
  retries: 1,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['json', { outputFile: path.join(import.meta.dirname, '../out/playwright.json') }]],
  use: {
    launchOptions: { executablePath: browser.path, args: [...sandboxFlags()] },
    viewport: { width: 1180, height: 780 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'browser', testIgnore: SHELL },
    // The stand-in's browser ends with the app, and a recording that is being saved then would fail the journey.
    { name: 'host', testIgnore: STATES, use: { trace: 'off', screenshot: 'off' } },
    ...(electron ? [{ name: 'electron', testIgnore: STATES }] : []),
  ],
})
