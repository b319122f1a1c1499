import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, it, vi } from 'vitest'
import { Dialog } from './Dialog.tsx'

it('closes by a press beside it, and not when what one selects in it ends there', async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  HTMLDialogElement.prototype.showModal = () => {}
  HTMLDialogElement.prototype.close = () => {}
  const close = vi.fn()
  const root = createRoot(document.body.appendChild(document.createElement('div')))
  await act(async () =>
    root.render(
      <Dialog title="Rename" onClose={close}>
        <input />
      </Dialog>,
    ),
  )
  const dialog = document.querySelector('dialog')!
  const fire = (target: Element, kind: string) =>
    act(async () => void target.dispatchEvent(new MouseEvent(kind, { bubbles: true })))
  // The browser gives the click to what holds both where the press began and where it ended.
  await fire(dialog.querySelector('input')!, 'pointerdown')
  await fire(dialog, 'click')
  expect(close).not.toHaveBeenCalled()
  await fire(dialog, 'pointerdown')
  await fire(dialog, 'click')
  expect(close).toHaveBeenCalledOnce()
  await act(async () => root.unmount())
})
