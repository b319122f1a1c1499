import { describe, expect, it, vi } from 'vitest'
import { EngineError } from '../../core/contract/errors.ts'
import { fakeEngine } from '../testing/fake-engine.ts'
import { answerOf, createSearch, onlyWord, readingId, selectedHit } from './search.ts'

const names = (search: ReturnType<typeof createSearch>) =>
  answerOf(search.store.getState().outcome)?.hits.map(({ name }) => name) ?? []

describe('search', () => {
  it('finds what is typed, in any language, and selects the best file', async () => {
    const search = createSearch(fakeEngine())
    await search.type('Wärmepumpe Nachbar')
    expect(names(search)).toContain('ヒートポンプの説明.pdf')
    expect(selectedHit(search.store.getState())?.name).toBe(names(search)[0])
  })

  it('cancels the question before each new one and never shows its answer', async () => {
    const engine = fakeEngine({ delay: 20 })
    const cancelled: string[] = []
    const search = createSearch({
      ...engine,
      search: (input, signal) => {
        signal?.addEventListener('abort', () => cancelled.push(input.query))
        return engine.search(input, signal)
      },
    })
    const seen: string[] = []
    search.store.subscribe(({ outcome }) => outcome.kind === 'found' && seen.push(outcome.answer.query))
    await Promise.all([search.type('n'), search.type('no'), search.type('noise')])
    expect(cancelled).toEqual(['n', 'no'])
    expect(seen).toEqual(['noise'])
  })

  it('drops an answer that comes after a newer one, even from an engine that does not cancel', async () => {
    const engine = fakeEngine()
    const late = Promise.withResolvers<void>()
    const search = createSearch({
      ...engine,
      search: async (input) => {
        const answer = await engine.search(input)
        if (input.query === 'price') await late.promise
        return answer
      },
    })
    const first = search.type('price')
    await search.type('bread')
    late.resolve()
    await first
    expect(answerOf(search.store.getState().outcome)?.query).toBe('bread')
  })

  it('keeps the old answer on screen until the new one is there', async () => {
    const search = createSearch(fakeEngine())
    await search.type('noise')
    const before = answerOf(search.store.getState().outcome)
    const typing = search.type('noise n')
    expect(search.store.getState().outcome).toEqual({ kind: 'searching', previous: before })
    await typing
    expect(answerOf(search.store.getState().outcome)?.query).toBe('noise n')
  })

  it('shows the sentence of a failure, and keeps what was found before', async () => {
    const engine = fakeEngine()
    const fail = vi.fn(engine.search)
    const search = createSearch({ ...engine, search: fail })
    await search.type('noise')
    fail.mockRejectedValueOnce(new EngineError('model-missing', 'The encoder is not on this computer.'))
    await search.type('noise at night')
    const { outcome } = search.store.getState()
    expect(outcome).toMatchObject({
      kind: 'failed',
      error: { code: 'model-missing', message: 'The encoder is not on this computer.' },
    })
    expect(answerOf(outcome)?.query).toBe('noise')
  })

  it('is idle again when the field is empty, without asking', async () => {
    const engine = fakeEngine()
    const search = createSearch(engine)
    await search.type('noise')
    await search.type('  ')
    expect(search.store.getState()).toMatchObject({ outcome: { kind: 'idle' }, selected: null })
    expect(engine.calls).toHaveLength(1)
  })

  it('moves the selection and stops at both ends', async () => {
    const search = createSearch(fakeEngine())
    await search.type('noise')
    const paths = answerOf(search.store.getState().outcome)!.hits.map(({ path }) => path)
    search.move(-1)
    expect(search.store.getState().selected?.path).toBe(paths[0])
    search.move(2)
    expect(search.store.getState().selected?.path).toBe(paths[2])
    search.move(Infinity)
    expect(search.store.getState().selected?.path).toBe(paths.at(-1))
  })

  it('turns through the passages of a file in the order of its text, and begins again at the end', async () => {
    const search = createSearch(fakeEngine())
    await search.type('heat pump noise price')
    const quote = answerOf(search.store.getState().outcome)!.hits.find(({ name }) => name.startsWith('Quote'))!
    expect(quote.passages).toHaveLength(3)
    search.select(quote.path)
    const starts = [0, 1, 2].map(() => {
      search.turn(1)
      return quote.passages[search.store.getState().selected!.passage]!.start
    })
    const sorted = quote.passages.map(({ start }) => start).sort((a, b) => a - b)
    const from = sorted.indexOf(starts[0]!)
    expect(starts).toEqual([0, 1, 2].map((i) => sorted[(from + i) % 3]))
  })

  it('keeps the selected file when the same question is asked again', async () => {
    const search = createSearch(fakeEngine())
    await search.type('noise')
    search.move(2)
    const { selected } = search.store.getState()
    await search.renew()
    expect(search.store.getState().selected).toEqual(selected)
    await search.type('noise price')
    expect(search.store.getState().selected?.path).toBe(answerOf(search.store.getState().outcome)!.hits[0]!.path)
  })

  it('goes on reading the same passage when the same question is asked again', async () => {
    const engine = fakeEngine()
    const turned = async (input: Parameters<typeof engine.search>[0]) => {
      const answer = await engine.search(input)
      return { ...answer, hits: answer.hits.map((hit) => ({ ...hit, passages: hit.passages.toReversed() as never })) }
    }
    const ask = vi.fn(engine.search)
    const search = createSearch({ ...engine, search: ask })
    await search.type('heat pump noise price')
    const quote = answerOf(search.store.getState().outcome)!.hits.find(({ name }) => name.startsWith('Quote'))!
    search.select(quote.path, 0)
    ask.mockImplementationOnce(turned)
    await search.renew()
    expect(readingId(search.store.getState())).toBe(quote.passages[0]!.id)
    search.jump(4_711)
    await search.renew()
    expect(readingId(search.store.getState())).toBe(4_711)
  })

  it('shows one word while it is pointed at, holds it after a click, and lets go step by step', async () => {
    const search = createSearch(fakeEngine())
    await search.type('noise price')
    search.hover(1)
    expect(onlyWord(search.store.getState())).toBe(1)
    search.pin(1)
    search.hover(null)
    expect(onlyWord(search.store.getState())).toBe(1)
    expect(search.escape()).toBe(true)
    expect(onlyWord(search.store.getState())).toBeNull()
    expect(search.escape()).toBe(true)
    expect(search.store.getState().query).toBe('')
    expect(search.escape()).toBe(false)
  })
})
