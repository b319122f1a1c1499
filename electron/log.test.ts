import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openLog } from './log.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'kenning-log-'))
})
afterEach(() => rmSync(folder, { recursive: true }))
const noon = () => new Date('2026-11-20T12:00:00Z')

it('writes one line an entry, with time and level', () => {
  const log = openLog(path.join(folder, 'logs/kenning.log'), 1000, noon)
  log.info('started')
  log.error('the engine stopped', 'code 1')
  expect(readFileSync(log.file, 'utf8')).toBe(
    '2026-11-20T12:00:00.000Z info started\n2026-11-20T12:00:00.000Z error the engine stopped\n  code 1\n',
  )
})

it('appends to what an earlier start wrote', () => {
  const file = path.join(folder, 'kenning.log')
  openLog(file, 1000, noon).info('one')
  openLog(file, 1000, noon).info('two')
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(3)
})

it('does not stop the app when it cannot be written: the line goes to the terminal', () => {
  const told = vi.spyOn(console, 'error').mockReturnValue()
  const file = path.join(folder, 'kenning.log')
  const log = openLog(file, 1000, noon)
  mkdirSync(file)
  log.info('started')
  expect(told.mock.calls.flat().join(' ')).toContain('started')
  told.mockRestore()
})

it('starts anew when full and keeps one older file', () => {
  const file = path.join(folder, 'kenning.log')
  const log = openLog(file, 100, noon) // A line of "entry n" takes 37 bytes: two fit.
  for (let i = 1; i <= 5; i++) log.info(`entry ${i}`)
  expect(readFileSync(file, 'utf8')).toContain('entry 5')
  expect(readFileSync(file, 'utf8')).not.toContain('entry 4')
  expect(readFileSync(`${file}.1`, 'utf8')).toMatch(/entry 3\n.*entry 4\n$/)
  expect(existsSync(`${file}.2`)).toBe(false)
})
