import { describe, expect, it } from 'vitest'
import { EngineError } from '../../core/contract/errors.ts'
import { corpus } from '../testing/corpus.ts'
import { type FakeOptions, fakeEngine } from '../testing/fake-engine.ts'
import { createReader } from './document.ts'

const [quote, winter] = corpus.map(({ path }) => ({ path, modified: 1, passages: [] }))

/** What was asked for as text. */
const texts = ({ calls }: ReturnType<typeof fakeEngine>) => calls.filter(([procedure]) => procedure === 'document')

describe('reader', () => {
  it('opens the text of a file, and has it at hand the second time', async () => {
    const engine = fakeEngine()
    const reader = createReader(engine)
    await reader.read(quote!)
    await reader.read(winter!)
    expect(reader.store.getState()).toMatchObject({ kind: 'open', path: winter!.path })
    await reader.read(quote!)
    expect(reader.store.getState()).toMatchObject({ kind: 'open', path: quote!.path })
    expect(texts(engine)).toHaveLength(2)
  })

  it('reads a file anew once it has changed', async () => {
    const engine = fakeEngine()
    const reader = createReader(engine)
    await reader.read(quote!)
    await reader.read({ ...quote!, modified: 2 })
    expect(texts(engine)).toHaveLength(2)
  })

  it('reads a file anew once an answer has a passage of it that the text at hand has not: words recognised in its pictures', async () => {
    const engine = fakeEngine()
    const reader = createReader(engine)
    await reader.read(quote!)
    const reading = reader.store.getState()
    if (reading.kind !== 'open') throw new Error('It is not open.')
    const { text, passages } = reading.document
    const [{ id, start, end }] = passages as [(typeof passages)[0]]
    await reader.read({ ...quote!, passages: [{ id, text: text.slice(start, end) }] })
    expect(texts(engine)).toHaveLength(1)
    await reader.read({ ...quote!, passages: [{ id: 4_711, text: 'Total: 12,480' }] })
    expect(texts(engine)).toHaveLength(2)
    await reader.read({ ...quote!, passages: [{ id, text: 'Total: 12,480' }] })
    expect(texts(engine)).toHaveLength(3)
  })

  it('passes by the files that someone passes by', async () => {
    const engine = fakeEngine()
    const reader = createReader(engine)
    await Promise.all([reader.read(quote!), reader.read(winter!)])
    expect(texts(engine)).toEqual([['document', { path: winter!.path }]])
  })

  it('finds every match of the question once it rests on a file, and keeps them until those of the next are there', async () => {
    const engine = fakeEngine()
    const reader = createReader(engine)
    await reader.read(quote!, { query: 'noise', mode: 'hybrid' })
    const found = () => {
      const state = reader.store.getState()
      return state.kind === 'open' ? state.found : null
    }
    expect(found()?.evidence.passages).toHaveLength(1)
    const next = reader.read(quote!, { query: 'heat pump', mode: 'hybrid' })
    expect(found()?.question.query).toBe('noise')
    await next
    expect(found()).toMatchObject({ question: { query: 'heat pump' }, evidence: { path: quote!.path } })
    await reader.read(quote!, { query: 'heat pump', mode: 'hybrid' })
    expect(engine.calls.filter(([name]) => name === 'evidence')).toHaveLength(2)
  })

  it('looks for the matches of the same question anew in a file that was written anew', async () => {
    const engine = fakeEngine()
    const reader = createReader(engine)
    await reader.read(quote!, { query: 'noise', mode: 'hybrid' })
    await reader.read({ ...quote!, modified: 2 }, { query: 'noise', mode: 'hybrid' })
    expect(engine.calls.filter(([name]) => name === 'evidence')).toHaveLength(2)
  })

  it('keeps the text when its matches cannot be told', async () => {
    const reader = createReader(fakeEngine({ broken: { evidence: new EngineError('not-found', 'This file is gone.') } }))
    await reader.read(quote!, { query: 'noise', mode: 'hybrid' })
    expect(reader.store.getState()).toMatchObject({ kind: 'open', found: null })
  })

  it('says why a text cannot be shown', async () => {
    const reader = createReader(fakeEngine({ broken: { document: new EngineError('not-found', 'This file is gone.') } }))
    await reader.read(quote!)
    expect(reader.store.getState()).toMatchObject({ kind: 'failed', path: quote!.path, error: { message: 'This file is gone.' } })
  })

  it('asks again what a file can be shown as, once it is shown anew, when that could not be told', async () => {
    const broken: FakeOptions['broken'] = { original: new EngineError('internal', 'Something went wrong.') }
    const engine = fakeEngine({ broken, originals: [{ path: quote!.path, size: 1, type: 'application/pdf' }] })
    const reader = createReader(engine)
    const looks = () => engine.calls.filter(([procedure]) => procedure === 'original').length
    await reader.read(quote!)
    await reader.read(quote!)
    expect(reader.store.getState()).toMatchObject({ kind: 'open', path: quote!.path, type: null })
    expect(looks()).toBe(1)
    delete broken.original
    await reader.read(winter!)
    await reader.read(quote!)
    expect(reader.store.getState()).toMatchObject({ kind: 'open', path: quote!.path, type: 'application/pdf' })
    await reader.read(winter!)
    await reader.read(quote!)
    expect(looks()).toBe(3)
    expect(texts(engine)).toHaveLength(2)
  })

  it('shows nothing when nothing is selected', async () => {
    const reader = createReader(fakeEngine())
    await reader.read(quote!)
    await reader.read(null)
    expect(reader.store.getState()).toEqual({ kind: 'none' })
  })
})
