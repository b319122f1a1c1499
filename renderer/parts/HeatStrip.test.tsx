import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DocumentText, Evidence } from '../../core/contract/engine.ts'
import { TextContext, textFor } from '../text/text.ts'
import { HeatStrip } from './HeatStrip.tsx'
import { lanes, stopsOf } from './heat.ts'
import type { LitWord } from './words.ts'

const document_: DocumentText = {
  path: '/a.pdf',
  text: 'x'.repeat(400),
  passages: [0, 1, 2, 3].map((id) => ({ id, start: id * 100, end: id * 100 + 100, place: { page: id + 1, headings: [] } })),
}
const evidence: Evidence = {
  path: '/a.pdf',
  words: [],
  passages: [
    { id: 0, highlights: [{ start: 0, end: 4, word: 0, weight: 0.9 }] },
    { id: 2, highlights: [{ start: 0, end: 4, word: 1, weight: 0.7 }] },
    {
      id: 3,
      highlights: [
        { start: 0, end: 4, word: 0, weight: 0.4 },
        { start: 9, end: 12, word: 0, weight: 0.8 },
      ],
    },
  ],
}
const words: LitWord[] = ['rent', 'garage'].map((text, slot) => ({ text, slot, start: 0, end: 4, role: 'content', evidence: 1 }))

let root: Root
beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  document.body.innerHTML = '<div id="root"></div>'
  root = createRoot(document.getElementById('root')!)
})
afterEach(() => act(async () => root.unmount()))

const went: number[] = []
const lit: (number | null)[] = []
const show = (passage: number) =>
  act(async () =>
    root.render(
      <TextContext value={textFor(['en'])}>
        <HeatStrip
          lanes={lanes(document_, evidence)}
          stops={stopsOf(document_, evidence)}
          {...{ words, passage }}
          only={null}
          place={passage / 4}
          onJump={() => {}}
          onGo={(id) => went.push(id)}
          onHover={(word) => lit.push(word)}
        />
      </TextContext>,
    ),
  )
const strip = () => document.querySelector('[role=slider]')!
const press = (...keys: string[]) =>
  act(async () => {
    for (const key of keys) strip().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
  })
const says = () => strip().getAttribute('aria-valuetext')

describe('the heat strip', () => {
  it('is walked by key: from match to match, and along the matches of one word alone', async () => {
    await show(0)
    expect(says()).toBe('1 of 3, All words, Page 1')
    await press('ArrowDown')
    expect(went.splice(0)).toEqual([2])
    await show(2)
    expect(says()).toBe('2 of 3, All words, Page 3')
    await press('ArrowRight')
    expect(lit.splice(0)).toEqual([0])
    await press('ArrowDown')
    expect(went.splice(0)).toEqual([3])
    await show(3)
    expect(says()).toBe('2 of 2, rent: 0.80, Page 4')
    await press('Home')
    expect(went.splice(0)).toEqual([0])
    await press('ArrowRight')
    expect(lit.splice(0)).toEqual([1])
  })
})
