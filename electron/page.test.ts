import { EventEmitter } from 'node:events'
import type { BrowserWindow } from 'electron'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Page } from './page.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A window as Electron has it, as far as a page needs one; `events` are what is asked of it, in their order. */
function open() {
  const events: string[] = []
  const webContents = Object.assign(new EventEmitter(), {
    send: (_channel: string, command: string) => void events.push(command),
  })
  const window = Object.assign(new EventEmitter(), { webContents, reload: () => void events.push('reload') })
  const errors: string[] = []
  const log = { file: '', info: () => {}, error: (message: string) => void errors.push(message) }
  const page = new Page(window as unknown as BrowserWindow, log, () => void events.push('connect'))
  const load = () => webContents.emit('did-finish-load')
  const crash = (reason = 'crashed') => webContents.emit('render-process-gone', {}, { reason })
  return { page, window, webContents, events, errors, load, crash }
}

describe('a command of the menu', () => {
  it('reaches a page that stands at once', () => {
    const { page, load, events } = open()
    load()
    page.tell('library')
    expect(events).toEqual(['connect', 'library'])
  })

  it('waits for a page that is loading, and is given once', () => {
    const { page, load, events } = open()
    page.tell('settings')
    page.tell('add-folder')
    expect(events).toEqual([])
    load()
    load()
    expect(events).toEqual(['connect', 'settings', 'add-folder', 'connect'])
  })
})

describe('a page whose process crashed', () => {
  it('is loaded again, each time a little later', () => {
    const { load, crash, events, errors } = open()
    const comesBackAfter = (wait: number) => {
      crash()
      vi.advanceTimersByTime(wait - 1)
      expect(events).not.toContain('reload')
      vi.advanceTimersByTime(1)
      expect(events.splice(0)).toEqual(['reload'])
    }
    load()
    events.splice(0)
    comesBackAfter(500)
    comesBackAfter(1_000)
    comesBackAfter(2_000)
    for (let i = 0; i < 9; i++) {
      crash()
      vi.advanceTimersByTime(30_000)
    }
    expect(errors.at(-1)).toBe('The page has gone (crashed); it is loaded again in 30 s.')
    load()
    vi.advanceTimersByTime(60_000)
    crash()
    expect(errors.at(-1)).toBe('The page has gone (crashed); it is loaded again in 0.5 s.')
  })

  it('keeps the commands that are given until it is back', () => {
    const { page, load, crash, events } = open()
    load()
    crash()
    page.tell('library')
    vi.advanceTimersByTime(500)
    load()
    expect(events).toEqual(['connect', 'reload', 'connect', 'library'])
  })

  it('is let go with its window, and when it ended by itself', () => {
    const { window, load, crash, events } = open()
    load()
    crash('clean-exit')
    crash()
    window.emit('closed')
    vi.advanceTimersByTime(60_000)
    expect(events).toEqual(['connect'])
  })
})

it('writes errors of the page down, and nothing else that it says', () => {
  const { webContents, errors } = open()
  const say = (level: string, message: string) =>
    webContents.emit('console-message', { level, message, sourceId: 'app://kenning/main.js', lineNumber: 7 })
  say('info', 'Hello.')
  say('error', 'Uncaught TypeError: x is undefined')
  expect(errors).toEqual(['The page: Uncaught TypeError: x is undefined (app://kenning/main.js:7)'])
})
