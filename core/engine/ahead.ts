import { cancelled } from '../contract/errors.ts'

/**
 * `work` over `items` in their order, begun before they are asked for as long as `allows` says so. The first failure ends it.
 *
 * @param allows whether `next` may be begun beside those that were begun and not asked for yet
 */
export async function* ahead<T, R>(
  items: Iterable<T>,
  allows: (begun: readonly T[], next: T) => boolean,
  work: (item: T) => Promise<R>,
  signal: AbortSignal,
): AsyncGenerator<R, void> {
  const begun: { readonly item: T; readonly task: Promise<R> }[] = []
  try {
    for (const item of items) {
      if (signal.aborted) throw cancelled()
      while (
        begun.length > 0 &&
        !allows(
          begun.map(({ item }) => item),
          item,
        )
      )
        yield await begun.shift()!.task
      const task = work(item)
      task.catch(() => {}) // Heard when its turn comes; until then it must not end the process.
      begun.push({ item, task })
    }
    while (begun.length > 0) yield await begun.shift()!.task
  } finally {
    // Nothing that was begun goes on after the end.
    await Promise.allSettled(begun.map(({ task }) => task))
  }
}
