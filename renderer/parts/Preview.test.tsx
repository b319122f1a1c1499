import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, it, vi } from 'vitest'
import type { Hit } from '../../core/contract/engine.ts'
import { corpus } from '../testing/corpus.ts'
import { noOriginal } from '../testing/fake-engine.ts'
import { documentOf, find } from '../testing/fake-search.ts'
import { TextContext, textFor } from '../text/text.ts'
import { Preview } from './Preview.tsx'

const settle = () => act(() => new Promise<void>((resolve) => setTimeout(resolve, 300)))

it('tries the pages of a PDF again once the file has changed: it may have been shown while it was being written', {
  timeout: 60_000,
}, async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  const warn = vi.spyOn(console, 'warn').mockReturnValue()
  const tries = () => warn.mock.calls.filter(([message]) => message === 'The pages cannot be shown.').length
  const [found] = find(corpus, { query: 'noise', limit: 1, mode: 'hybrid' }).hits
  const { path } = found!
  const root = createRoot(document.body.appendChild(document.createElement('div')))
  const show = async (hit: Hit) => {
    await act(async () =>
      root.render(
        <TextContext value={textFor(['en'])}>
          <Preview
            {...{ hit }}
            original={noOriginal}
            reading={{ kind: 'open', path, document: documentOf(corpus, path), type: 'application/pdf', found: null }}
            passage={hit.passages[0].id}
            evidence={null}
            matches={[]}
            words={[]}
            only={null}
            roots={[]}
            weights={[]}
            telling={false}
            onTell={() => {}}
            onWeigh={() => {}}
            onTurn={() => {}}
            onJump={() => {}}
            onHover={() => {}}
            onLike={() => {}}
            onOpen={null}
            onReveal={null}
            onCopyPath={() => {}}
            ref={{ current: null }}
          />
        </TextContext>,
      ),
    )
    await settle()
  }
  /** pdf.js is loaded with the first try, which takes as long as it takes. */
  const tried = (times: number) => vi.waitFor(() => act(async () => expect(tries()).toBe(times)), { timeout: 30_000 })
  await show(found!)
  await tried(1)
  expect(document.body.textContent).toContain(textFor(['en']).pages.failed)
  await show({ ...found!, passages: [...found!.passages] })
  expect(tries()).toBe(1)
  await show({ ...found!, modified: found!.modified + 1 })
  await tried(2)
  await act(async () => root.unmount())
})
