import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, expect, it, vi } from 'vitest'
import type { PDFPageProxy } from '../pdf/open.ts'
import { TextContext, textFor } from '../text/text.ts'
import { PdfPage } from './PdfPage.tsx'

let close = async () => {}
afterEach(async () => {
  await close()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** A page of pdf.js that is never done with drawing, as in a window that is hidden: no frames come. */
async function open() {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  const cleanup = vi.fn(() => true)
  const page = {
    getViewport: ({ scale }: { scale: number }) => ({ width: 600 * scale, height: 800 * scale, transform: [1, 0, 0, 1, 0, 0] }),
    render: () => ({ promise: new Promise(() => {}), cancel: () => {} }),
    streamTextContent: () => new ReadableStream(),
    cleanup,
  } as unknown as PDFPageProxy
  const pdf = { pages: 1, page: async () => page, [Symbol.dispose]: () => {} }
  const size = { width: 600, height: 800 }
  const fail = vi.fn()
  const root = createRoot(document.body.appendChild(document.createElement('div')))
  close = () => act(async () => root.unmount())
  await act(async () =>
    root.render(
      <TextContext value={textFor(['en'])}>
        <PdfPage
          {...{ pdf, size }}
          number={1}
          scale={1}
          text={undefined}
          passage={-1}
          words={[]}
          only={null}
          onSize={() => {}}
          onPlaced={() => {}}
          onFail={fail}
        />
      </TextContext>,
    ),
  )
  return { fail, cleanup }
}

const hide = (hidden: boolean) => {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden)
  document.dispatchEvent(new Event('visibilitychange'))
}

it('does not give a file up over a page that nobody can see: a hidden window is drawn no frame', async () => {
  vi.useFakeTimers()
  hide(true)
  const { fail } = await open()
  vi.advanceTimersByTime(60_000)
  expect(fail).not.toHaveBeenCalled()
  hide(false)
  vi.advanceTimersByTime(60_000)
  expect(fail).toHaveBeenCalledOnce()
})

it('lets go of the pictures of a page that has been scrolled away', async () => {
  const { cleanup } = await open()
  expect(cleanup).not.toHaveBeenCalled()
  await close()
  expect(cleanup).toHaveBeenCalledOnce()
  close = async () => {}
})
