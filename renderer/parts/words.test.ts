import { expect, it } from 'vitest'
import { fakeEngine } from '../testing/fake-engine.ts'
import { isUnanswered, litWords, wordState } from './words.ts'

it('gives colours in turn to the words that lit something, and none to those that did not', async () => {
  const answer = await fakeEngine().search({ query: 'how is the noise at zebra price', limit: 50, mode: 'meaning' })
  expect(litWords(answer).map(({ text, slot }) => [text, slot])).toEqual([
    ['how', null],
    ['is', null],
    ['the', null],
    ['noise', 0],
    ['at', null],
    ['zebra', null],
    ['price', 1],
  ])
})

it('tells a word that joins others from one that is muted and one that nothing speaks of', async () => {
  const answer = await fakeEngine().search({ query: 'the noise of zebra', limit: 50, mode: 'meaning' })
  const states = litWords(answer).map((word) => wordState(word, [{ word: 'noise', weight: 0 }]))
  expect(states).toEqual(['stop', 'muted', 'stop', 'nowhere'])
  expect(wordState({ ...litWords(answer)[3]!, evidence: 0.5 }, [])).toBe('elsewhere')
  expect(wordState({ ...litWords(answer)[3]!, evidence: null }, [])).toBe('unasked')
})

it('knows an answer in which nothing answers', async () => {
  const answer = await fakeEngine().search({ query: 'noise', limit: 1, mode: 'meaning' })
  const none = { why: { words: [], other: 1, exact: 0 }, passages: [{ ...answer.hits[0]!.passages[0], highlights: [] }] as const }
  const nearest = {
    ...answer,
    hits: [{ ...answer.hits[0]!, ...none }],
    words: answer.words.map((word) => ({ ...word, evidence: 0 })),
  }
  expect(isUnanswered(answer)).toBe(false)
  expect(isUnanswered(nearest)).toBe(true)
  expect(isUnanswered({ ...nearest, words: [] })).toBe(false)
})
