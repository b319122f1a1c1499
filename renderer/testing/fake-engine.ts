import type {
  Activity,
  Devices,
  DeviceUse,
  Directory,
  Engine,
  FileFailure,
  Folder,
  Installation,
  Model,
  Original,
  Settings,
  Status,
} from '../../core/contract/engine.ts'
import { cancelled, EngineError } from '../../core/contract/errors.ts'
import type { Estimate, Suggestion } from '../../core/contract/estimate.ts'
import { type CorpusFile, corpus } from './corpus.ts'
import { fakeCoverage, fakePage, lacksText, rowsOf } from './fake-ledger.ts'
import { someModels, withModel } from './fake-models.ts'
import { documentOf, evidenceOf, find } from './fake-search.ts'

export interface FakeOptions {
  readonly folders?: readonly Folder[]
  readonly activity?: Activity
  readonly failures?: readonly FileFailure[]
  readonly settings?: Partial<Settings>
  /** What encodes, and why not what was asked for. */
  readonly device?: DeviceUse
  readonly files?: readonly CorpusFile[]
  /** Files that can be shown as they are; of all others there is the text alone. */
  readonly originals?: readonly (Pick<CorpusFile, 'path' | 'size'> & Pick<Original, 'type'>)[]
  readonly models?: readonly Model[]
  /** The steps of an installation; it stays at the last one until it is stopped. Without them it is done at once. */
  readonly installation?: readonly Installation[]
  readonly suggestions?: readonly Suggestion[]
  /** Folders are counted, and passages tried, without an end. */
  readonly counting?: boolean
  /** Milliseconds before a call is answered. */
  readonly delay?: number
  /** Procedures that fail, and with what. */
  readonly broken?: Partial<Record<keyof Engine, EngineError>>
}

export const home: Folder = { path: '/home/anna/Documents', state: 'watching', files: 1_204, failed: 2 }

export const someFailures: readonly FileFailure[] = [
  {
    path: '/home/anna/Documents/Money/Tax 2023.pdf',
    code: 'encrypted',
    message: 'The file is locked with a password. Save a copy without one.',
  },
  { path: '/home/anna/Documents/House/old scan.pdf', code: 'no-text', message: 'The pages are pictures without text.' },
  {
    path: '/home/anna/Documents/البيت/عقد قديم.docx',
    code: 'damaged',
    message: 'The file ends too early; it may not have been copied to the end.',
  },
]

const devices: Devices = {
  devices: [
    { id: 'cpu', name: 'Intel(R) Core(TM) i7-1185G7', trial: { kind: 'works', tokensPerSecond: 612 } },
    { id: 'cuda', name: 'NVIDIA GeForce RTX 3050', trial: { kind: 'missing' } },
    { id: 'webgpu', name: 'NVIDIA GeForce RTX 3050', trial: { kind: 'works', tokensPerSecond: 8_450 } },
  ],
  best: 'webgpu',
  used: { device: 'cpu', why: { asked: 'webgpu', kind: 'not-made' } },
  forCards: false,
  measuredWith: 'Jina ColBERT v2',
}

/**
 * An engine in memory for stories and tests: it finds words and, by a small table of concepts, their like in other
 * languages. Everything it says has the shape of the real one's answers; none of it is measured.
 */
export function fakeEngine(options: FakeOptions = {}): Engine & { readonly calls: [keyof Engine, unknown][] } {
  const { delay = 0, broken = {}, files = corpus } = options
  const calls: [keyof Engine, unknown][] = []
  let folders = options.folders ?? [home]
  let failures = options.failures ?? someFailures
  let activity: Activity = options.activity ?? { kind: 'idle' }
  let settings: Settings = {
    model: 'starter',
    dim: 96,
    pooling: 1,
    device: 'automatic',
    theme: 'system',
    language: 'system',
    keepHistory: true,
    history: ['how loud is the heat pump', 'rent 2026 ext:pdf', '暖房の費用'],
    saved: [{ query: 'invoice modified:<1y', mode: 'exact' }],
    exclusions: ['*.log', 'private/'],
    leftOut: [],
    hidden: false,
    largest: null,
    paused: false,
    waitsFor: [],
    ocr: { when: 'idle', pictures: false, languages: 'system' },
    ...options.settings,
  }
  let models = options.models ?? someModels
  const changed = new EventTarget()
  const rows = () => (folders.length === 0 ? [] : rowsOf(files, failures, folders))
  const notify = () => changed.dispatchEvent(new Event('change'))

  const status = (): Status => {
    const some = folders.length > 0
    const noText = failures.filter(lacksText).length
    return {
      activity,
      folders,
      files: { indexed: some ? 1_201 : 0, failed: failures.length - noText, skipped: some ? 87 : 0, noText },
      passages: some ? 18_422 : 0,
      tokens: some ? 2_964_310 : 0,
      bytes: { text: some ? 14_800_000 : 0, index: some ? 182_000_000 : 0 },
      model: 'starter',
      dim: 96,
      pooling: 1,
      device: options.device ?? { device: 'cpu' },
      recognition: { waiting: 3, reading: { path: '/home/anna/Documents/Scan 2019-05-12.pdf', done: 2, total: 12 } },
    }
  }

  async function answer<T>(procedure: keyof Engine, input: unknown, signal: AbortSignal | undefined, value: () => T): Promise<T> {
    calls.push([procedure, input])
    await new Promise((resolve) => setTimeout(resolve, delay))
    if (signal?.aborted) throw cancelled()
    const error = broken[procedure]
    if (error) throw error
    return value()
  }

  return {
    calls,
    search: (input, signal) => answer('search', input, signal, () => find(files, input)),
    evidence: (input, signal) => answer('evidence', input, signal, () => evidenceOf(files, input)),
    document: (input, signal) => answer('document', input, signal, () => documentOf(files, input.path)),
    original: (input, signal) =>
      answer('original', input, signal, () => {
        const shown = options.originals?.find(({ path }) => path === input.path)
        return { path: input.path, type: shown?.type ?? null, size: shown?.size ?? 0 }
      }),
    addFolder: (input, signal) =>
      answer('addFolder', input, signal, () => {
        const folder: Folder = { path: input.path, state: 'scanning', files: 0, failed: 0 }
        if (!folders.some(({ path }) => path === folder.path)) folders = [...folders, folder]
        notify()
        return folder
      }),
    removeFolder: (input, signal) =>
      answer('removeFolder', input, signal, () => {
        folders = folders.filter(({ path }) => path !== input.path)
        notify()
        return null
      }),
    retry: (input, signal) =>
      answer('retry', input, signal, () => {
        failures = input.path === undefined ? [] : failures.filter(({ path }) => path !== input.path)
        notify()
        return null
      }),
    failures: (input, signal) => answer('failures', input, signal, () => failures),
    ledger: (input, signal) => answer('ledger', input, signal, () => fakePage(rows(), input)),
    coverage: (input, signal) => answer('coverage', input, signal, () => fakeCoverage(rows(), folders, input.folder)),
    explain: (input, signal) =>
      answer('explain', input, signal, () => ({
        path: input.path,
        folder: '/home/anna/Documents',
        state: 'ignored' as const,
        message: 'A rule leaves out the folder /home/anna/Documents/private: private/ (one of your exclusions)',
        offline: false,
        rule: { pattern: 'private/', origin: 'own', reason: 'One of your own rules.', at: '/home/anna/Documents/private' },
      })),
    async *status(_input, signal) {
      if (broken.status) throw broken.status
      while (!signal?.aborted) {
        yield status()
        await new Promise<void>((resolve) => {
          changed.addEventListener('change', () => resolve(), { once: true })
          signal?.addEventListener('abort', () => resolve(), { once: true })
        })
      }
    },
    settings: (input, signal) => answer('settings', input, signal, () => settings),
    changeSettings: (input, signal) =>
      answer('changeSettings', input, signal, () => {
        settings = { ...settings, ...input }
        if (input.paused !== undefined)
          activity = input.paused
            ? { kind: 'paused', until: typeof input.paused === 'object' ? input.paused.until : null, waiting: 212 }
            : { kind: 'idle' }
        if (input.model ?? input.dim) {
          activity = {
            kind: 'rebuilding',
            done: 0,
            total: 18_422,
            model: settings.model,
            dim: settings.dim,
            passagesPerSecond: 0,
            secondsLeft: null,
          }
        }
        notify()
        return settings
      }),
    models: (input, signal) => answer('models', input, signal, () => models),
    async *installModel(input, signal) {
      calls.push(['installModel', input])
      const model = models.find((each) => each.id === input.id)
      if (!model) throw new EngineError('invalid-input', `There is no encoder "${input.id}".`)
      if (broken.installModel) throw broken.installModel
      yield* options.installation ?? []
      if (options.installation) {
        await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
        models = withModel(models, { ...model, arrived: 320_000_000 })
        throw cancelled()
      }
      const installed: Model = { ...model, state: 'installed', bytes: 1_700_000_000 }
      models = withModel(models, installed)
      yield { kind: 'installed', model: installed }
    },
    removeModel: (input, signal) =>
      answer('removeModel', input, signal, () => {
        const { arrived: _, ...model } = models.find(({ id }) => id === input.id)!
        models = withModel(models, { ...model, state: 'available' })
        return null
      }),
    devices: (input, signal) => answer('devices', input, signal, () => devices),
    async *recall({ passages }, signal) {
      calls.push(['recall', { passages }])
      if (broken.recall) throw broken.recall
      const missed = [{ path: '/home/anna/Documents/Money/Household 2026.xlsx', query: '310 44 12 310 44 12' }]
      for (let done = 0; done <= passages; done++) {
        if (signal?.aborted) throw cancelled()
        yield { done, total: passages, first: Math.max(0, done - 1), ten: done, missed: done < passages ? [] : missed }
        if (done === 40 && options.counting)
          await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
      }
    },
    async *estimate({ path }, signal) {
      calls.push(['estimate', { path }])
      if (broken.estimate) throw broken.estimate
      yield { ...fakeEstimate(path), state: 'counting', files: 310 }
      if (options.counting) await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
      yield fakeEstimate(path)
    },
    suggestions: (input, signal) => answer('suggestions', input, signal, () => options.suggestions ?? []),
    directory: (input, signal) => answer('directory', input, signal, () => directoryOf(input.path ?? '/home/anna')),
  }
}

/** The files of the corpus are words alone. */
export const noOriginal = async (): Promise<Response> => new Response(null, { status: 404 })

const fakeEstimate = (path: string): Estimate => {
  const files = path.endsWith('Downloads') ? 2_310 : 1_204
  const textBytes = files * 12_300
  const index = { 64: textBytes * 11, 96: textBytes * 14, 128: textBytes * 18 }
  return { path, state: 'counted', files, bytes: files * 91_000, byName: 87, textBytes, index, seconds: 194, basis: 'typical' }
}

const tree: Record<string, readonly string[]> = {
  '/home/anna': ['Bilder', 'Desktop', 'Documents', 'Downloads', 'Music', 'مستندات'],
  '/home/anna/Documents': ['Haus', 'House', 'Kitchen', 'Money', 'Rowing club', 'البيت', '家'],
  '/home': ['anna'],
}

function directoryOf(path: string): Directory {
  const parent = path.slice(0, path.lastIndexOf('/')) || null
  if (parent && !tree[path] && !tree[parent]?.includes(path.slice(parent.length + 1))) {
    throw new EngineError('not-found', `There is no folder at ${path}.`)
  }
  return { path, parent, children: (tree[path] ?? []).map((name) => ({ name, path: `${path}/${name}` })) }
}
