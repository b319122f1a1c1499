import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import {
  FIRST_STATE,
  fitToScreens,
  parseWindowState,
  readWindowState,
  type WindowState,
  writeWindowState,
} from './window-state.ts'

const laptop = { x: 0, y: 0, width: 1440, height: 900 }
const second = { x: 1440, y: 0, width: 1920, height: 1080 }
const at = (x: number, y: number): WindowState => ({ bounds: { x, y, width: 1000, height: 700 }, maximized: false })

describe('a remembered window', () => {
  it('stays where it was while its screen is there', () => {
    expect(fitToScreens(at(1600, 100), [laptop, second])).toEqual(at(1600, 100))
  })
  it('keeps its size and loses its place when its screen has gone', () => {
    expect(fitToScreens(at(1600, 100), [laptop])).toEqual({ bounds: { width: 1000, height: 700 }, maximized: false })
  })
  it('is moved when only a sliver of it shows, or its title bar is above the screen', () => {
    expect(fitToScreens(at(1400, 100), [laptop]).bounds).not.toHaveProperty('x')
    expect(fitToScreens(at(100, -300), [laptop]).bounds).not.toHaveProperty('x')
  })
  it('may hang over an edge as long as it can be grabbed', () => {
    expect(fitToScreens(at(-700, 100), [laptop])).toEqual(at(-700, 100))
  })
})

describe('a size that makes no sense', () => {
  it('is never larger than all screens together', () => {
    const absurd = parseWindowState('{"bounds":{"x":0,"y":0,"width":1099511627776,"height":9007199254740991}}')
    expect(fitToScreens(absurd, [laptop, second]).bounds).toEqual({ x: 0, y: 0, width: 3360, height: 1080 })
    expect(fitToScreens({ ...absurd, bounds: { width: 9e15, height: 700 } }, [laptop]).bounds).toEqual({
      width: 1440,
      height: 700,
    })
  })
  it('loses a place that is on no screen, however far away', () => {
    const text = '{"bounds":{"x":-9007199254740991,"y":9007199254740991,"width":1000,"height":700}}'
    expect(fitToScreens(parseWindowState(text), [laptop]).bounds).toEqual({ width: 1000, height: 700 })
  })
})

describe('the file', () => {
  it('comes back as it was written', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'kenning-window-'))
    const file = path.join(folder, 'deep/window.json')
    expect(readWindowState(file)).toEqual(FIRST_STATE)
    writeWindowState(file, { ...at(10, 20), maximized: true })
    expect(readWindowState(file)).toEqual({ ...at(10, 20), maximized: true })
    rmSync(folder, { recursive: true })
  })
  it('is done without where it can be neither read nor written', () => {
    const told = vi.spyOn(console, 'error').mockReturnValue()
    const folder = mkdtempSync(path.join(os.tmpdir(), 'kenning-window-'))
    const file = path.join(folder, 'window.json')
    mkdirSync(file)
    expect(readWindowState(file)).toEqual(FIRST_STATE)
    writeWindowState(file, FIRST_STATE)
    expect(told).toHaveBeenCalledTimes(2)
    rmSync(folder, { recursive: true })
    told.mockRestore()
  })
  it.each([
    '',
    'null',
    '{}',
    '[]',
    '{"bounds":{"x":1}}',
    '{"bounds":{"x":"a","y":0,"width":9,"height":9}}',
    '{"bounds":{"x":0.5,"y":0,"width":NaN,"height":9}}',
    '{"bounds":{"x":1e400,"y":0,"width":900,"height":900}}',
    '{"bounds":',
  ])('means the first start when it holds %j', (text) => {
    expect(parseWindowState(text)).toEqual(FIRST_STATE)
  })
  it('never makes a window too small to use', () => {
    expect(parseWindowState('{"bounds":{"x":0,"y":0,"width":3,"height":3}}').bounds).toEqual({
      x: 0,
      y: 0,
      width: 480,
      height: 400,
    })
  })
})
