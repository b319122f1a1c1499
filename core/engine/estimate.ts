import { type Dim, dims, type FileKind, type Pooling } from '../contract/engine.ts'
import type { Estimate } from '../contract/estimate.ts'
import type { Encoder } from '../encoder/encoder.ts'
import { realFolder } from '../files/folders.ts'
import type { IgnoreRules } from '../files/ignore.ts'
import { kindOf } from '../files/kinds.ts'
import type { LedgerEntry } from '../files/ledger.ts'
import { walk } from '../files/walk.ts'
import { TEXT_BYTES } from '../text/limits.ts'

/** Files and their bytes by kind; null for endings that say nothing. */
export type Census = Map<FileKind | null, { files: number; bytes: number }>

/** What was measured where Kenning runs. */
export interface Measured {
  readonly entries: Iterable<LedgerEntry>
  /** Bytes of the index that there is; 0 while there is none. */
  readonly indexBytes: number
  readonly dim: Dim
  readonly pooling: Pooling
  /** Document tokens a second, of the encoder alone. */
  readonly tokensPerSecond: number
}

/**
 * Bytes of text in a byte of file, measured on the 111 files of the development folder (docx 0.095, pdf 0.057, xlsx 0.11…). Source
 * code is its own text. Pictures, sound, archives and unknown files are found by their names.
 */
const TYPICAL: Readonly<Partial<Record<FileKind, number>>> = {
  pdf: 0.057,
  document: 0.09,
  text: 1,
  sheet: 0.15,
  slides: 0.03,
  mail: 0.61,
  web: 0.67,
  book: 0.62,
  code: 1,
}

/** Files of a kind that say more of the person's own than the typical ones do. */
const ENOUGH_FILES = 20
/** An index of less text than this is mostly what any index needs. */
const ENOUGH_TEXT = 1_000_000

/** Tokens in a byte of text: 115,231 in 598,907 bytes of English and mixed prose. */
const TOKENS_PER_BYTE = 0.19
/** Bytes of the index for a token: 96 at size 128 and 59 at 64 over the same text, 92 and 60 without what any index needs. */
const indexBytesPerToken = (dim: number): number => 28 + dim / 2
/** Of these, what does not shrink where tokens share vectors: text, and where each token stands in it. */
const SHARE_OF_TEXT = 0.35
/** Of text, a second: 3 MB in 4.5 s on two cores (core/evaluation/README.md). */
const READ_BYTES = 670_000
/**
 * To open and unpack a file of these kinds: the 111 files of the development folder, 49 of them such, took 10 s on two busy cores where
 * their text and vectors take 2.
 */
const OPENED: readonly FileKind[] = ['pdf', 'document', 'sheet', 'slides', 'book']
const OPEN_SECONDS = 0.15
/** What any index needs: 3.4 MB for 29,565 tokens at size 128, 0.7 MB more than their share. */
const ANY_INDEX = 700_000
/** Tokens that are compressed and stored in a second beside the encoder: 581,929 in 21.5 s, same run. */
const STORED_TOKENS = 27_000

/** Counts a folder and says what it would take, a few times while it counts; throws `cancelled` when `signal` aborts. */
export async function* estimate(
  given: string,
  rules: IgnoreRules,
  measured: () => Measured,
  signal: AbortSignal,
): AsyncGenerator<Estimate, void> {
  const folder = await realFolder(given)
  const census: Census = new Map()
  let told = performance.now()
  for await (const found of walk(folder, rules, signal)) {
    if (found.kind !== 'file') continue
    const kind = kindOf(found.file.path)
    const counted = census.get(kind) ?? { files: 0, bytes: 0 }
    // No more of a file's text is kept than this.
    const most = TEXT_BYTES / ((kind && TYPICAL[kind]) ?? 1)
    census.set(kind, { files: counted.files + 1, bytes: counted.bytes + Math.min(found.file.size, most) })
    if (performance.now() - told < 300) continue
    yield { path: folder, state: 'counting', ...reckon(census, measured()) }
    told = performance.now()
  }
  yield { path: folder, state: 'counted', ...reckon(census, measured()) }
}

/** What so many files are likely to take. */
export function reckon(census: Census, measured: Measured): Omit<Estimate, 'path' | 'state'> {
  const own = ownShares(measured.entries)
  let files = 0
  let bytes = 0
  let byName = 0
  let textBytes = 0
  let opened = 0
  let basis: Estimate['basis'] = 'typical'
  for (const [kind, counted] of census) {
    const typical = kind === null ? undefined : TYPICAL[kind]
    if (kind === null || typical === undefined) {
      byName += counted.files
      continue
    }
    const share = own.shares.get(kind)
    if (share !== undefined) basis = 'own'
    files += counted.files
    bytes += counted.bytes
    textBytes += counted.bytes * (share ?? typical)
    if (OPENED.includes(kind)) opened += counted.files
  }
  const tokens = textBytes * TOKENS_PER_BYTE
  const kept = (dim: number, pooling: number) =>
    indexBytesPerToken(dim) * TOKENS_PER_BYTE * (SHARE_OF_TEXT + (1 - SHARE_OF_TEXT) / pooling)
  const { dim: madeAt, pooling, indexBytes } = measured
  const isGrown = own.textBytes > ENOUGH_TEXT && indexBytes > 0
  const ownIndex = isGrown ? indexBytes / own.textBytes / kept(madeAt, pooling) : 1
  const index = Object.fromEntries(
    dims.map((dim) => [dim, Math.round(textBytes * kept(dim, pooling) * ownIndex) + (isGrown ? 0 : ANY_INDEX)]),
  )
  return {
    files,
    bytes: Math.round(bytes),
    byName,
    textBytes: Math.round(textBytes),
    index: index as Record<Dim, number>,
    seconds: Math.ceil(
      opened * OPEN_SECONDS + textBytes / READ_BYTES + tokens / Math.min(measured.tokensPerSecond, STORED_TOKENS),
    ),
    basis,
  }
}

/** Bytes of text in a byte of file, by kind, of kinds with enough files that were read whole. */
function ownShares(entries: Iterable<LedgerEntry>): { readonly shares: Map<FileKind, number>; readonly textBytes: number } {
  const sums = new Map<FileKind, { files: number; bytes: number; text: number }>()
  let textBytes = 0
  for (const entry of entries) {
    if (entry.state === 'indexed') textBytes += entry.textBytes
    const kind = kindOf(entry.path)
    if (kind === null || (entry.state === 'indexed' && entry.partial)) continue
    const sum = sums.get(kind) ?? { files: 0, bytes: 0, text: 0 }
    sums.set(kind, {
      files: sum.files + 1,
      bytes: sum.bytes + entry.size,
      // A file that gave no text counts too: some of those to come will give none either.
      text: sum.text + (entry.state === 'indexed' ? entry.textBytes : 0),
    })
  }
  const enough = [...sums].filter(([, { files, bytes }]) => files >= ENOUGH_FILES && bytes > 0)
  return { shares: new Map(enough.map(([kind, { bytes, text }]) => [kind, text / bytes])), textBytes }
}

const SAMPLE = 'The neighbour wrote that the noise of the heat pump at night was no louder than the wind in the hedge. '.repeat(8)
const rates = new WeakMap<Encoder, Promise<number>>()

/** Document tokens a second of an encoder on this machine: timed once, on one passage and, where that was quick, on sixteen. */
export function encoderRate(encoder: Encoder): Promise<number> {
  const known = rates.get(encoder)
  if (known) return known
  const measuring = (async () => {
    const once = await time(encoder, 1)
    const { tokens, seconds } = once.seconds > 0.2 ? once : await time(encoder, 16)
    return tokens / seconds
  })()
  rates.set(encoder, measuring)
  measuring.catch(() => rates.delete(encoder))
  return measuring
}

async function time(encoder: Encoder, passages: number): Promise<{ readonly tokens: number; readonly seconds: number }> {
  const began = performance.now()
  const encoded = await encoder.encodePassages(Array.from({ length: passages }, () => SAMPLE))
  const tokens = encoded.reduce((sum, { vectors }) => sum + vectors.rows, 0)
  return { tokens, seconds: Math.max(1e-3, (performance.now() - began) / 1_000) }
}
