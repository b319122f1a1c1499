import { isPassing, type LedgerEntry } from './entry.ts'
import { covers } from './folders.ts'
import type { SourceFile } from './source.ts'

/** What has to be done for the index to say what the disk says. Every file and entry stands in one list at most. */
export interface Plan {
  /** Files that need nothing, read or failed as they were. One that the system did not let us read is tried again. */
  readonly unchanged: number
  /** New files, and known ones that look different: the content hash says whether they are. In the order to read them. */
  readonly read: readonly SourceFile[]
  /** The same file under another path, where nothing was known before. */
  readonly moved: readonly { readonly from: LedgerEntry; readonly to: SourceFile }[]
  /** Files that are no longer there, or are left out now. */
  readonly removed: readonly LedgerEntry[]
}

/**
 * Compares what is known with what is there.
 *
 * Also for a part of the disk: give the entries and the files of a few paths alone, and the plan is about them alone.
 *
 * @param folders those that were scanned to the end; what is known outside of them stays as it is
 * @param isOutdated whether an entry is to be read again although its file looks the same
 * @param unreadable files and folders that could not be looked at; what is known of them and below stays as it is
 */
export function planUpdate(
  ledger: Iterable<LedgerEntry>,
  onDisk: Iterable<SourceFile>,
  folders: readonly string[],
  unreadable: readonly string[] = [],
  isOutdated: (entry: LedgerEntry) => boolean = () => false,
): Plan {
  const absent = new Map<string, LedgerEntry>()
  for (const entry of ledger) absent.set(entry.path, entry)

  const changed: SourceFile[] = []
  const appeared: SourceFile[] = []
  let unchanged = 0
  for (const file of onDisk) {
    const entry = absent.get(file.path)
    absent.delete(file.path)
    if (!entry) appeared.push(file)
    else if (looksSame(entry, file) && !isPassing(entry) && !isOutdated(entry)) unchanged++
    else changed.push(file)
  }

  const removed = new Set<LedgerEntry>()
  for (const entry of absent.values()) {
    const covering = (folder: string) => covers(folder, entry.path)
    if (folders.some(covering) && !unreadable.some(covering)) removed.add(entry)
  }

  // Hard links share an inode: any of them may stand for any other, as long as each is taken once.
  const movable = Map.groupBy(removed, identity)
  const moved: { from: LedgerEntry; to: SourceFile }[] = []
  const read = changed
  for (const file of appeared) {
    const from = knowsInodes(file) ? movable.get(identity(file))?.pop() : undefined
    if (!from || isPassing(from)) read.push(file)
    else {
      removed.delete(from)
      moved.push({ from, to: file })
    }
  }
  return { unchanged, read: read.sort(byUrgency), moved, removed: [...removed] }
}

/** Device numbers are dealt anew at every start and every plugging-in, so a file on the same path need not keep its own. */
const looksSame = (entry: LedgerEntry, file: SourceFile): boolean =>
  entry.size === file.size && entry.modified === file.modified && withoutDevice(entry.inode) === withoutDevice(file.inode)

const withoutDevice = (inode: string): string => inode.slice(inode.indexOf(':') + 1)

const identity = (file: SourceFile): string => `${file.inode} ${file.size} ${file.modified}`

/** Some network file systems give every file the number 0. */
const knowsInodes = (file: SourceFile): boolean => withoutDevice(file.inode) !== '0'

/** Small before big in three steps, so that a film does not keep a hundred letters waiting; the newest first in each. */
export const byUrgency = (a: SourceFile, b: SourceFile): number =>
  step(a) - step(b) || b.modified - a.modified || (a.path < b.path ? -1 : 1)

const step = ({ size }: SourceFile): number => (size <= 1 << 20 ? 0 : size <= 1 << 24 ? 1 : 2)
