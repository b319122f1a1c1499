import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, expect, it, vi } from 'vitest'
import type { Directory } from '../../core/contract/engine.ts'
import { EngineError } from '../../core/contract/errors.ts'
import { TextContext, textFor } from '../text/text.ts'
import { AddFolderDialog } from './AddFolderDialog.tsx'
import type { EstimateFolder } from './useEstimate.ts'

const home: Directory = { path: '/home/anna', parent: '/home', children: [] }
let close = async () => {}
afterEach(() => close())

/** The dialog, and a way to let the listing of the home folder arrive. */
async function open(estimate: EstimateFolder = async function* () {}) {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function () {
    this.open = false
  }
  const arriving = Promise.withResolvers<Directory>()
  const browse = async (path?: string): Promise<Directory> => {
    if (path === undefined) return arriving.promise
    if (path === '/srv') return { path, parent: '/', children: [] }
    throw new EngineError('not-found', `There is no folder at ${path}.`)
  }
  const onAdd = vi.fn()
  const root = createRoot(document.body.appendChild(document.createElement('div')))
  close = () => act(async () => root.unmount())
  await act(async () =>
    root.render(
      <TextContext value={textFor(['en'])}>
        <AddFolderDialog {...{ browse, estimate, onAdd }} dropped={null} onClose={() => {}} />
      </TextContext>,
    ),
  )
  return {
    field: document.querySelector<HTMLInputElement>('input')!,
    add: document.querySelector<HTMLButtonElement>('[data-kind=primary]')!,
    onAdd,
    arrive: () => act(async () => arriving.resolve(home)),
  }
}

it('selects a path that comes late, so that whoever types at that moment replaces it', async () => {
  const { field, arrive } = await open()
  field.focus()
  await arrive()
  expect(field.value).toBe('/home/anna')
  expect([field.selectionStart, field.selectionEnd]).toEqual([0, '/home/anna'.length])
})

const type = (field: HTMLInputElement, text: string) =>
  act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(field, text)
    field.dispatchEvent(new InputEvent('input', { bubbles: true }))
  })

it('leaves alone what was typed before', async () => {
  const { field, arrive } = await open()
  field.focus()
  await type(field, '/srv')
  await arrive()
  expect(field.value).toBe('/srv')
  expect(field.selectionStart).toBe(field.selectionEnd)
})

it('says what the folder takes that would be added, and of no other', async () => {
  vi.useFakeTimers()
  try {
    const nothing = { files: 0, bytes: 0, byName: 0, textBytes: 0, index: { 64: 0, 96: 0, 128: 0 }, seconds: 0 }
    const { field, arrive } = await open(async function* (path) {
      yield { path, state: 'counted', ...nothing, basis: 'own' }
    })
    const expected = () => document.querySelector('[role=status]')!.textContent
    await arrive()
    await act(() => vi.advanceTimersByTimeAsync(1_000))
    expect(expected()).toBe('No files to read in here.')
    await type(field, '/srv')
    expect(expected()).toBe('')
  } finally {
    vi.useRealTimers()
  }
})

it('adds no folder that is not there, and says so where its path is written', async () => {
  const { field, add, onAdd, arrive } = await open()
  await arrive()
  await type(field, '/srv/nowhere')
  await act(async () => add.click())
  expect(document.querySelector('[role=alert]')!.textContent).toBe('There is no folder at /srv/nowhere.')
  expect(add.disabled).toBe(true)
  await type(field, '/srv')
  expect(add.disabled).toBe(false)
  await act(async () => add.click())
  expect(onAdd.mock.calls).toEqual([['/srv']])
})
