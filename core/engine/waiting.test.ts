import { expect, test } from 'vitest'
import { WaitingPassages } from './waiting.ts'

const passages = (document: number, ...ids: number[]) => ids.map((id) => ({ id, document }))
const ids = (taken: readonly { readonly id: number }[]) => taken.map(({ id }) => id)

test('what was read last is encoded first, each plan in its own order', () => {
  const waiting = new WaitingPassages()
  waiting.begin()
  waiting.add([...passages(1, 1, 2), ...passages(2, 3)])
  waiting.begin()
  waiting.add(passages(3, 4, 5))
  expect(ids(waiting.take(3))).toEqual([4, 5, 1])
  expect(ids(waiting.take(9))).toEqual([2, 3])
  expect(ids(waiting.take(9))).toEqual([])
})

test('a document is complete when the last of its passages is done; one that is removed meanwhile waits no more', () => {
  const waiting = new WaitingPassages()
  waiting.add([...passages(1, 1, 2, 3), ...passages(2, 4)])
  const first = waiting.take(2)
  waiting.done(first)
  expect([waiting.count, waiting.documents, waiting.isComplete(1)]).toEqual([2, 2, false])
  const second = waiting.take(1)
  waiting.removeDocuments([1])
  waiting.done(second)
  expect([waiting.count, waiting.documents, waiting.isComplete(1)]).toEqual([1, 1, true])
  expect(ids(waiting.take(9))).toEqual([4])
})

test('what was taken and came to nothing comes again', () => {
  const waiting = new WaitingPassages()
  waiting.add(passages(1, 1, 2, 3))
  waiting.restore(waiting.take(2))
  expect(ids(waiting.take(3))).toEqual([1, 2, 3])
})
