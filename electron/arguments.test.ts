import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultData } from '../core/cli/command.ts'
import { parseArguments } from './arguments.ts'

describe('the command line', () => {
  it('names the data folder in either form, among flags of others', () => {
    expect(parseArguments(['electron', '.', '--data', '/d', '--no-sandbox'])).toEqual({ data: path.resolve('/d'), smoke: false })
    expect(parseArguments(['Kenning', '--no-sandbox', '--data=/d', '--smoke'])).toEqual({ data: path.resolve('/d'), smoke: true })
  })
  it('may name nothing: then it is the folder the terminal uses too', () => {
    expect(parseArguments(['Kenning']).data).toBe(defaultData())
  })
})
