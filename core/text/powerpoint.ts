import { CFB } from '@e965/xlsx'
import { Draft } from './document.ts'
import type { Extraction } from './extraction.ts'
import { Unreadable } from './failure.ts'

/** Record types of [MS-PPT] 2.13.24. */
const TYPE = {
  document: 0x03e8,
  slide: 0x03ee,
  slideAtom: 0x03ef,
  notes: 0x03f0,
  slidePersist: 0x03f3,
  slideList: 0x0ff0,
  textHeader: 0x0f9f,
  textChars: 0x0fa0,
  textBytes: 0x0fa8,
  userEdit: 0x0ff5,
  persistDirectory: 0x1772,
} as const
/** In a text header: what a text is. Titles of slides and of title slides. */
const TITLES: ReadonlySet<number> = new Set([0, 6])
/** Which slides a list is of ([MS-PPT] 2.4.14.3): its instance. */
const SLIDES = 0
const NOTES = 2
/** Records lie within records: drawings within groups within slides. */
const DEPTH = 24

interface Rec {
  readonly type: number
  readonly instance: number
  /** Holds records; otherwise bytes. */
  readonly container: boolean
  readonly start: number
  readonly end: number
}

interface SlideText {
  readonly title: boolean
  readonly text: string
}

/** PowerPoint 97 to 2003: each slide's placeholders, text boxes and notes. */
export async function readPpt(bytes: Uint8Array): Promise<Extraction> {
  const stream = streamOf(bytes)
  const presentation = new Presentation(stream)
  return Draft.compose((draft) => {
    presentation.slides().forEach(({ texts, notes }, i) => {
      draft.at({ slide: i + 1 })
      const [title, ...others] = [...texts.filter((each) => each.title), ...texts.filter((each) => !each.title)]
      if (title?.title) draft.heading(1, title.text)
      else if (title) draft.add('text', title.text)
      for (const { text } of [...others, ...notes]) draft.add('text', text)
    })
  })
}

function streamOf(bytes: Uint8Array): Buffer {
  let streams: ReturnType<typeof CFB.read>
  try {
    streams = CFB.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), { type: 'buffer' })
  } catch (cause) {
    // The reader has no errors of its own: whatever is wrong within it, the file is what it was given.
    throw damaged(cause)
  }
  if (CFB.find(streams, 'EncryptedSummary'))
    throw new Unreadable('encrypted', 'The presentation needs a password. Save a copy without one to make it searchable.')
  const content = CFB.find(streams, 'PowerPoint Document')?.content as Uint8Array | undefined
  if (!content) throw damaged()
  return Buffer.from(content)
}

const damaged = (cause?: unknown) =>
  new Unreadable('damaged', 'The presentation is damaged. Open it in the program it was made with and save it again.', { cause })

/** The records of a presentation. What was saved over older content lies behind it, and the last word counts. */
class Presentation {
  readonly #bytes: Buffer
  /** Where each object that is referred to by a number stands. */
  readonly #objects = new Map<number, number>()
  #document = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
    for (const rec of this.#within(0, bytes.length)) {
      if (rec.type === TYPE.persistDirectory) this.#readDirectory(rec)
      else if (rec.type === TYPE.userEdit && rec.end - rec.start >= 20) this.#document = bytes.readUInt32LE(rec.start + 16)
    }
  }

  slides(): { readonly texts: readonly SlideText[]; readonly notes: readonly SlideText[] }[] {
    const document = this.#object(this.#document) ?? this.#first(TYPE.document)
    if (!document) throw damaged()
    const listed = (instance: number) =>
      [...this.#within(document.start, document.end)]
        .filter(({ type, instance: each }) => type === TYPE.slideList && each === instance)
        .flatMap((list) => this.#listed(list))
    const notes = new Map(listed(NOTES).map(({ id, texts, object }) => [id, [...texts, ...this.#textsIn(object)]]))
    return listed(SLIDES).map(({ texts, object }) => ({
      texts: [...texts, ...this.#textsIn(object)],
      notes: (notes.get(this.#notesOf(object)) ?? []).filter(({ text }) => !/^[*\d\s]*$/.test(text)),
    }))
  }

  /** The entries of a list: an object and what its placeholders say, which stands here and not in the object. */
  #listed(list: Rec): { readonly id: number; readonly object: Rec | null; readonly texts: SlideText[] }[] {
    const slides: { id: number; object: Rec | null; texts: SlideText[] }[] = []
    let title = false
    for (const rec of this.#within(list.start, list.end)) {
      if (rec.type === TYPE.slidePersist && rec.end - rec.start >= 16) {
        const [reference, id] = [this.#bytes.readUInt32LE(rec.start), this.#bytes.readUInt32LE(rec.start + 12)]
        slides.push({ id, object: this.#object(reference), texts: [] })
      } else if (rec.type === TYPE.textHeader && rec.end - rec.start >= 4) title = TITLES.has(this.#bytes.readUInt32LE(rec.start))
      else slides.at(-1)?.texts.push(...this.#textOf(rec, title))
    }
    return slides
  }

  /** Texts in drawings, wherever in the object. */
  #textsIn(object: Rec | null, depth = 0): SlideText[] {
    if (!object || depth > DEPTH) return []
    let title = false
    return [...this.#within(object.start, object.end)].flatMap((rec) => {
      if (rec.type === TYPE.textHeader && rec.end - rec.start >= 4) title = TITLES.has(this.#bytes.readUInt32LE(rec.start))
      return rec.container ? this.#textsIn(rec, depth + 1) : this.#textOf(rec, title)
    })
  }

  #textOf({ type, start, end }: Rec, title: boolean): SlideText[] {
    if (type !== TYPE.textChars && type !== TYPE.textBytes) return []
    const raw = this.#bytes.toString(type === TYPE.textChars ? 'utf16le' : 'latin1', start, end)
    const text = raw.replace(/[\r\v]/g, '\n').trim()
    return text === '' ? [] : [{ title, text: title ? text.replace(/\s+/g, ' ') : text }]
  }

  /** The number of a slide's notes, 0 where it has none. */
  #notesOf(slide: Rec | null): number {
    const atom = slide && [...this.#within(slide.start, slide.end)].find(({ type }) => type === TYPE.slideAtom)
    return atom && atom.end - atom.start >= 20 ? this.#bytes.readUInt32LE(atom.start + 16) : 0
  }

  /** Runs of object numbers, each with where its objects stand ([MS-PPT] 2.3.4): 20 bits of first number, 12 of count. */
  #readDirectory({ start, end }: Rec): void {
    for (let at = start; at + 4 <= end; ) {
      const run = this.#bytes.readUInt32LE(at)
      at += 4
      for (let i = 0; i < run >>> 20 && at + 4 <= end; i++, at += 4)
        this.#objects.set((run & 0xfffff) + i, this.#bytes.readUInt32LE(at))
    }
  }

  #object(number: number): Rec | null {
    const at = this.#objects.get(number)
    return at === undefined ? null : this.#at(at, this.#bytes.length)
  }

  #first(type: number): Rec | null {
    for (const rec of this.#within(0, this.#bytes.length)) if (rec.type === type) return rec
    return null
  }

  *#within(start: number, end: number): Generator<Rec> {
    for (let at = start; ; ) {
      const rec = this.#at(at, end)
      if (!rec) return
      yield rec
      at = rec.end
    }
  }

  /** A record begins with 4 bits of version (15: it holds records), 12 of instance, 16 of type, 32 of length. */
  #at(at: number, end: number): Rec | null {
    if (at + 8 > end) return null
    const head = this.#bytes.readUInt16LE(at)
    const start = at + 8
    const length = this.#bytes.readUInt32LE(at + 4)
    return {
      type: this.#bytes.readUInt16LE(at + 2),
      instance: head >> 4,
      container: (head & 15) === 15,
      start,
      end: Math.min(end, start + length),
    }
  }
}
