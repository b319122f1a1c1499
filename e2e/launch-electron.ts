import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { _electron, type Page } from '@playwright/test'
import { electronBinary } from '../build/electron-binary.ts'
import { sandboxFlags } from './browser.ts'
import type { ElectronMain } from './electron-main.ts'

const args = (dataDir: string) => [...sandboxFlags(), path.join(import.meta.dirname, '..'), '--data', dataDir]

/** Kenning's process in the real Electron, with nothing attached to it. */
export const startElectron = (dataDir: string): ChildProcess => spawn(electronBinary()!, args(dataDir))

/** Kenning in the real Electron. */
export async function launchElectron(dataDir: string): Promise<AsyncDisposable & { page: Page; main: ElectronMain }> {
  const app = await _electron.launch({
    executablePath: electronBinary()!,
    args: args(dataDir),
  })
  const page = await app.firstWindow()
  return {
    page,
    main: { evaluate: (run, argument) => app.evaluate(run as never, argument) },
    [Symbol.asyncDispose]: () => app.close(),
  }
}
