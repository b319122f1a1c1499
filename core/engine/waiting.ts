/** A passage that has no vectors yet. */
export interface WaitingPassage {
  readonly id: number
  readonly document: number
}

/**
 * Passages that an encoder has yet to see: first those of the files that were read last, so that what a person just saved
 * does not wait for what lay there for years.
 */
export class WaitingPassages {
  /** One list per plan, the newest last; each in the order its files were read, from `next` on. */
  #lists: { readonly passages: WaitingPassage[]; next: number }[] = []
  /** How many passages of each document wait. */
  readonly #documents = new Map<number, number>()
  #count = 0

  /** How many passages wait. */
  get count(): number {
    return this.#count
  }
  /** How many documents some of whose passages wait. */
  get documents(): number {
    return this.#documents.size
  }
  isComplete(document: number): boolean {
    return !this.#documents.has(document)
  }

  /** What is added from now on comes before what waits already. */
  begin(): void {
    this.#lists = this.#lists.filter(({ passages, next }) => next < passages.length)
    this.#lists.push({ passages: [], next: 0 })
  }

  add(passages: Iterable<WaitingPassage>): void {
    if (this.#lists.length === 0) this.begin()
    const { passages: list } = this.#lists.at(-1)!
    for (const { id, document } of passages) {
      list.push({ id, document })
      this.#documents.set(document, (this.#documents.get(document) ?? 0) + 1)
      this.#count++
    }
  }

  /** Takes out the next passages, `count` at most. */
  take(count: number): WaitingPassage[] {
    const taken: WaitingPassage[] = []
    while (taken.length < count) {
      const list = this.#lists.at(-1)
      if (!list) break
      for (; list.next < list.passages.length && taken.length < count; list.next++) {
        const passage = list.passages[list.next]!
        if (this.#documents.has(passage.document)) taken.push(passage)
      }
      if (list.next === list.passages.length) this.#lists.pop()
    }
    return taken
  }

  /** Says of passages that were taken that they have their vectors now. */
  done(passages: Iterable<WaitingPassage>): void {
    for (const { document } of passages) {
      const left = this.#documents.get(document)
      if (left === undefined) continue
      if (left === 1) this.#documents.delete(document)
      else this.#documents.set(document, left - 1)
      this.#count--
    }
  }

  /** Puts back what was taken and came to nothing. */
  restore(passages: readonly WaitingPassage[]): void {
    const still = passages.filter(({ document }) => this.#documents.has(document))
    if (still.length > 0) this.#lists.push({ passages: still, next: 0 })
  }

  /** They are gone, and so are those of their passages that are taken out at the moment. */
  removeDocuments(documents: Iterable<number>): void {
    for (const document of documents) {
      this.#count -= this.#documents.get(document) ?? 0
      this.#documents.delete(document)
    }
  }
}
