import path from 'node:path'
import { Tokenizer } from 'tokenizers'
import { EngineError } from '../contract/errors.ts'
import type { InstalledModel } from './catalogue.ts'

/** Ids of a text and where each token stands in it. */
export interface Tokens {
  readonly ids: readonly number[]
  /** UTF-16 [start, end) per id. [ids × 2] */
  readonly spans: Int32Array
}

/**
 * Which ids stand for the 32 ASCII punctuation characters and are encoded but not kept.
 * `stanford`: the first id of the character alone (ColBERT, FastEmbed). SentencePiece puts ▁ before it, so that "." → [▁ .]
 * skips ▁ and keeps the full stop; Jina-ColBERT-v2 was trained so.
 * `pylate`: the id of the character's own piece, wherever it has one.
 * `punctuation`: the id of the character where it is one token.
 */
export type Skiplist = 'stanford' | 'pylate' | 'punctuation' | 'none'

export interface TextTokenizer {
  tokenize(texts: readonly string[]): Promise<Tokens[]>
  /** @throws {EngineError} `model-broken` when the vocabulary lacks the token. */
  id(token: string | number): number
  /**
   * What the tokenizer puts around a text of its own accord.
   * @throws {EngineError} `model-broken` when it is not one id before and one after.
   */
  ends(): Promise<{ readonly cls: number; readonly sep: number }>
  skiplist(rule: Skiplist): Promise<ReadonlySet<number>>
}

/** The tokenizer counts in code points; everything else here counts in UTF-16 units. [code points + 1] */
export function codePointOffsets(text: string): Int32Array {
  const offsets = new Int32Array(text.length + 1)
  let points = 0
  let units = 0
  for (const character of text) {
    offsets[points++] = units
    units += character.length
  }
  offsets[points] = units
  return offsets.subarray(0, points + 1)
}

/** Python's `string.punctuation`. */
const PUNCTUATION = [...'!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~']

const isCombining = /^\p{M}$/u

/** Moves `end` over combining marks that a tokenizer leaves out: `e` + U+0301 covers only the `e`. */
function wholeGrapheme(text: string, end: number): number {
  while (end < text.length && isCombining.test(text.charAt(end))) end++
  return end
}

/** Lower case of the same length, so that spans hold: the few letters that would grow (İ → i̇) stay. */
export function lowerCase(text: string): string {
  return Array.from(text, (letter) => {
    const lower = letter.toLowerCase()
    return lower.length === letter.length ? lower : letter
  }).join('')
}

export function openTokenizer(model: InstalledModel): TextTokenizer {
  const file = path.join(model.folder, 'tokenizer.json')
  let tokenizer: Tokenizer
  try {
    tokenizer = Tokenizer.fromFile(file)
  } catch (cause) {
    throw new EngineError('model-broken', `The tokenizer of ${model.card.name} cannot be read: ${file}`, { cause })
  }
  const id = (token: string | number) => {
    const found = typeof token === 'string' ? tokenizer.tokenToId(token) : tokenizer.idToToken(token) ? token : null
    if (found === null) throw new EngineError('model-broken', `The tokenizer of ${model.card.name} has no token ${token}.`)
    return found
  }
  const plain = { addSpecialTokens: false }
  return {
    id,
    async ends() {
      const around = (await tokenizer.encode('', null, { addSpecialTokens: true })).getIds()
      if (around.length !== 2)
        throw new EngineError(
          'model-broken',
          `The tokenizer of ${model.card.name} puts ${around.length} tokens around a text, not 2.`,
        )
      return { cls: around[0]!, sep: around[1]! }
    },
    async tokenize(texts) {
      // A lone surrogate is no Unicode text and native code refuses it; U+FFFD has the same length.
      const encodings = await tokenizer.encodeBatch(
        texts.map((text) => (model.card.lowerCase ? lowerCase(text) : text).toWellFormed()),
        plain,
      )
      return encodings.map((encoding, t) => {
        const text = texts[t]!
        const offsets = codePointOffsets(text)
        const pairs = encoding.getOffsets()
        const spans = new Int32Array(pairs.length * 2)
        pairs.forEach(([start, end], i) => {
          spans[2 * i] = offsets[start!]!
          spans[2 * i + 1] = end! > start! ? wholeGrapheme(text, offsets[end!]!) : offsets[start!]!
        })
        return { ids: encoding.getIds(), spans }
      })
    },
    async skiplist(rule) {
      if (rule === 'none') return new Set()
      if (rule === 'pylate') return new Set(PUNCTUATION.flatMap((mark) => tokenizer.tokenToId(mark) ?? []))
      const encodings = await tokenizer.encodeBatch(PUNCTUATION, plain)
      const single = encodings.filter((encoding) => rule === 'stanford' || encoding.getLength() === 1)
      return new Set(single.map((encoding) => encoding.getIds()[0]!))
    },
  }
}
