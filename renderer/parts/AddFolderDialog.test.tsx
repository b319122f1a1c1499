import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, expect, it } from 'vitest'
import type { Directory } from '../../core/contract/engine.ts'
import { TextContext, textFor } from '../text/text.ts'
import { AddFolderDialog } from './AddFolderDialog.tsx'

const home: Directory = { path: '/home/anna', parent: '/home', children: [] }
let close = async () => {}
afterEach(() => close())

/** The dialog, and a way to let the listing of the home folder arrive. */
async function open() {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function () {
    this.open = false
  }
  const arriving = Promise.withResolvers<Directory>()
  const root = createRoot(document.body.appendChild(document.createElement('div')))
  close = () => act(async () => root.unmount())
  await act(async () =>
    root.render(
      <TextContext value={textFor(['en'])}>
        <AddFolderDialog
          dropped={null}
          browse={() => arriving.promise}
          estimate={async function* () {}}
          onAdd={() => {}}
          onClose={() => {}}
        />
      </TextContext>,
    ),
  )
  return { field: document.querySelector<HTMLInputElement>('input')!, arrive: () => act(async () => arriving.resolve(home)) }
}

it('selects a path that comes late, so that whoever types at that moment replaces it', async () => {
  const { field, arrive } = await open()
  field.focus()
  await arrive()
  expect(field.value).toBe('/home/anna')
  expect([field.selectionStart, field.selectionEnd]).toEqual([0, '/home/anna'.length])
})

it('leaves alone what was typed before', async () => {
  const { field, arrive } = await open()
  field.focus()
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(field, '/srv')
    field.dispatchEvent(new InputEvent('input', { bubbles: true }))
  })
  await arrive()
  expect(field.value).toBe('/srv')
  expect(field.selectionStart).toBe(field.selectionEnd)
})
