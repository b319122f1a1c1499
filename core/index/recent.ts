/**
 * What was read last, up to a total weight; the longest unread goes first. As-you-type searches read mostly what the letter before
 * has read.
 */
export class Recent<V> {
  readonly #kept = new Map<number, V>()
  readonly #most: number
  readonly #weigh: (value: V) => number
  #weight = 0

  constructor(most: number, weigh: (value: V) => number) {
    this.#most = most
    this.#weigh = weigh
  }

  get(id: number): V | undefined {
    const value = this.#kept.get(id)
    if (value !== undefined) {
      this.#kept.delete(id)
      this.#kept.set(id, value)
    }
    return value
  }

  set(id: number, value: V): void {
    this.delete(id)
    this.#kept.set(id, value)
    this.#weight += this.#weigh(value)
    for (const oldest of this.#kept.keys()) {
      if (this.#weight <= this.#most) break
      this.delete(oldest)
    }
  }

  delete(id: number): void {
    const value = this.#kept.get(id)
    if (value === undefined) return
    this.#kept.delete(id)
    this.#weight -= this.#weigh(value)
  }

  /** What is kept of `ids`, and what is missing, read by `read` and kept from now on. In any order. */
  async through(
    ids: readonly number[],
    read: (missing: readonly number[]) => Promise<readonly (V & { readonly id: number })[]>,
  ): Promise<V[]> {
    const found: V[] = []
    const missing: number[] = []
    for (const id of ids) {
      const value = this.get(id)
      if (value === undefined) missing.push(id)
      else found.push(value)
    }
    if (missing.length === 0) return found
    const values = await read(missing)
    for (const value of values) this.set(value.id, value)
    return [...found, ...values]
  }
}
