import type { Place } from '../contract/engine.ts'
import type { Block, Extraction, Row } from './extraction.ts'
import { HEADING_CHARS, TEXT_CHARS } from './limits.ts'

/** The headings above the place one is reading, outermost first. A heading counts as above itself. */
export class HeadingPath {
  #open: { readonly level: number; readonly text: string }[] = []
  #path: readonly string[] = []

  /** Shared between all blocks of a section, so it costs nothing to keep. */
  get path(): readonly string[] {
    return this.#path
  }

  enter(level: number, text: string): readonly string[] {
    const line = text.replace(/\s+/g, ' ').trim()
    const short = line.length > HEADING_CHARS ? `${line.slice(0, HEADING_CHARS).toWellFormed()}…` : line
    this.#open = [...this.#open.filter((heading) => heading.level < level), { level, text: short }]
    this.#path = this.#open.map((heading) => heading.text)
    return this.#path
  }

  leaveAll(): void {
    this.#open = []
    this.#path = []
  }
}

/** Thrown by `Draft` when the text limit is reached, to leave a reader's depths at once; `Draft.compose` catches it. */
class Full extends Error {}

/**
 * A document being put together, block by block, by a reader whose format is not text itself.
 * Blocks are separated by an empty line. Past the text limit every addition throws, which `compose` catches.
 */
export class Draft {
  readonly #parts: string[] = []
  readonly #blocks: Block[] = []
  readonly #headings = new HeadingPath()
  readonly #limit: number
  #length = 0
  #where: Omit<Place, 'headings'> = {}
  #partial = false
  #title: string | undefined

  constructor(limit = TEXT_CHARS) {
    this.#limit = limit
  }

  /** What follows stands on this page, slide, sheet, or in this message. All but a page begin outside of all headings. */
  at(where: Omit<Place, 'headings'>): void {
    this.#where = where
    if (where.page === undefined) this.#headings.leaveAll()
  }

  /** What follows begins outside of all headings: another message, another chapter file. */
  leaveHeadings(): void {
    this.#headings.leaveAll()
  }

  /** @param name What the heading is called in a path, where the text itself carries marks. */
  heading(level: number, text: string, name = text): void {
    if (text.trim() === '') return
    this.#headings.enter(level, name)
    this.add('heading', text)
  }

  /** @param rows of a table: where its lines stand in the sheet */
  add(kind: Block['kind'], text: string, rows?: readonly Row[]): void {
    this.#write(kind, text, this.#headings.path, rows)
  }

  #write(kind: Block['kind'], text: string, headings: readonly string[], rows: readonly Row[] | undefined): void {
    const clean = text.toWellFormed().replaceAll('\u0000', '').trimEnd()
    const content = kind === 'code' ? clean.replace(/^(?:[^\S\n]*\n)+/, '') : clean.trimStart()
    if (content === '') return
    const separator = this.#length === 0 ? '' : '\n\n'
    const start = this.#length + separator.length
    const room = this.#limit - start
    if (room <= 0) this.#stop()
    const kept = content.length > room ? content.slice(0, room).replace(/[\uD800-\uDBFF]$/, '') : content
    this.#parts.push(separator, kept)
    this.#length = start + kept.length
    const place = { ...this.#where, headings }
    this.#blocks.push({ kind, start, end: this.#length, place, ...(rows ? { rows } : {}) })
    if (kept.length < content.length) this.#stop()
  }

  /**
   * A document within this one, under its name: an attachment, a file of an archive. It keeps its own places, its headings stand below
   * its name, and its name stands where it begins. Null: it gives no text, and is named alone.
   */
  contain(name: string, inner: Extraction | null): void {
    const outer = this.#where
    const [first] = inner?.blocks ?? []
    this.#where = inside(outer, name, first?.place)
    this.leaveHeadings()
    this.heading(1, name)
    const above = this.#headings.path
    const known = new Map<readonly string[], readonly string[]>()
    for (const { kind, start, end, place, rows } of inner?.blocks ?? []) {
      this.#where = inside(outer, name, place)
      // Shared between the blocks of a section, as in the document itself.
      const headings = known.get(place.headings) ?? [...above, ...place.headings]
      known.set(place.headings, headings)
      this.#write(kind, inner!.text.slice(start, end), headings, rows)
    }
    this.leaveHeadings()
    this.#where = outer
    if (inner?.partial) this.cut()
  }

  entitle(title: string | undefined): void {
    this.#title ??= title?.replace(/\s+/g, ' ').trim() || undefined
  }

  /** Says that something of the document is missing from the draft. */
  cut(): void {
    this.#partial = true
  }

  #stop(): never {
    this.#partial = true
    throw new Full('The text limit is reached.')
  }

  /** Runs a reader over a new draft and gives what it wrote, up to the text limit. */
  static async compose(read: (draft: Draft) => void | Promise<void>, limit?: number): Promise<Extraction> {
    const draft = new Draft(limit)
    try {
      await read(draft)
    } catch (error) {
      if (!(error instanceof Full)) throw error
    }
    const title = draft.#title
    return { text: draft.#parts.join(''), blocks: draft.#blocks, partial: draft.#partial, ...(title ? { title } : {}) }
  }
}

/** The place of what stands at `place` in a document that is called `name`, which itself stands at `outer`. */
function inside(outer: Omit<Place, 'headings'>, name: string, place: Place | undefined): Omit<Place, 'headings'> {
  const { headings: _, within = [], ...own } = place ?? { headings: [] }
  return { ...outer, ...own, within: [...(outer.within ?? []), name, ...within] }
}
