import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { TextContext, textFor } from '../text/text.ts'
import { PageBar } from './PageBar.tsx'

let close = async () => {}
afterEach(() => close())

/** The bar on page 3 of 12, and the pages that it goes to. */
async function open(language: string) {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  const onPage = vi.fn()
  const root = createRoot(document.body.appendChild(document.createElement('div')))
  close = () => act(async () => root.unmount())
  await act(async () =>
    root.render(
      <TextContext value={textFor([language])}>
        <PageBar page={3} pages={12} zoom="width" percent={1} onPage={onPage} onZoom={() => {}} />
      </TextContext>,
    ),
  )
  const field = document.querySelector('input')!
  const go = async (typed: string) => {
    await act(async () => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(field, typed)
      field.dispatchEvent(new InputEvent('input', { bubbles: true }))
    })
    await act(async () => void field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true })))
    return onPage.mock.lastCall?.[0]
  }
  return { field, go, onPage }
}

describe('the page that is gone to', () => {
  it('is typed in the digits of any script', async () => {
    const { go } = await open('en')
    expect(await go('12')).toBe(12)
    expect(await go('٧')).toBe(7)
    expect(await go('１０')).toBe(10)
    expect(await go('p. 4')).toBe(4)
  })

  it('is the last one where the document has fewer, and none for what is no number', async () => {
    const { go, onPage } = await open('en')
    expect(await go('99999999999999999999999')).toBe(12)
    onPage.mockClear()
    await go('0')
    await go('-')
    await go('')
    expect(onPage).not.toHaveBeenCalled()
  })

  it('stands in the digits of the reader', async () => {
    expect((await open('ar-EG')).field.value).toBe('٣')
  })
})
