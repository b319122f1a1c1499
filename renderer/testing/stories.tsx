import '../styles/tokens.css'
import '../styles/base.css'
import { createRoot } from 'react-dom/client'
import { createStore } from 'zustand/vanilla'
import type { Desktop } from '../../core/contract/desktop.ts'
import type { Installation, SearchOrder } from '../../core/contract/engine.ts'
import { EngineError } from '../../core/contract/errors.ts'
import type { Connection } from '../engine.ts'
import type { View } from '../parts/Nav.tsx'
import { type Text, textFor } from '../text/text.ts'
import { App } from '../views/App.tsx'
import { type CorpusFile, corpus } from './corpus.ts'
import { type FakeOptions, fakeEngine, home, noOriginal } from './fake-engine.ts'
import { someModels } from './fake-models.ts'
import { damaged, noPicture, plan, type Shown, survey } from './originals.ts'

/** stories.html?state=NAME&theme=light|dark&dir=ltr|rtl: each state that the app can be in, on the fake engine. */
interface Story {
  readonly view?: View
  readonly engine?: FakeOptions
  readonly connection?: Connection
  /** Files that can be shown as they are, among those of the corpus. */
  readonly originals?: readonly Shown[]
  readonly desktop?: boolean
  /** Typed into the field as a person would. */
  readonly query?: string
  /** Pressed, one after the other, once the page stands: names of buttons, radios and folders. */
  readonly press?: readonly string[]
  /** What must be there before the state stands, as a selector. */
  readonly until?: string
  /** A path that is asked about in the library. */
  readonly why?: string
  /** What the files are ordered by. */
  readonly order?: SearchOrder
  /** The command palette is open. */
  readonly palette?: boolean
}

const long: CorpusFile = {
  path: '/home/anna/Documents/Research/All the letters, one file.txt',
  size: 5_400_000,
  modified: '2026-08-08T08:08:00Z',
  passages: Array.from({ length: 6_000 }, (_, i) => ({
    place: { headings: [`Letter ${Math.floor(i / 12) + 1}`] },
    text:
      i % 997 === 996
        ? 'The neighbour wrote that the noise of the heat pump at night was no louder than the wind in the hedge.'
        : `${'We walked along the river until the light was gone, and spoke of nothing in particular. '.repeat(9)}(${i + 1})`,
  })),
}
const times = (count: number): readonly CorpusFile[] =>
  Array.from({ length: count }, (_, i) => ({
    ...corpus[i % corpus.length]!,
    path: corpus[i % corpus.length]!.path.replace(/\.(\w+)$/, ` ${i + 1}.$1`),
  }))
const suggested: FakeOptions['suggestions'] = [
  { path: '/home/anna/Documents', name: 'documents' },
  { path: '/home/anna/Desktop', name: 'desktop' },
  { path: '/home/anna/Downloads', name: 'downloads' },
]
const indexing: FakeOptions['activity'] = {
  kind: 'indexing',
  done: 516,
  total: 1_204,
  file: '/home/anna/Documents/House/Heating/Quote heat pump Larkfield.docx',
  filesPerSecond: 11.4,
  secondsLeft: 61,
}
const encoding: FakeOptions['activity'] = {
  kind: 'encoding',
  done: 6_400,
  total: 18_422,
  filesLeft: 803,
  file: '/home/anna/Documents/House/Heating/Quote heat pump Larkfield.docx',
  passagesPerSecond: 212.5,
  secondsLeft: 57,
}
const downloading: Installation = {
  kind: 'downloading',
  file: 'model.safetensors',
  done: 412_000_000,
  total: 1_230_000_000,
  bytesPerSecond: 11_400_000,
  secondsLeft: 72,
}
const query = 'Lautstärke heat pump neighbour Zebra'

const stories: Record<string, Story> = {
  'first-run': { engine: { folders: [], failures: [] } },
  'first-run-suggestions': { engine: { folders: [], failures: [], suggestions: suggested } },
  'first-run-counting': { engine: { folders: [], failures: [], suggestions: suggested, counting: true } },
  'first-run-problem': {
    engine: {
      folders: [],
      failures: [],
      broken: { addFolder: new EngineError('not-found', 'There is no folder at /home/anna/Dokumente.') },
    },
    press: ['Add a folder', 'Add “anna”'],
  },
  connecting: { connection: { kind: 'connecting' } },
  'no-key': { connection: { kind: 'gone', why: 'no-key' } },
  gone: { connection: { kind: 'gone', why: 'lost' } },
  idle: {},
  'idle-indexing': { engine: { activity: indexing } },
  found: { query },
  'found-desktop': { query, desktop: true },
  'found-pinned': { query, press: ['neighbour'] },
  'found-filters': { query: 'noise ext:pdf -in:Haus from:ada size:big "運転音" type:' },
  'filter-menu': { query: 'noise', press: ['Add a filter'] },
  'found-why': { query: 'how is the Lautstärke of a heat pump Zebra', press: ['Why'] },
  'found-why-exact': { query: 'heat pump price', press: ['Exact', 'Why'] },
  'found-weighed': { query, press: ['Why', 'Mute heat pump', 'Twice neighbour', 'Required neighbour'] },
  'found-arabic': { query: 'صوت المضخة الحرارية noise' },
  'found-many': { query: 'price', engine: { files: times(400) } },
  'found-by-date': { query: 'price', engine: { files: times(400) }, order: 'date' },
  'found-thousands': {
    query: 'price',
    get engine() {
      // Every fifth does not speak of it.
      return { files: times(12_500) }
    },
  },
  'found-long': { query: 'heat pump noise', engine: { files: [long, ...corpus] } },
  'found-unreadable': {
    query,
    engine: { broken: { document: new EngineError('not-found', 'This file is not in the index any more.') } },
  },
  searching: { query, engine: { delay: 1e9 } },
  nothing: { query: 'zebra crossing', engine: { activity: indexing } },
  'nothing-exact': { query: 'zebra', press: ['Exact'] },
  'search-failed': {
    query,
    engine: {
      broken: {
        search: new EngineError('model-missing', 'The encoder is not on this computer. Choose another one in Settings.'),
      },
    },
  },
  palette: { palette: true },
  'export-menu': { query, press: ['Export what was found'] },
  library: {
    view: 'library',
    engine: {
      folders: [
        home,
        {
          path: '/media/anna/Archive/Letters',
          state: 'offline',
          files: 310,
          failed: 0,
          notice: 'The disk of this folder is not connected. What is known of it stays searchable.',
        },
      ],
    },
  },
  'library-indexing': {
    view: 'library',
    engine: { activity: indexing, folders: [home, { path: '/home/anna/Desktop', state: 'waiting', files: 0, failed: 0 }] },
  },
  'library-encoding': { view: 'library', engine: { activity: encoding } },
  'idle-encoding': { engine: { activity: encoding } },
  'library-paused': { view: 'library', engine: { activity: { kind: 'paused', until: null, waiting: 688 } } },
  'library-paused-until': {
    view: 'library',
    engine: { activity: { kind: 'paused', until: Date.parse('2026-11-20T15:30'), waiting: 688 } },
  },
  'library-held': { view: 'library', engine: { activity: { kind: 'held', by: 'mains', waiting: 688 } } },
  'library-scanning': {
    view: 'library',
    engine: { activity: { kind: 'scanning', folder: '/home/anna/Documents' }, failures: [] },
  },
  'library-failed': {
    view: 'library',
    engine: {
      activity: {
        kind: 'failed',
        code: 'data-unreadable',
        about: '/home/anna/.local/share/kenning',
        message: 'The data folder /home/anna/.local/share/kenning cannot be written: the disk is full.',
      },
    },
  },
  'library-empty': { view: 'library', engine: { folders: [], failures: [] } },
  'library-many-failures': {
    view: 'library',
    engine: {
      failures: Array.from({ length: 3_000 }, (_, i) => ({
        path: `/home/anna/Documents/Scans/Page ${i + 1}.pdf`,
        code: i % 3 ? 'no-text' : 'damaged',
        message:
          i % 3 ? 'The pages are pictures without text.' : 'The file ends too early; it may not have been copied to the end.',
      })),
    },
  },
  'library-failed-files': { view: 'library', press: ['Failed 2'] },
  'library-100k': {
    view: 'library',
    get engine() {
      return { files: times(100_000) }
    },
  },
  'library-folder': { view: 'library', press: ['Documents'] },
  'library-why': { view: 'library', why: '/home/anna/Documents/private/diary.md' },
  'pdf-pages': { query: 'noise heat pump neighbour', originals: [survey], until: '[data-text]' },
  'pdf-second-page': { query: 'bedroom at night', originals: [survey], until: '[data-text]' },
  'pdf-as-text': { query: 'noise heat pump neighbour', originals: [survey], press: ['Plain text'], until: 'section mark' },
  'pdf-broken': { query: 'noise heat pump neighbour', originals: [damaged], until: 'section > p' },
  'pdf-by-name': {
    query: 'manual',
    originals: [{ ...survey, path: '/home/anna/Documents/House/Heating/Heat pump manual (scan).pdf', passages: [] }],
    press: ['Heat pump manual'],
    until: 'section canvas',
  },
  picture: { query: 'floor kitchen boiler room', originals: [plan], until: 'section img' },
  'picture-broken': { query: 'floor kitchen boiler room', originals: [noPicture], until: 'section mark' },
  'found-offline': {
    query,
    engine: { folders: [{ ...home, state: 'offline', notice: 'The disk of this folder is not connected.' }] },
  },
  'library-tested': { view: 'library', press: ['Try 100 passages'] },
  'library-testing': { view: 'library', engine: { counting: true }, press: ['Try 100 passages'] },
  'library-remove': { view: 'library', press: ['Remove Documents'] },
  'add-folder-chosen': { view: 'library', desktop: true, press: ['Add folder'] },
  'add-folder': { view: 'library', press: ['Add folder', 'Documents'] },
  settings: { view: 'settings' },
  'models-licence': { view: 'settings', press: ['Install Jina ColBERT v2'] },
  'models-downloading': { view: 'settings', engine: { installation: [downloading] }, press: ['Install mLateOn'] },
  'models-building': {
    view: 'settings',
    engine: { installation: [{ kind: 'building', share: 0.41 }] },
    press: ['Install mLateOn'],
  },
  'models-paused': {
    view: 'settings',
    engine: { models: someModels.map((model) => (model.id === 'mlateon' ? { ...model, arrived: 412_000_000 } : model)) },
  },
  'models-failed': {
    view: 'settings',
    engine: {
      broken: {
        installModel: new EngineError(
          'download-failed',
          'huggingface.co cannot be reached. Check the network, then try again; what has arrived is kept.',
        ),
      },
    },
    press: ['Install mLateOn'],
  },
  'models-remove': { view: 'settings', press: ['Remove ColBERTv2'] },
  'models-import': { view: 'settings', press: ['Import from a folder: mLateOn', 'Downloads'] },
  'settings-rebuild': { view: 'settings', press: ['64'] },
  'settings-rebuilding': {
    view: 'settings',
    engine: {
      activity: {
        kind: 'rebuilding',
        done: 2_130,
        total: 18_422,
        model: 'starter',
        dim: 64,
        passagesPerSecond: 310,
        secondsLeft: 53,
      },
      settings: { dim: 64 },
    },
  },
  'settings-failed': {
    view: 'settings',
    engine: { broken: { settings: new EngineError('data-unreadable', 'The settings file cannot be read.') } },
  },
  shortcuts: { press: ['Keyboard shortcuts'] },
}

const parameters = new URLSearchParams(location.search)
const page = document.documentElement
const text = textFor([parameters.get('lang') ?? 'en-GB'])

async function tell({
  view = 'search',
  engine,
  connection = { kind: 'connected' },
  originals = [],
  desktop,
  query,
  why,
  press = [],
  order,
  palette = false,
  until,
}: Story): Promise<void> {
  const theme = (parameters.get('theme') ?? 'system') as 'system' | 'light' | 'dark'
  page.dataset.theme = theme
  const fake = fakeEngine({
    ...engine,
    ...(originals.length > 0 && { originals, files: [...originals.filter(({ passages }) => passages.length > 0), ...corpus] }),
    settings: { theme, ...engine?.settings },
  })
  const connected = createStore<Connection>(() => connection)
  const root = createRoot(document.getElementById('root')!)
  const render = (words: Text) =>
    root.render(
      <App
        engine={fake}
        connection={connected}
        original={(path, { range, signal } = {}) => {
          const shown = originals.find((each) => each.path === path)
          return shown ? fetch(shown.url, { headers: range ? { range } : {}, signal: signal ?? null }) : noOriginal()
        }}
        desktop={desktop ? fakeDesktop : undefined}
        text={words}
        start={view}
      />,
    )
  // Buttons are pressed by their English names.
  render(press.length > 0 ? textFor(['en']) : text)
  if (query !== undefined) type(await appears(() => document.querySelector<HTMLInputElement>('[role=combobox]')), query)
  if (why !== undefined) {
    const field = await appears(() => document.querySelector<HTMLInputElement>('form input[aria-describedby=why-not-lead]'))
    type(field, why)
    // The button takes part once the field's word has come through.
    setTimeout(() => field.form!.requestSubmit(), 50)
  }
  if (order !== undefined) {
    const select = await appears(() => document.querySelector<HTMLSelectElement>('[role=search] select'))
    select.value = order
    select.dispatchEvent(new Event('change', { bubbles: true }))
  }
  for (const name of press) (await appears(() => control(name))).click()
  render(text)
  if (palette) {
    await appears(() => document.querySelector('[role=combobox]'))
    dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true }))
  }
  if (until !== undefined) await appears(() => document.querySelector(until))
  page.dataset.told = 'true'
}

/** Puts a value into a field as a person would. */
function type(field: HTMLInputElement, value: string): void {
  // React listens for the native setter's value, not for the property it shadows.
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(field, value)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

/** The button or radio whose label, or whose text, is `name`. */
function control(name: string): HTMLElement | null {
  const candidates = [...document.querySelectorAll<HTMLElement>('button, label')]
  const named = (element: HTMLElement) =>
    [element.getAttribute('aria-label'), element.textContent].some((text) => text?.trim().startsWith(name))
  return candidates.findLast((element) => named(element) && !element.hasAttribute('disabled')) ?? null
}

async function appears<T>(look: () => T | null): Promise<T> {
  for (;;) {
    const found = look()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}

const fakeDesktop: Desktop = {
  platform: 'linux',
  pickFolders: async () => ['/home/anna/Pictures', '/home/anna/Downloads'],
  openFile: async () => null,
  revealFile: async () => null,
  dragFile: async () => null,
  copyFile: async () => 'file',
  pathOf: () => '/home/anna/Dropped',
  onCommand: () => () => {},
}

const story = stories[parameters.get('state') ?? '']
page.lang = text.language
page.dir = parameters.get('dir') ?? text.direction

if (story) void tell(story)
else {
  const list = Object.keys(stories).map((state) => (
    <li key={state}>
      <a href={`?state=${state}`}>{state}</a>
    </li>
  ))
  createRoot(document.getElementById('root')!).render(<ul>{list}</ul>)
}
