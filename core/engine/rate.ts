/** Things done per second over the last ten seconds: a file that takes long shows at once, one that took long is forgotten. */
export class Rate {
  #marks: { readonly at: number; readonly done: number }[] = []

  mark(done: number, at = performance.now()): void {
    this.#marks.push({ at, done })
    while (this.#marks.length > 2 && this.#marks[0]!.at < at - 10_000) this.#marks.shift()
  }

  /** 0 until there is something to measure. */
  get perSecond(): number {
    const first = this.#marks[0]
    const last = this.#marks.at(-1)
    if (!first || !last || last.at <= first.at) return 0
    return ((last.done - first.done) * 1000) / (last.at - first.at)
  }
}
