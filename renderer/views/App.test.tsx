import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Desktop } from '../../core/contract/desktop.ts'
import { EngineError } from '../../core/contract/errors.ts'
import type { Connection } from '../engine.ts'
import { type FakeOptions, fakeEngine, home, noOriginal } from '../testing/fake-engine.ts'
import { textFor } from '../text/text.ts'
import { App } from './App.tsx'

let root: Root
let connection: StoreApi<Connection>

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  // jsdom lays nothing out: without a height the virtual lists would show nothing.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(2_000)
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(100)
  HTMLElement.prototype.scrollTo = () => {}
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function () {
    this.open = false
  }
  document.body.innerHTML = '<div id="root"></div>'
  root = createRoot(document.getElementById('root')!)
})
afterEach(async () => {
  await act(async () => root.unmount())
  vi.restoreAllMocks()
})

const settle = (milliseconds = 30) => act(() => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)))

async function open(options: FakeOptions = {}, desktop?: Desktop) {
  const engine = fakeEngine(options)
  connection = createStore<Connection>(() => ({ kind: 'connected' }))
  await act(async () =>
    root.render(<App engine={engine} connection={connection} original={noOriginal} desktop={desktop} text={textFor(['en'])} />),
  )
  await settle()
  return engine
}

/** Waits until there is one; a loaded machine may take its time. */
async function appears(selector: string): Promise<void> {
  for (let tries = 0; !document.querySelector(selector) && tries < 100; tries++) await settle()
}

/** As `appears`, for what a test looks at. */
async function becomes<T>(look: () => T, wanted: T): Promise<void> {
  for (let tries = 0; look() !== wanted && tries < 100; tries++) await settle()
  expect(look()).toBe(wanted)
}

const field = () => document.querySelector<HTMLInputElement>('[role=combobox]')!
const options = () => [...document.querySelectorAll<HTMLElement>('[role=option]')]
const chosen = () => document.querySelector('[role=option][aria-selected=true]')
const button = (name: string) =>
  [...document.querySelectorAll('button')].find((each) => (each.getAttribute('aria-label') ?? each.textContent) === name)!
const press = (target: Element, key: string, more: KeyboardEventInit = {}) =>
  act(async () => void target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })))
const click = (target: Element) => act(async () => void target.dispatchEvent(new MouseEvent('click', { bubbles: true })))

/** Lets go of a folder over the page, of which a browser tells the name. */
async function drop(name: string) {
  const item = { webkitGetAsEntry: () => ({ isDirectory: true, name }) }
  const event = Object.assign(new Event('drop', { bubbles: true, cancelable: true }), {
    dataTransfer: { types: ['Files'], items: [item], files: [] },
  })
  await act(async () => void document.body.dispatchEvent(event))
  await settle()
}

/** A desktop shell in which nothing happens. */
const shell: Desktop = {
  platform: 'linux',
  pickFolders: async () => [],
  openFile: async () => null,
  revealFile: async () => null,
  dragFile: async () => null,
  copyFile: async () => 'file',
  pathOf: () => '',
  onCommand: () => () => {},
}

/** Puts `value` into an input the way typing does. */
async function type(value: string, input: HTMLInputElement | HTMLTextAreaElement = field(), event: InputEventInit = {}) {
  await act(async () => {
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(input), 'value')!.set!.call(input, value)
    input.dispatchEvent(new InputEvent('input', { bubbles: true, ...event }))
  })
  await settle()
}

describe('searching', () => {
  it('shows files as one types, the best one chosen and pointed at by the field', async () => {
    await open()
    await type('heat pump neighbour')
    expect(options().length).toBeGreaterThan(3)
    expect(chosen()).toBe(options()[0])
    expect(field().getAttribute('aria-activedescendant')).toBe(options()[0]!.id)
    expect(document.getElementById(field().getAttribute('aria-controls')!)?.getAttribute('role')).toBe('listbox')
  })

  it('does not search while an input method is composing', async () => {
    const engine = await open()
    const searches = () =>
      engine.calls.filter(([name]) => name === 'search').map(([, input]) => (input as { query: string }).query)
    await act(async () => void field().dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true })))
    await type('ひーと', field(), { isComposing: true })
    expect(field().value).toBe('ひーと')
    expect(searches()).toEqual([])
    await type('ヒートポンプ', field(), { isComposing: true })
    await act(async () => void field().dispatchEvent(new CompositionEvent('compositionend', { bubbles: true })))
    expect(searches()).toEqual(['ヒートポンプ'])
  })

  it('moves through the files with the arrows, the focus staying in the field', async () => {
    await open()
    await type('price')
    field().focus()
    await press(field(), 'ArrowDown')
    await press(field(), 'ArrowDown')
    expect(chosen()).toBe(options()[2])
    await press(field(), 'ArrowUp')
    expect(chosen()).toBe(options()[1])
    expect(document.activeElement).toBe(field())
  })

  it('marks the letters that answer, as strongly as they do, and names the word', async () => {
    await open()
    await type('Nachbar')
    const marks = [...document.querySelectorAll('mark')].map((mark) => [
      mark.textContent,
      mark.style.getPropertyValue('--weight'),
      mark.dataset.term,
    ])
    expect(marks).toContainEqual(['voisin', '0.93', 'Nachbar'])
  })

  it('shows only the matches of a word that is held, and says which words found nothing', async () => {
    await open()
    await type('noise price zebra')
    const words = new Set([...document.querySelectorAll('mark')].map((mark) => mark.dataset.term))
    expect(words).toEqual(new Set(['noise', 'price']))
    await click(button('price'))
    expect(button('price').getAttribute('aria-pressed')).toBe('true')
    expect(new Set([...document.querySelectorAll('mark')].map((mark) => mark.dataset.term))).toEqual(new Set(['price']))
    expect(document.querySelector('[data-state=nowhere]')?.getAttribute('title')).toBe('Nothing in your files speaks of “zebra”')
    await press(field(), 'Escape')
    expect(button('price').getAttribute('aria-pressed')).toBe('false')
    expect(field().value).toBe('noise price zebra')
    await press(field(), 'Escape')
    expect(field().value).toBe('')
  })

  it('shows the operators of the query, says what has no effect, and takes one away by a press', async () => {
    await open()
    await type('noise ext:pdf size:big')
    expect(options().every((option) => option.textContent.includes('.pdf'))).toBe(true)
    const chips = () => [...document.querySelectorAll<HTMLElement>('[aria-label=Filters] button')]
    expect(chips().map(({ textContent }) => textContent)).toEqual([
      'ext:pdf. Remove',
      'size:big: Kenning does not know this value of size:, so it does nothing. Remove',
    ])
    await click(chips()[0]!)
    await settle()
    expect(field().value).toBe('noise size:big')
    expect(document.activeElement).toBe(field())
    expect(options().some((option) => option.textContent.includes('.docx'))).toBe(true)
  })

  it('completes an operator with the keys, and leaves them alone otherwise', async () => {
    await open()
    await type('noise lang:ger')
    const list = () => document.querySelector('[role=listbox][aria-label=Values]')
    expect(list()?.textContent).toBe('lang:deGerman')
    expect(field().getAttribute('aria-controls')).toBe(list()!.id)
    await press(field(), 'ArrowDown')
    expect(document.getElementById(field().getAttribute('aria-activedescendant')!)?.textContent).toContain('lang:de')
    await press(field(), 'Enter')
    await settle()
    expect(field().value).toBe('noise lang:de ')
    expect(list()).toBeNull()
    await type('noise lang:f')
    await press(field(), 'Escape')
    expect(list()).toBeNull()
    expect(field().value).toBe('noise lang:f')
  })

  it('offers the operators in a menu', async () => {
    await open()
    await type('noise')
    await click(button('Add a filter'))
    const items = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')]
    expect(document.activeElement).toBe(items[0])
    await press(items[0]!, 'ArrowDown')
    expect(document.activeElement).toBe(items[1])
    await click(items[1]!)
    await settle()
    expect(field().value).toBe('noise ext:')
    expect(document.querySelector('[role=menu]')).toBeNull()
    expect(document.querySelectorAll('[aria-label=Values] [role=option]').length).toBeGreaterThan(3)
  })

  it('keeps a query that led to a file, saves a search, and offers both again', async () => {
    const engine = await open({ settings: { history: [], saved: [] } })
    const changes = () => engine.calls.filter(([name]) => name === 'changeSettings').map(([, input]) => input)
    await type('noise')
    await click(button('Save this search'))
    await settle()
    expect(button('Save this search').getAttribute('aria-pressed')).toBe('true')
    await click(options()[0]!.firstElementChild!)
    await settle()
    expect(changes()).toEqual([{ saved: [{ query: 'noise', mode: 'hybrid' }] }, { history: ['noise'] }])
    await click(button('Clear the search'))
    await settle()
    expect(document.querySelector('[aria-label="Recent searches"]')?.textContent).toContain('noise')
    await click(button('Forget “noise”'))
    await settle()
    expect(document.querySelector('[aria-label="Recent searches"]')).toBeNull()
    await click(document.querySelector('[aria-label="Saved searches"] button')!)
    await settle()
    expect(field().value).toBe('noise')
  })

  it('works in a browser that keeps nothing for pages', async () => {
    const refuse = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    }
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(refuse)
    vi.spyOn(Storage.prototype, 'getItem').mockImplementation(refuse)
    await open()
    await type('noise')
    expect(options().length).toBeGreaterThan(0)
  })

  it('leaves to an input method the key that ended its composition, of which Safari tells afterwards', async () => {
    const openFile = vi.fn(async () => null)
    await open({}, { ...shell, openFile })
    await type('noise')
    await press(field(), 'Enter', { keyCode: 229 })
    expect(openFile).not.toHaveBeenCalled()
    await press(field(), 'Escape', { keyCode: 229 })
    expect(field().value).toBe('noise')
    await press(field(), 'Enter')
    expect(openFile).toHaveBeenCalledOnce()
  })

  it('does an action by its name, and puts the focus where it leads', async () => {
    const engine = await open()
    await press(field(), 'k', { ctrlKey: true })
    const dialog = document.querySelector<HTMLElement>('dialog')!
    const input = dialog.querySelector('input')!
    await type('appear dark', input)
    expect([...dialog.querySelectorAll('[role=option]')].map(({ textContent }) => textContent)).toEqual(['Appearance: Dark'])
    await press(input, 'Enter')
    await settle()
    expect(document.querySelector('dialog')).toBeNull()
    expect(engine.calls).toContainEqual(['changeSettings', { theme: 'dark' }])
  })

  it('keeps the path that is typed while the folders are still on their way', async () => {
    await open({ folders: [], delay: 60 })
    await settle(100)
    await click(button('Add a folder'))
    const path = document.querySelector<HTMLInputElement>('dialog input')!
    await type('/home/anna/Documents', path)
    await settle(150)
    expect(document.querySelector('dialog li')).not.toBeNull()
    expect(path.value).toBe('/home/anna/Documents')
  })

  it('keeps no history when there shall be none', async () => {
    const engine = await open({ settings: { keepHistory: false, history: [] } })
    await type('noise')
    await click(options()[0]!.firstElementChild!)
    await settle()
    expect(engine.calls.filter(([name]) => name === 'changeSettings')).toEqual([])
  })

  it('speaks the language that was chosen, and turns to its direction', async () => {
    await open({ settings: { language: 'ar' } })
    expect(document.documentElement.lang).toBe('ar')
    expect(document.documentElement.dir).toBe('rtl')
    expect(field().placeholder).toBe('عمّ تبحث؟ بأي لغة.')
  })

  it('says nothing of the search anew when the language changes', async () => {
    const engine = await open({ settings: { language: 'en' } })
    await type('noise')
    const said = () => document.querySelector('[aria-live=polite][class=unseen]')!.textContent
    const before = '6 files, best: Quote heat pump Larkfield.docx'
    await becomes(said, before)
    const { changeSettings } = engine
    const late = Promise.withResolvers<void>()
    engine.changeSettings = async (input, signal) => {
      await late.promise
      return changeSettings(input, signal)
    }
    await click(button('Settings'))
    await click(document.querySelector('input[type=radio][value=de]')!)
    await settle(600)
    expect(document.querySelector('h1')?.textContent).toBe('Einstellungen')
    expect(said()).toBe(before)
    late.resolve()
    await becomes(said, 'Gespeichert')
  })

  it('reads out what was done, although the same is found again meanwhile', async () => {
    await open({}, shell)
    await type('noise')
    const said = () => document.querySelector('[aria-live=polite][class=unseen]')!.textContent
    await becomes(said, '6 files, best: Quote heat pump Larkfield.docx')
    await act(async () => void document.dispatchEvent(new Event('copy', { cancelable: true })))
    await act(async () => connection.setState({ kind: 'connected' }, true))
    await becomes(said, 'File copied')
  })

  it('confirms a change of language in the new one', async () => {
    await open({ settings: { language: 'en' } })
    await click(button('Settings'))
    await click(document.querySelector('input[type=radio][value=de]')!)
    await settle()
    expect([...document.querySelectorAll('*')].map(({ textContent }) => textContent)).toContain('Gespeichert')
  })

  it('tells why, word by word, and ranks anew as words are muted, doubled and demanded', async () => {
    const engine = await open()
    await type('noise price zebra')
    await click(button('Why'))
    const why = () => document.querySelector('section[aria-label="Why this file"]')!.textContent
    expect(why()).toContain('Nothing in your files speaks of “zebra”')
    const first = () => options()[0]!.textContent
    await click(button('Mute noise'))
    await settle()
    expect(first()).toMatch(/price|costs/i)
    expect([...document.querySelectorAll('mark')].some((mark) => mark.dataset.term === 'noise')).toBe(false)
    await click(button('Twice price'))
    await click(button('Required price'))
    await settle()
    expect(engine.calls.findLast(([name]) => name === 'search')![1]).toMatchObject({
      weights: [
        { word: 'noise', weight: 0, required: false },
        { word: 'price', weight: 2, required: true },
      ],
    })
    await click(button('Mute noise'))
    await settle()
    expect([...document.querySelectorAll('mark')].some((mark) => mark.dataset.term === 'noise')).toBe(true)
  })

  it('shows what the folders of the native dialog take before they are added', async () => {
    const engine = await open({ folders: [], failures: [] }, { ...shell, pickFolders: async () => ['/home/anna/Bilder'] })
    await click(button('Add a folder'))
    await settle(500)
    expect(document.querySelector('dialog')?.textContent).toContain('1,204 files to read')
    expect(engine.calls.some(([procedure]) => procedure === 'addFolder')).toBe(false)
    await click(button('Add “Bilder”'))
    await settle()
    expect(engine.calls).toContainEqual(['addFolder', { path: '/home/anna/Bilder' }])
  })

  it('opens with Enter and reveals with Ctrl+Enter in a desktop shell', async () => {
    const opened: string[] = []
    await open(
      {},
      {
        ...shell,
        openFile: async (path) => {
          opened.push(`open ${path}`)
          return null
        },
        revealFile: async (path) => {
          opened.push(`reveal ${path}`)
          return null
        },
      },
    )
    await type('borscht Чеснок')
    await press(field(), 'Enter')
    await press(field(), 'Enter', { ctrlKey: true })
    const path = '/home/anna/Documents/Кухня/Бабушкин борщ.md'
    expect(opened).toEqual([`open ${path}`, `reveal ${path}`])
  })

  it('shows the whole text of the file with the passage that answers, and goes on to the next with F3', async () => {
    await open()
    await type('heat pump price')
    await settle(150)
    const text = () => document.querySelector('[aria-label="Document text"]')!
    const quote = options().find((option) => option.textContent?.includes('Larkfield'))!
    await click(quote.firstElementChild!)
    await settle(150)
    expect(text().textContent).toContain('Two fitters come for three days')
    const before = text().querySelector('[aria-current]')?.textContent
    await press(field(), 'F3')
    expect(text().querySelector('[aria-current]')?.textContent).not.toBe(before)
  })

  it('opens with Enter what the words in the field find, and not what was found by those before', async () => {
    const openFile = vi.fn(async (_: string) => null)
    const engine = await open({}, { ...shell, openFile })
    await type('price')
    const { search } = engine
    const late = Promise.withResolvers<void>()
    engine.search = async (input, signal) => {
      await late.promise
      return search(input, signal)
    }
    await type('borscht Чеснок')
    await press(field(), 'Enter')
    expect(openFile).not.toHaveBeenCalled()
    late.resolve()
    await becomes(() => openFile.mock.lastCall?.[0], '/home/anna/Documents/Кухня/Бабушкин борщ.md')
    expect(openFile).toHaveBeenCalledOnce()
  })

  it('opens with Enter the file that was chosen while the next answer is on its way', async () => {
    const openFile = vi.fn(async (_: string) => null)
    const engine = await open({}, { ...shell, openFile })
    await type('price')
    engine.search = () => new Promise(() => {})
    await type('borscht Чеснок')
    await press(field(), 'ArrowDown')
    const name = chosen()!.textContent
    await press(field(), 'Enter')
    await settle()
    expect(openFile).toHaveBeenCalledOnce()
    expect(name).toContain(openFile.mock.calls[0]![0].split('/').at(-1))
  })

  it('says in the language of the interface why a file was not opened', async () => {
    const gone = { code: 'not-found', message: 'offer.pdf is no longer there.', about: '/home/anna/offer.pdf' } as const
    await open({ settings: { language: 'de' } }, { ...shell, openFile: async () => gone })
    await type('noise')
    await press(field(), 'Enter')
    await settle()
    expect(document.body.textContent).toContain('Das ist nicht da oder nicht im Index: /home/anna/offer.pdf.')
  })

  it('copies a file that is looked at by its name, and leaves it with Home and End too', async () => {
    const copyFile = vi.fn(async (_: string) => 'file' as const)
    await open({}, { ...shell, copyFile })
    await type('manual noise')
    const name = [...document.querySelectorAll('[aria-label="By name"] button')].find(({ textContent }) =>
      textContent.startsWith('Heat pump manual'),
    )!
    await click(name)
    expect(document.querySelector('section[aria-label=Preview]')?.textContent).toContain('Heat pump manual')
    await act(async () => void document.dispatchEvent(new Event('copy', { cancelable: true })))
    expect(copyFile).toHaveBeenCalledExactlyOnceWith('/home/anna/Documents/House/Heating/Heat pump manual (scan).pdf')
    await press(document.querySelector('[role=listbox][aria-label=Results]')!, 'End')
    expect(document.querySelector('section[aria-label=Preview]')?.textContent ?? '').not.toContain('Heat pump manual')
  })

  it('shows the sentence of a failed search and asks again on demand', async () => {
    await open({ broken: { search: new EngineError('model-missing', 'The encoder is not on this computer.') } })
    await type('noise')
    expect(document.body.textContent).toContain('The encoder is not on this computer.')
    expect(button('Try again')).toBeDefined()
  })
})

describe('going about', () => {
  it('starts with the promise when there is no folder', async () => {
    await open({ folders: [], failures: [] })
    expect(document.querySelector('h1')?.textContent).toBe('Search your own files by meaning.')
    expect(document.body.textContent).toContain('No account, no telemetry.')
  })

  it('suggests folders with what they are likely to take, and reads those that are ticked', async () => {
    const engine = await open({
      folders: [],
      failures: [],
      suggestions: [
        { path: '/home/anna/Documents', name: 'documents' },
        { path: '/home/anna/Downloads', name: 'downloads' },
      ],
    })
    await settle(450)
    expect(document.querySelector('fieldset')?.textContent).toContain('1,204 files to read, 87 more found by name only')
    expect(document.querySelector('fieldset')?.textContent).toContain('ready in about 3 min')
    const box = (path: string) =>
      [...document.querySelectorAll('fieldset label')]
        .find(({ textContent }) => textContent.endsWith(path))!
        .querySelector('input')!
    expect([box('Documents').checked, box('Downloads').checked]).toEqual([true, false])
    await click(box('Downloads'))
    await click(button('Read these 2 folders'))
    await settle()
    const added = engine.calls.filter(([name]) => name === 'addFolder').map(([, input]) => input)
    expect(added).toEqual([{ path: '/home/anna/Documents' }, { path: '/home/anna/Downloads' }])
  })

  it('changes the view with Alt+2, and goes back to the field with Ctrl+F', async () => {
    await open()
    await press(document.body, '2', { code: 'Digit2', altKey: true })
    expect(document.querySelector('h1')?.textContent).toBe('Library')
    expect(document.activeElement).toBe(document.querySelector('h1'))
    await press(document.body, 'f', { ctrlKey: true })
    expect(document.activeElement).toBe(field())
  })

  it('takes "?" for the sheet of keys only where nothing is being typed', async () => {
    await open()
    await press(field(), '?')
    expect(document.querySelector('dialog')).toBeNull()
    await press(document.body, '?')
    expect(document.querySelector('dialog h2')?.textContent).toBe('Keyboard shortcuts')
  })

  it('says that the engine is gone and keeps what was found', async () => {
    await open()
    await type('noise')
    const before = options().length
    await act(async () => connection.setState({ kind: 'gone', why: 'lost' }, true))
    expect(document.body.textContent).toContain('The engine stopped answering.')
    expect(options()).toHaveLength(before)
  })
})

describe('what nobody expected', () => {
  const unheard = (reason: unknown) =>
    act(async () => void dispatchEvent(Object.assign(new Event('unhandledrejection'), { reason })))

  it('is told, and put away when it was read', async () => {
    await open({ settings: { language: 'de' } })
    await unheard(new TypeError('hits is undefined'))
    const told = () => document.querySelector('[role=alert]')
    expect(told()?.textContent).toMatch(/^Das hätte nicht geschehen dürfen.*TypeError: hits is undefined/)
    await click(told()!.querySelector('button')!)
    expect(told()).toBeNull()
    await unheard(new EngineError('disconnected', 'The engine went away.'))
    expect(told()?.textContent).toMatch(/^Die Suchmaschine antwortet gerade nicht/)
  })

  it('is not what a browser reports without an error', async () => {
    await open()
    await act(async () => void dispatchEvent(new ErrorEvent('error', { message: 'ResizeObserver loop' })))
    expect(document.querySelector('[role=alert]')).toBeNull()
  })

  it('takes a view and leaves the others', async () => {
    vi.spyOn(console, 'error').mockReturnValue()
    const engine = await open()
    engine.coverage = async () => ({ folders: [null], types: [], leftOut: [] }) as never
    await click(button('Library'))
    await appears('[role=alert]')
    expect(document.querySelector('[role=alert]')?.textContent).toContain('This should not have happened')
    expect(button('Load the page again')).toBeDefined()
    await click(button('Search'))
    await type('noise')
    expect(options().length).toBeGreaterThan(0)
  })
})

describe('the library', () => {
  it('says why a folder could not be added, from wherever it was', async () => {
    const broken = { addFolder: new EngineError('not-found', 'There is no folder at /home/anna/Bilder.') }
    await open({ broken }, { ...shell, pickFolders: async () => ['/home/anna/Bilder'] })
    await press(document.body, 'k', { ctrlKey: true })
    const input = document.querySelector<HTMLInputElement>('dialog input')!
    await type('add folder', input)
    await press(input, 'Enter')
    await settle()
    await click(button('Add “Bilder”'))
    await settle()
    expect(document.body.textContent).toContain('There is no folder at /home/anna/Bilder.')
  })

  it('removes a folder only after it asked', async () => {
    const engine = await open()
    await click(button('Library'))
    await click(button('Remove Documents'))
    expect(engine.calls.some(([name]) => name === 'removeFolder')).toBe(false)
    await click(button('Remove'))
    await settle()
    expect(engine.calls).toContainEqual(['removeFolder', { path: home.path }])
    expect(document.body.textContent).toContain('No folder yet.')
  })

  it('lists why files failed, and retries one', async () => {
    const engine = await open()
    await click(button('Library'))
    await appears('tbody td')
    expect(document.querySelector('table')?.textContent).toContain('The file is locked with a password.')
    await click(button('Retry Tax 2023.pdf'))
    expect(engine.calls).toContainEqual(['retry', { path: '/home/anna/Documents/Money/Tax 2023.pdf' }])
  })

  it('adds a folder by walking to it, where there is no dialog of the system', async () => {
    const engine = await open()
    await click(button('Library'))
    await click(button('Add folder'))
    await settle()
    await click([...document.querySelectorAll('dialog li button')].find((each) => each.textContent === 'Documents')!)
    await settle()
    await settle(450)
    expect(document.querySelector('dialog')?.textContent).toMatch(/Index: 163 MB at 64 · 207 MB at 96 · 267 MB at 128/)
    await click(button('Add “Documents”'))
    expect(engine.calls).toContainEqual(['addFolder', { path: '/home/anna/Documents' }])
  })

  it('fills in the folder that was dropped, when it lies in the home folder', async () => {
    await open()
    await drop('Bilder')
    expect(document.querySelector('dialog')?.textContent).toContain('A browser does not say where a dropped folder is.')
    expect(document.querySelector<HTMLInputElement>('dialog input')?.value).toBe('/home/anna/Bilder')
  })

  it('takes a dropped folder for what a folder is being chosen for', async () => {
    const engine = await open()
    await click(button('Settings'))
    await click(button('Import from a folder: mLateOn'))
    await settle()
    await click([...document.querySelectorAll('dialog li button')].find((each) => each.textContent === 'Documents')!)
    await settle()
    await drop('Bilder')
    await click(button('Import from “Bilder”'))
    await settle()
    expect(engine.calls).toContainEqual(['installModel', { id: 'mlateon', from: '/home/anna/Bilder' }])
    expect(engine.calls.some(([name]) => name === 'addFolder')).toBe(false)
  })
})

describe('the files', () => {
  const names = () =>
    [...document.querySelectorAll('tbody td:first-child')].map((cell) => cell.querySelector('div')!.textContent).filter(Boolean)
  const filterField = () => document.querySelector<HTMLInputElement>('[aria-label="Filter by name, folder or reason"]')!

  it('are chosen by state, words, folder and kind, and sorted by a column', async () => {
    const engine = await open()
    await click(button('Library'))
    await appears('tbody td')
    await click([...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Failed 2')!)
    await settle()
    expect(names()).toEqual(['Tax 2023.pdf', 'عقد قديم.docx'])
    await type('locked', filterField())
    expect(names()).toEqual(['Tax 2023.pdf'])
    await type('zebra', filterField())
    expect(document.body.textContent).toContain('No file matches.')
    await type('', filterField())
    await click([...document.querySelectorAll('button')].find(({ textContent }) => textContent.startsWith('All '))!)
    await click(document.querySelector('[aria-label="By kind of file"] button[title=pdf]')!)
    await settle()
    expect(names().every((name) => name.endsWith('.pdf'))).toBe(true)
    await click([...document.querySelectorAll('th button')].find(({ textContent }) => textContent === 'Size')!)
    await settle()
    expect(document.querySelector('th[aria-sort=descending]')?.textContent).toBe('Size')
    expect(engine.calls.findLast(([name]) => name === 'ledger')![1]).toMatchObject({
      type: 'pdf',
      order: 'size',
      descending: true,
    })
    button('Kind: .pdf. Show all again').focus()
    await click(button('Kind: .pdf. Show all again'))
    await settle()
    expect(document.activeElement?.textContent).toMatch(/^All /)
    expect(names().some((name) => name.endsWith('.md'))).toBe(true)
  })

  it('are not exported while the engine is gone, and one is told', async () => {
    const broken: FakeOptions['broken'] = {}
    await open({ broken })
    await click(button('Library'))
    await appears('tbody td')
    Object.assign(broken, { ledger: new EngineError('disconnected', 'The engine is not connected.') })
    await click(button('Export this list'))
    await click(document.querySelector('[role=menuitem]')!)
    await settle()
    expect(document.querySelector('[aria-labelledby=files]')?.textContent).toContain('The engine is not connected.')
  })

  it('are counted by folder, and below a folder by what lies in it', async () => {
    await open()
    await click(button('Library'))
    await appears('tbody td')
    const rows = () => [...document.querySelectorAll('[aria-label="By folder"] li')].map(({ textContent }) => textContent)
    expect(rows()).toEqual([expect.stringMatching(/^Documents\d+ files · \d+% searchable$/)])
    document.querySelector<HTMLElement>('[aria-label="By folder"] button')!.focus()
    await click(document.querySelector('[aria-label="By folder"] button')!)
    await settle()
    expect(document.activeElement).toBe(button('All folders'))
    expect(rows().some((row) => row.startsWith('House'))).toBe(true)
    await click(button('All folders'))
    await settle()
    expect(rows()).toHaveLength(1)
  })

  it('are explained one by one: what is known of a path, and the rule that leaves it out', async () => {
    const engine = await open()
    await click(button('Library'))
    const path = document.querySelector<HTMLInputElement>('[aria-label="Path of the file"]')!
    await type('"/home/anna/Documents/private/diary.md"', path)
    await act(async () => path.form!.requestSubmit())
    await settle()
    expect(engine.calls).toContainEqual(['explain', { path: '/home/anna/Documents/private/diary.md' }])
    const answer = [...document.querySelectorAll('[role=status]')].find(({ textContent }) => textContent.startsWith('Left out'))
    expect(answer?.textContent).toContain('private/')
  })

  it('of a disk that is away say so, in the library and among the results', async () => {
    const notice = 'The disk of this folder is not connected.'
    await open({ folders: [{ ...home, state: 'offline', notice }] })
    await type('noise')
    expect(options()[0]!.textContent).toContain('Not reachable')
    await click(button('Library'))
    await appears('tbody td')
    expect(document.querySelector('[aria-label=Folders]')?.textContent).toContain(notice)
    expect(document.querySelector('table')?.textContent).toContain('Not reachable now')
  })
})

it('says what rules leave out of the folders, each with what it took', async () => {
  await open()
  await click(button('Library'))
  await appears('[aria-labelledby=coverage] details')
  const leftOut = document.querySelector('[aria-labelledby=coverage] details')!
  expect(leftOut.querySelector('summary')?.textContent).toBe('Left out by rules: 243 files, 13 folders with all inside')
  expect([...leftOut.querySelectorAll('li')].map(({ textContent }) => textContent)).toContain(
    '*.log31 filesOne of your own rules.',
  )
})

describe('the test of search', () => {
  it('says in a sentence how many passages are found, and what was not', async () => {
    const engine = await open()
    await click(button('Library'))
    await click(button('Try 100 passages'))
    await settle()
    expect(engine.calls).toContainEqual(['recall', { passages: 100 }])
    expect(document.body.textContent).toContain(
      'Of 100 sampled passages, 99 are found first by their own words, and 100 among the first ten files.',
    )
    expect(document.querySelector('[aria-labelledby=self-test] details')?.textContent).toContain('Household 2026.xlsx')
  })

  it('stops when told so, and counts what was tried', async () => {
    await open({ counting: true })
    await click(button('Library'))
    await click(button('Try 100 passages'))
    await settle()
    expect(document.querySelector('[aria-label=Trying]')?.getAttribute('aria-valuenow')).toBe('40')
    await click(button('Stop'))
    await settle()
    expect(document.body.textContent).toContain('Of 40 sampled passages, 39 are found first')
    expect(document.body.textContent).toContain('Stopped before the end.')
  })
})

describe('the settings', () => {
  it('asks before it builds a new index, and says that the old one answers meanwhile', async () => {
    const engine = await open()
    await click(button('Settings'))
    await click(document.querySelector('input[name=dim][value="64"]')!)
    expect(document.querySelector('dialog')?.textContent).toContain('keeps answering until the new one is complete')
    expect(engine.calls.some(([name]) => name === 'changeSettings')).toBe(false)
    await click(button('Build new index'))
    await settle()
    expect(engine.calls).toContainEqual(['changeSettings', { model: 'starter', dim: 64 }])
  })

  it('offers only devices that work, and says why the others do not', async () => {
    const engine = await open()
    await click(button('Settings'))
    await settle()
    const choice = (id: string) => document.querySelector<HTMLInputElement>(`input[name=device][value=${id}]`)!
    expect(choice('automatic').checked).toBe(true)
    expect(choice('cuda').disabled).toBe(true)
    expect(choice('cuda').closest('label')?.textContent).toContain('CUDA is not installed')
    expect(choice('webgpu').closest('label')?.textContent).toContain('8,450 tokens a second')
    await click(choice('webgpu'))
    await settle()
    expect(engine.calls).toContainEqual(['changeSettings', { device: 'webgpu' }])
  })

  it('say on every page that a graphics card stopped', async () => {
    await open({ device: { device: 'cpu', why: { asked: 'webgpu', kind: 'lost' } } })
    expect(document.body.textContent).toContain('Graphics card (WebGPU) stopped while it encoded')
  })

  it('asks before tokens share their vectors, for that builds a new index', async () => {
    const engine = await open()
    await click(button('Settings'))
    await click(document.querySelector('input[name=pooling][value="2"]')!)
    await click(button('Build new index'))
    await settle()
    expect(engine.calls).toContainEqual(['changeSettings', { model: 'starter', dim: 96, pooling: 2 }])
  })

  it('keep the rules that were typed when the engine refuses them', async () => {
    const broken = { changeSettings: new EngineError('data-unreadable', 'The disk is full.') }
    await open({ broken })
    await click(button('Settings'))
    const rules = () => document.querySelector<HTMLTextAreaElement>('textarea')!
    await type('*.log\nprivate/\n*.bak', rules())
    await click(button('Save'))
    await settle()
    expect(document.body.textContent).toContain('The disk is full.')
    expect(rules().value).toBe('*.log\nprivate/\n*.bak')
    expect(button('Save').disabled).toBe(false)
    await click(button('Undo changes'))
    expect(rules().value).toBe('*.log\nprivate/')
  })

  it('takes on the light that was chosen', async () => {
    await open()
    await click(button('Settings'))
    await click(document.querySelector('input[name=theme][value=dark]')!)
    await settle()
    expect(document.documentElement.dataset.theme).toBe('dark')
  })
})

describe('the encoders', () => {
  const calls = (engine: Awaited<ReturnType<typeof open>>, name: string) =>
    engine.calls.filter(([each]) => each === name).map(([, input]) => input)

  it('are downloaded only once their licence is accepted, and can be used then', async () => {
    const engine = await open()
    await click(button('Settings'))
    await click(button('Install Jina ColBERT v2'))
    expect(document.querySelector('dialog')?.textContent).toContain('non-commercial use')
    expect(button('Accept and install').disabled).toBe(true)
    await click(document.querySelector('dialog input[type=checkbox]')!)
    await click(button('Accept and install'))
    await settle()
    expect(calls(engine, 'installModel')).toEqual([{ id: 'jina-colbert-v2', acceptedLicence: 'CC-BY-NC-4.0' }])
    await click(button('Use Jina ColBERT v2'))
    await click(button('Build new index'))
    await settle()
    expect(calls(engine, 'changeSettings')).toEqual([{ model: 'jina-colbert-v2', dim: 64 }])
  })

  it('show how far they are, keep what arrived when paused, and throw it away when told so', async () => {
    const step = {
      kind: 'downloading',
      file: 'model.safetensors',
      done: 300_000_000,
      total: 1_200_000_000,
      bytesPerSecond: 10_000_000,
      secondsLeft: 90,
    } as const
    const engine = await open({ installation: [step] })
    await click(button('Settings'))
    await click(button('Install mLateOn'))
    await settle()
    expect(document.body.textContent).toContain('300 MB of 1.2 GB · 10 MB/s · about 2 min left')
    expect(document.querySelector('[aria-label="Installing mLateOn"]')?.getAttribute('aria-valuenow')).toBe('25')
    await click(button('Search'))
    await click(button('Settings'))
    await click(button('Pause: mLateOn'))
    await settle()
    expect(document.body.textContent).toContain('Paused. 320 MB are here already.')
    await click(button('Go on: mLateOn'))
    await settle()
    expect(calls(engine, 'installModel')).toHaveLength(2)
    button('Cancel: mLateOn').focus()
    await click(button('Cancel: mLateOn'))
    await settle()
    expect(document.activeElement).toBe(button('Install mLateOn'))
    expect(calls(engine, 'removeModel')).toEqual([{ id: 'mlateon' }])
    expect(document.body.textContent).not.toContain('are here already')
    expect(button('Install mLateOn')).toBeDefined()
  })

  it('say why they could not be had, and what is freed when they go', async () => {
    const sentence = 'huggingface.co cannot be reached. Check the network, then try again.'
    const engine = await open({ broken: { installModel: new EngineError('download-failed', sentence) } })
    await click(button('Settings'))
    await click(button('Install mLateOn'))
    await settle()
    expect(document.querySelector('[role=alert]')?.textContent).toBe(sentence)
    expect(button('Try again: mLateOn')).toBeDefined()
    await click(button('Remove ColBERTv2'))
    expect(document.querySelector('dialog')?.textContent).toContain('This frees 660 MB.')
    await click([...document.querySelectorAll('dialog button')].find((each) => each.textContent === 'Remove')!)
    await settle()
    expect(calls(engine, 'removeModel')).toEqual([{ id: 'colbertv2' }])
  })

  it('are taken from a folder where one has their files already', async () => {
    const engine = await open()
    await click(button('Settings'))
    await click(button('Import from a folder: mLateOn'))
    await settle()
    await click([...document.querySelectorAll('dialog li button')].find((each) => each.textContent === 'Downloads')!)
    await settle()
    await click(button('Import from “Downloads”'))
    await settle()
    expect(calls(engine, 'installModel')).toEqual([{ id: 'mlateon', from: '/home/anna/Downloads' }])
  })
})
