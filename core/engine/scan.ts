import type { FileChange } from '../files/changes.ts'
import { lookAtRoot } from '../files/disk.ts'
import { covers } from '../files/folders.ts'
import type { IgnoreRules } from '../files/ignore.ts'
import type { LedgerEntry } from '../files/ledger.ts'
import { counting, type LeftOut } from '../files/left-out.ts'
import { type Plan, planUpdate } from '../files/plan.ts'
import { isSameRoot, type Root } from '../files/root.ts'
import type { SourceFile } from '../files/source.ts'
import { look, walk } from '../files/walk.ts'

export type Scanned =
  | { readonly kind: 'plan'; readonly plan: Plan; readonly leftOut: readonly LeftOut[] }
  | Extract<Root, { kind: 'offline' }>

/**
 * What is to be done so that the index says what is below `folder`; or that it is away, and nothing is to be done: a disk
 * pulled out half-way looks like the removal of everything on it.
 *
 * @param device that its files were on when last seen
 * @param isOutdated whether what is known of a file would be other by now, although the file is the same
 */
export async function planFolder(
  folder: string,
  entries: ReadonlyMap<string, LedgerEntry>,
  rules: IgnoreRules,
  device: string | undefined,
  signal: AbortSignal,
  isOutdated: (entry: LedgerEntry) => boolean = () => false,
): Promise<Scanned> {
  const before = await lookAtRoot(folder, device)
  if (before.kind === 'offline') return before
  const files: SourceFile[] = []
  const unreadable: string[] = []
  const counted = counting(rules)
  for await (const found of walk(folder, counted.rules, signal)) {
    if (found.kind === 'file') files.push(found.file)
    else unreadable.push(found.path)
  }
  const after = await lookAtRoot(folder, before.device)
  if (after.kind === 'offline') return after
  if (!isSameRoot(before, after)) return planFolder(folder, entries, rules, device, signal, isOutdated)
  const below = [...entries.values()].filter(({ path }) => covers(folder, path))
  return { kind: 'plan', plan: planUpdate(below, files, [folder], unreadable, isOutdated), leftOut: counted.leftOut() }
}

/**
 * The same for the paths that a watcher named; what stands in folders that are away by now is left as it is.
 *
 * @param folders the watched ones, and the device the files of each were on when last seen
 */
export async function planChanges(
  changes: readonly FileChange[],
  entries: ReadonlyMap<string, LedgerEntry>,
  folders: readonly { readonly path: string; readonly device: string | undefined }[],
): Promise<Plan> {
  const paths = changes.flatMap((change) => (change.kind === 'changed' || change.kind === 'removed' ? [change.path] : []))
  const touched = folders.filter(({ path }) => paths.some((each) => covers(path, each)))
  // To look at a path on a disk that does not answer would be to wait for ever.
  const awayBefore = await awayOf(touched)
  const there = paths.filter((path) => !awayBefore.some((folder) => covers(folder, path)))
  const found = await Promise.all(there.map(look))
  // What a disk that went away meanwhile no longer shows is not gone.
  const away = [...awayBefore, ...(await awayOf(touched))]
  const files = found.flatMap((each) => (each?.kind === 'file' ? [each.file] : []))
  const unreadable = found.flatMap((each) => (each?.kind === 'unreadable' ? [each.path] : []))
  return planUpdate(named(paths, files, entries), files, paths, [...unreadable, ...away])
}

async function awayOf(folders: Parameters<typeof planChanges>[2]): Promise<string[]> {
  const roots = await Promise.all(folders.map(({ path, device }) => lookAtRoot(path, device)))
  return folders.flatMap(({ path }, n) => (roots[n]!.kind === 'offline' ? [path] : []))
}

/** What is known of these paths, and below those that are neither known nor files: they may have been folders. */
function named(paths: readonly string[], files: readonly SourceFile[], entries: ReadonlyMap<string, LedgerEntry>): LedgerEntry[] {
  const known = paths.flatMap((path) => entries.get(path) ?? [])
  const there = new Set(files.map(({ path }) => path))
  const folders = new Set(paths.filter((path) => !entries.has(path) && !there.has(path)))
  if (folders.size === 0) return known
  const below = (path: string): boolean => {
    for (let at = lastSeparator(path); at > 0; at = lastSeparator(path.slice(0, at)))
      if (folders.has(path.slice(0, at))) return true
    return false
  }
  for (const entry of entries.values()) if (below(entry.path)) known.push(entry)
  return known
}

const lastSeparator = (path: string): number => Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))
