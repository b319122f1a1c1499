import type { Status } from '../contract/engine.ts'
import { cancelled } from '../contract/errors.ts'
import type { Ledger, LedgerEntry } from '../files/ledger.ts'
import type { SourceFile } from '../files/source.ts'
import type { Recognizer } from '../text/isolate.ts'
import { likelyLanguages, PICTURE, readRanges } from '../text/recognized.ts'
import type { Recognitions } from './recognitions.ts'
import type { Remembered } from './settings.ts'

export interface RecognitionOptions {
  readonly ledger: Ledger
  readonly recognizer: Recognizer
  readonly recognitions: Recognitions
  readonly settings: () => Pick<Remembered, 'ocr' | 'language'>
  /** Whether neither the engine nor the person has anything else for the computer to do. */
  readonly isQuiet: () => boolean
  /** Its words are recognised: it is to be read once more. */
  readonly done: (file: SourceFile) => void
  readonly changed: () => void
  readonly fail: (error: unknown) => void
}

/** How soon it is looked again whether the computer is idle. Milliseconds. */
const LOOK = 5_000

type Scanned = LedgerEntry & { readonly scans: NonNullable<LedgerEntry['scans']> }

const isScanned = (entry: LedgerEntry): entry is Scanned => entry.scans !== undefined && entry.hash !== ''

/** What is to be said of a file with scanned pages. */
export type ScanState = 'recognized' | 'reading' | 'waiting' | 'off'

/** Recognises words on scanned pages, one page at a time: what a person asked for at once, all else when nothing else is to do. */
export class Recognition implements AsyncDisposable {
  readonly #options: RecognitionOptions
  readonly #closing = new AbortController()
  /** Paths that a person asked for. */
  readonly #asked = new Set<string>()
  #working: Promise<void> | null = null
  #reading: Status['recognition']['reading'] = null
  #timer: NodeJS.Timeout | undefined
  /** Files that their disk did not give, or whose words were recognised and which are yet to be read with them. */
  readonly #away = new Set<string>()

  constructor(options: RecognitionOptions) {
    this.#options = options
  }

  get reading(): Status['recognition']['reading'] {
    return this.#reading
  }

  /** The languages that are looked for now, as in "deu+eng". */
  get languages(): string {
    const { ocr, language } = this.#options.settings()
    const locale = language === 'system' ? Intl.DateTimeFormat().resolvedOptions().locale : language
    return (ocr.languages === 'system' ? likelyLanguages(locale) : ocr.languages).join('+')
  }

  /** Recognises a file at once, whatever the settings say. */
  ask(path: string): void {
    const entry = this.#options.ledger.entries().get(path)
    if (!entry || !isScanned(entry) || entry.scans.recognized === this.languages) return
    this.#asked.add(path)
    this.look()
  }

  /** Resolves when nothing is left of what was asked for. */
  async answered(signal: AbortSignal): Promise<void> {
    while (this.#working && this.#asked.size > 0) {
      if (signal.aborted) throw cancelled()
      await this.#working
    }
  }

  /** What could not be read may be there again: its folder was looked through. */
  lookAnew(): void {
    this.#away.clear()
    this.look()
  }

  /** There may be something to do: files were read, settings changed, or the computer became idle. */
  look(): void {
    clearTimeout(this.#timer)
    if (this.#working || this.#closing.signal.aborted) return
    const next = this.#next()
    if (!next) return
    if (!this.#mayGoOn(next)) {
      this.#timer = setTimeout(() => this.look(), LOOK).unref()
      return
    }
    this.#working = this.#recognize(next)
      .catch((error) => {
        // Tried again when its folder was looked through: a full disk would have the same page recognised over and over.
        this.#asked.delete(next.path)
        this.#away.add(next.path)
        if (!this.#closing.signal.aborted) this.#options.fail(error)
      })
      .finally(() => {
        this.#working = null
        this.#reading = null
        this.#options.changed()
        this.look()
      })
  }

  /** Whether a file waits for its words to be recognised without being asked for. */
  isWaiting(entry: LedgerEntry): boolean {
    const { ocr } = this.#options.settings()
    if (!isScanned(entry) || ocr.when === 'off' || (isPicture(entry) && !ocr.pictures)) return false
    return entry.scans.recognized !== this.languages
  }

  stateOf(entry: LedgerEntry): ScanState | null {
    if (!isScanned(entry)) return null
    if (this.#reading?.path === entry.path) return 'reading'
    if (this.#asked.has(entry.path) || this.isWaiting(entry)) return 'waiting'
    return entry.scans.recognized === '' ? 'off' : 'recognized'
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    clearTimeout(this.#timer)
    await this.#working
    await this.#options.recognizer[Symbol.asyncDispose]()
  }

  /** What a person asked for, then the newest of what waits. */
  #next(): Scanned | null {
    const entries = this.#options.ledger.entries()
    for (const path of this.#asked) {
      const entry = entries.get(path)
      if (entry && isScanned(entry)) return entry
    }
    let best: Scanned | null = null
    for (const entry of entries.values())
      if (
        isScanned(entry) &&
        entry.modified > (best?.modified ?? -Infinity) &&
        !this.#away.has(entry.path) &&
        this.isWaiting(entry)
      )
        best = entry
    return best
  }

  #mayGoOn = ({ path }: Scanned): boolean => this.#asked.has(path) || this.#options.isQuiet()

  async #recognize(entry: Scanned): Promise<void> {
    const { recognizer, recognitions, ledger, done, changed } = this.#options
    const { signal } = this.#closing
    const { path, hash } = entry
    const { languages } = this
    const pages = readRanges(entry.scans.pages)
    const known = new Set((await recognitions.begun(hash, languages)).map(({ page }) => page))
    // What was recognised already, of another file of this content, is only to be taken.
    const missing = recognitions.languagesOf(hash) === languages ? [] : pages.filter((page) => !known.has(page))
    for (const [i, page] of missing.entries()) {
      if (signal.aborted || !this.#mayGoOn(entry) || ledger.entries().get(path)?.hash !== hash) return
      this.#reading = { path, done: pages.length - missing.length + i, total: pages.length }
      changed()
      const wanted = languages.split('+') as Parameters<Recognizer['recognize']>[0]['languages']
      const recognized = await recognizer.recognize({ path, page, languages: wanted }, signal)
      if (recognized.kind === 'failed' && recognized.code === 'unreadable') {
        this.#asked.delete(path)
        this.#away.add(path)
        return
      }
      // A page that cannot be read has nothing to say, and is not tried again.
      await recognitions.add(hash, languages, recognized.kind === 'page' ? recognized.page : { page, lines: [] })
    }
    if (recognitions.languagesOf(hash) !== languages) await recognitions.finish(hash, languages)
    this.#asked.delete(path)
    const now = ledger.entries().get(path)
    if (!now || now.hash !== hash) return
    // Not waiting any more, although it says so until it was read.
    this.#away.add(path)
    done(now)
  }
}

const isPicture = ({ scans }: Scanned): boolean => scans.pages === String(PICTURE)

/** A sentence about the scanned pages of a file, for a person. */
export function scanSentence(entry: LedgerEntry, state: ScanState | null, reading: Status['recognition']['reading']): string {
  if (state === null || !isScanned(entry)) return ''
  const { pages } = entry.scans
  const several = /\D/.test(pages)
  const which = isPicture(entry)
    ? 'Its words'
    : several
      ? `The words on the scanned pages ${pages}`
      : `The words on the scanned page ${pages}`
  switch (state) {
    case 'recognized':
      return entry.state === 'failed' ? '' : `${which} were recognised (OCR), so letters may be wrong.`
    case 'reading':
      return `${which} are being recognised now (OCR): ${reading?.done ?? 0} of ${reading?.total ?? 0} pages.`
    case 'waiting':
      return `${which} are recognised (OCR) when the computer has nothing else to do.`
    case 'off':
      return `${which} could be recognised (OCR), which is off in the settings.`
  }
}
