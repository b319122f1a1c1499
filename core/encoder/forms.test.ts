import { describe, expect, it } from 'vitest'
import { documentForms, dynamicLength, type Forms, keptRows, queryForm } from './forms.ts'
import type { Tokens } from './tokenizer.ts'

/** Jina-ColBERT-v2: `<s>` 0, `<pad>` 1, `</s>` 2, `<mask>` 250001, markers 250002 and 250003. */
const jina: Forms = {
  cls: 0,
  sep: 2,
  mask: 250001,
  pad: 1,
  queryMarker: 250002,
  documentMarker: 250003,
  queryLength: 32,
  queryLimit: 32,
  documentLength: 300,
  expansion: 'fixed',
  attendsMasks: true,
}
/** ColBERTv2: uncased BERT, masks scored but not attended. */
const colbertv2: Forms = {
  ...jina,
  cls: 101,
  sep: 102,
  mask: 103,
  pad: 0,
  queryMarker: 1,
  documentMarker: 2,
  documentLength: 180,
  attendsMasks: false,
}
/** Tokens of one letter each. */
const tokens = (ids: readonly number[]): Tokens => ({ ids, spans: Int32Array.from(ids.flatMap((_, i) => [i, i + 1])) })
const upTo = (count: number) => tokens(Array.from({ length: count }, (_, i) => 1000 + i))

describe('the query form', () => {
  it('is the published one for "Hello World" in Jina-ColBERT-v2: 32 ids, all attended', () => {
    const { ids, attended, spans } = queryForm(tokens([35378, 6661]), jina)
    expect(ids).toEqual([0, 250002, 35378, 6661, 2, ...Array(27).fill(250001)])
    expect(attended).toBe(32)
    expect([...spans.subarray(0, 10)]).toEqual([-1, -1, -1, -1, 0, 1, 1, 2, -1, -1])
  })

  it('hides the masks of ColBERTv2 from the transformer, and keeps their rows', () => {
    const { ids, attended } = queryForm(tokens([7592, 2088]), colbertv2)
    expect(ids).toEqual([101, 1, 7592, 2088, 102, ...Array(27).fill(103)])
    expect(attended).toBe(5)
  })

  it('cuts a long query to 29 tokens and keeps its [SEP]', () => {
    const { ids, attended } = queryForm(upTo(40), jina)
    expect(ids).toHaveLength(32)
    expect(ids.slice(-2)).toEqual([1028, 2])
    expect(attended).toBe(32)
  })

  it('has no masks without expansion', () => {
    const { ids, attended } = queryForm(tokens([11, 12]), { ...jina, expansion: 'none', attendsMasks: false })
    expect(ids).toEqual([0, 250002, 11, 12, 2])
    expect(attended).toBe(5)
  })

  it('grows in steps of 32 with at least 8 masks where the length is dynamic', () => {
    const dynamic: Forms = { ...colbertv2, expansion: 'dynamic', queryLimit: 512 }
    expect([5, 24, 25, 32, 33, 64].map((typed) => dynamicLength(typed, 32, 512))).toEqual([32, 32, 33, 40, 64, 72])
    const { ids } = queryForm(upTo(30), dynamic) // 33 with its markers
    expect(ids).toHaveLength(64)
    expect(ids.filter((id) => id === 103)).toHaveLength(31)
    expect(queryForm(upTo(600), dynamic).ids.filter((id) => id === 103)).toHaveLength(8)
  })
})

describe('the document form', () => {
  it('is the published one for "Hello World" in Jina-ColBERT-v2', () => {
    const [only, ...more] = documentForms(tokens([35378, 6661]), jina)
    expect(more).toEqual([])
    expect(only!.ids).toEqual([0, 250003, 35378, 6661, 2])
  })

  it('gives an empty text its markers', () => {
    expect(documentForms(tokens([]), jina).map(({ ids }) => ids)).toEqual([[0, 250003, 2]])
  })

  it('cuts a long passage into windows that lose nothing', () => {
    const windows = documentForms(upTo(400), { ...jina, documentLength: 180 })
    expect(windows.map(({ ids }) => ids.length)).toEqual([180, 180, 49])
    expect(windows.flatMap(({ ids }) => ids.slice(2, -1))).toEqual(upTo(400).ids)
    expect([...windows[1]!.spans.subarray(2 * 2, 2 * 3)]).toEqual([177, 178])
  })

  it('keeps markers of the first window only, no skipped ids and no token without text', () => {
    const [window] = documentForms({ ids: [11, 6, 12, 13], spans: Int32Array.of(0, 1, 1, 2, 2, 3, 3, 3) }, jina)
    const skipped = new Set([6])
    expect(keptRows(window!, 0, skipped)).toEqual([0, 1, 2, 4, 6])
    expect(keptRows(window!, 1, skipped)).toEqual([2, 4])
  })
})
