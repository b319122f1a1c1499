import { homedir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { type Dim, deviceIds, dims, type Pooling, poolings, type SearchMode, type Settings } from '../contract/engine.ts'

/** A command line that cannot be carried out as written: one sentence, exit code 2. */
export class Usage extends Error {}

interface Common {
  readonly data: string
  readonly json: boolean
}
export interface IndexCommand extends Common {
  readonly name: 'index'
  readonly folders: readonly string[]
  readonly model?: string
  readonly dim?: Dim
  readonly pooling?: Pooling
  /** Recognises the words on scanned pages and pictures too. */
  readonly ocr: boolean
}
export interface SearchCommand extends Common {
  readonly name: 'search'
  readonly asked: { readonly query: string } | { readonly queries: string }
  readonly limit: number
  readonly mode: SearchMode
}
export interface StatusCommand extends Common {
  readonly name: 'status'
  /** Only this file: why it is indexed, or why not. */
  readonly path?: string
}
export interface ModelsCommand extends Common {
  readonly name: 'models'
  readonly action:
    | { readonly kind: 'list' }
    | { readonly kind: 'remove'; readonly id: string }
    | { readonly kind: 'add'; readonly id: string; readonly accept?: string; readonly from?: string }
}
export interface DevicesCommand extends Common {
  readonly name: 'devices'
  /** Tried anew, whatever is remembered. */
  readonly again: boolean
  readonly use?: Settings['device']
}
export interface ServeCommand extends Common {
  readonly name: 'serve'
  readonly port: number
}
export interface EvaluateCommand extends Common {
  readonly name: 'evaluate'
  readonly queries: string
  readonly documents: string
  readonly model?: string
  readonly dim?: Dim
  readonly pooling?: Pooling
}
export type Command =
  | { readonly name: 'help' }
  | IndexCommand
  | SearchCommand
  | StatusCommand
  | ModelsCommand
  | DevicesCommand
  | ServeCommand
  | EvaluateCommand

const common = { data: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const
const text = { type: 'string' } as const
const options = {
  index: { ...common, model: text, dim: text, pooling: text, ocr: { type: 'boolean' } },
  search: { ...common, queries: text, limit: text, mode: text },
  status: { ...common, path: text },
  models: { ...common, accept: text, from: text },
  devices: { ...common, again: { type: 'boolean' }, use: text },
  serve: { ...common, port: text },
  evaluate: { ...common, queries: text, documents: text, model: text, dim: text, pooling: text },
} as const
type Name = keyof typeof options

/** @throws {Usage} */
export function parseCommand(args: readonly string[]): Command {
  const [name = 'help', ...rest] = args
  if (['help', '--help', '-h'].includes(name)) return { name: 'help' }
  if (!Object.hasOwn(options, name)) throw new Usage(`There is no command "${name}".`)
  const { values, positionals } = parse(name as Name, rest)
  if (values.help) return { name: 'help' }
  const shared = { data: path.resolve(values.data ?? defaultData()), json: values.json ?? false }
  if (values.data === '') throw new Usage('--data needs a folder.')
  const encoder = {
    ...(values.model === undefined ? {} : { model: values.model }),
    ...(values.dim === undefined ? {} : { dim: dimOf(values.dim) }),
    ...(values.pooling === undefined ? {} : { pooling: poolingOf(values.pooling) }),
  }
  if (name !== 'index' && name !== 'search' && name !== 'models' && positionals.length > 0)
    throw new Usage(`"${positionals[0]}" is one word too many.`)
  switch (name as Name) {
    case 'index':
      if (positionals.length === 0) throw new Usage('Name at least one folder to index.')
      return { name: 'index', ...shared, folders: positionals, ...encoder, ocr: values.ocr ?? false }
    case 'search': {
      const limit = whole(values.limit ?? '10', '--limit', 1, 1000)
      return {
        name: 'search',
        ...shared,
        asked: asked(positionals, values.queries),
        limit,
        mode: modeOf(values.mode ?? 'hybrid'),
      }
    }
    case 'status':
      return { name: 'status', ...shared, ...(values.path === undefined ? {} : { path: values.path }) }
    case 'models':
      return { name: 'models', ...shared, action: modelsAction(positionals, values) }
    case 'devices': {
      const use = values.use === undefined ? {} : { use: deviceOf(values.use) }
      return { name: 'devices', ...shared, again: values.again ?? false, ...use }
    }
    case 'serve':
      return { name: 'serve', ...shared, port: whole(values.port ?? '0', '--port', 0, 65_535) }
    case 'evaluate':
      if (values.queries === undefined || values.documents === undefined)
        throw new Usage('evaluate needs --queries FILE and --documents FOLDER.')
      return { name: 'evaluate', ...shared, queries: values.queries, documents: values.documents, ...encoder }
  }
}

type Values = {
  readonly [O in
    | 'data'
    | 'path'
    | 'model'
    | 'dim'
    | 'pooling'
    | 'queries'
    | 'limit'
    | 'mode'
    | 'port'
    | 'use'
    | 'documents'
    | 'accept'
    | 'from']?: string
} & {
  readonly json?: boolean
  readonly ocr?: boolean
  readonly again?: boolean
  readonly help?: boolean
}

function parse(name: Name, args: string[]): { values: Values; positionals: string[] } {
  try {
    return parseArgs({
      args,
      options: options[name] as Record<string, { type: 'string' | 'boolean' }>,
      allowPositionals: true,
      strict: true,
    }) as {
      values: Values
      positionals: string[]
    }
  } catch (error) {
    // Node's own sentence, without its advice on how to escape: "Unknown option '--frobnicate'".
    throw new Usage(`${(error as Error).message.split('. ')[0]}.`)
  }
}

function modelsAction([kind, id, ...more]: readonly string[], { accept, from }: Values): ModelsCommand['action'] {
  if (kind === undefined) return { kind: 'list' }
  if (kind !== 'add' && kind !== 'remove') throw new Usage(`models takes add or remove, not "${kind}".`)
  if (id === undefined || more.length > 0) throw new Usage(`models ${kind} needs the id of one encoder.`)
  if (kind === 'remove') return { kind, id }
  return { kind, id, ...(accept !== undefined && { accept }), ...(from !== undefined && { from: path.resolve(from) }) }
}

function asked(positionals: readonly string[], queries: string | undefined): SearchCommand['asked'] {
  if (queries !== undefined) {
    if (positionals.length > 0) throw new Usage('Give a query or --queries, not both.')
    return { queries }
  }
  if (positionals.length === 0 || positionals.join('').trim() === '') throw new Usage('Say what to search for.')
  return { query: positionals.join(' ') }
}

function whole(value: string, option: string, least: number, most: number): number {
  const number = Number(value)
  if (!/^\d+$/.test(value) || number < least || number > most)
    throw new Usage(`${option} takes a whole number from ${least} to ${most}, not "${value}".`)
  return number
}

function dimOf(value: string): Dim {
  const dim = dims.find((each) => String(each) === value)
  if (dim === undefined) throw new Usage(`--dim takes ${dims.join(', ')}, not "${value}".`)
  return dim
}

function poolingOf(value: string): Pooling {
  const pooling = poolings.find((each) => String(each) === value)
  if (pooling === undefined) throw new Usage(`--pooling takes ${poolings.join(', ')}, not "${value}".`)
  return pooling
}

function deviceOf(value: string): Settings['device'] {
  const choices = ['automatic', ...deviceIds] as const
  const device = choices.find((each) => each === value)
  if (device === undefined) throw new Usage(`--use takes ${choices.join(', ')}, not "${value}".`)
  return device
}

function modeOf(value: string): SearchMode {
  if (value !== 'hybrid' && value !== 'meaning' && value !== 'exact')
    throw new Usage(`--mode takes hybrid, meaning or exact, not "${value}".`)
  return value
}

/** Where the system keeps the data of applications. */
export function defaultData(env = process.env, platform = process.platform): string {
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support', 'Kenning')
  if (platform === 'win32') return path.join(env.APPDATA ?? path.join(homedir(), 'AppData', 'Roaming'), 'Kenning')
  return path.join(env.XDG_DATA_HOME || path.join(homedir(), '.local', 'share'), 'kenning')
}
