import { lstat } from 'node:fs/promises'
import path from 'node:path'
import type { Explanation, Settings } from '../contract/engine.ts'
import { lookAtRoot } from '../files/disk.ts'
import { covers, relativePath, resolveFolder } from '../files/folders.ts'
import { type IgnoreRules, ignoreRules } from '../files/ignore.ts'
import type { LedgerEntry } from '../files/ledger.ts'
import { deviceOf } from '../files/root.ts'

/** What is known of files and how they are chosen. */
export interface Known {
  readonly entries: ReadonlyMap<string, LedgerEntry>
  readonly folders: readonly string[]
  readonly choice: Pick<Settings, 'exclusions' | 'leftOut' | 'hidden'>
  /** The data folder, which is never indexed. */
  readonly data: string
  /** A sentence about an entry's scanned pages, or ''. */
  readonly scans: (entry: LedgerEntry) => string
}

const joined = (...sentences: readonly string[]): string => sentences.filter(Boolean).join(' ')

/** Why a file can be found, or why it cannot and what to do about it. */
export async function explain(given: string, known: Known): Promise<Explanation> {
  const file = resolveFolder(given)
  const folder = known.folders.find((each) => covers(each, file)) ?? null
  const entry = known.entries.get(file)
  const away = folder === null ? null : await awayMessage(folder, known)
  const say = (state: Explanation['state'], message: string, more: Partial<Explanation> = {}): Explanation => ({
    path: file,
    folder,
    state,
    message: away === null ? message : `${message} ${away}`,
    offline: away !== null,
    ...more,
  })
  const scans = entry ? known.scans(entry) : ''
  if (entry?.state === 'indexed') return indexed(entry, (state, message, more) => say(state, joined(message, scans), more))
  if (entry) return say('failed', joined(entry.message, scans), { code: entry.code })
  if (folder === null) {
    const none = known.folders.length === 0 ? 'No folder is indexed yet.' : 'It is not in a folder that Kenning indexes.'
    return say('outside', `${none} Add its folder to have it indexed.`)
  }
  if (away !== null) return say('waiting', 'It is not known yet.')
  return (await ignored(file, folder, known, say)) ?? (await onDisk(file, folder, say))
}

type Say = (state: Explanation['state'], message: string, more?: Partial<Explanation>) => Explanation

function indexed(entry: Extract<LedgerEntry, { state: 'indexed' }>, say: Say): Explanation {
  const { passages, tokens, textBytes } = entry
  const counts = { passages, tokens, textBytes }
  const many = `${passages.toLocaleString('en')} ${passages === 1 ? 'passage' : 'passages'}`
  if (tokens === 0) return say('words', `Its words are searchable (${many}); what they mean is being worked out.`, counts)
  if (entry.partial)
    return say('partly', `The beginning of it is searchable (${many}); the rest is more than Kenning keeps.`, counts)
  return say('indexed', `It is searchable: ${many}, ${tokens.toLocaleString('en')} tokens.`, counts)
}

async function awayMessage(folder: string, { entries }: Known): Promise<string | null> {
  let device: string | undefined
  for (const { path, inode } of entries.values()) {
    if (!covers(folder, path)) continue
    device = deviceOf(inode)
    break
  }
  const root = await lookAtRoot(folder, device)
  return root.kind === 'offline' ? root.message : null
}

/** The rule that leaves the file out, or a folder above it. */
async function ignored(file: string, folder: string, { choice, data }: Known, say: Say): Promise<Explanation | null> {
  const rules = ignoreRules(choice.exclusions, [data], choice).within(folder)
  const stats = await lstat(file).catch(() => null)
  const rule = ruleOn(rules, folder, file, stats?.isDirectory() ? 'directory' : 'file')
  if (!rule) return null
  const where = rule.at === file ? 'A rule leaves it out' : `A rule leaves out the folder ${rule.at}`
  return say('ignored', `${where}: ${rule.pattern} (${rule.reason})`, { rule })
}

function ruleOn(
  rules: IgnoreRules,
  folder: string,
  file: string,
  kind: 'file' | 'directory',
): NonNullable<Explanation['rule']> | null {
  const parts = relativePath(folder, file).split('/')
  for (let depth = 1; depth <= parts.length; depth++) {
    const relative = parts.slice(0, depth).join('/')
    const as = depth < parts.length ? 'directory' : kind
    const rule = rules.ignores(relative, as) ? rules.ruleFor(relative, as) : undefined
    if (rule) return { ...rule, at: path.join(folder, ...parts.slice(0, depth)) }
  }
  return null
}

/** Not known, and no rule against it. */
async function onDisk(file: string, folder: string, say: Say): Promise<Explanation> {
  for (let above = path.dirname(file); above.length > folder.length; above = path.dirname(above)) {
    const stats = await lstat(above).catch(() => null)
    if (stats?.isSymbolicLink())
      return say('not-a-file', `${above} is a link to another place, and links are not followed. Add that place as a folder.`)
  }
  try {
    const stats = await lstat(file)
    if (stats.isFile()) return say('waiting', 'It has not been read yet.')
    if (stats.isDirectory()) return say('not-a-file', 'It is a folder; ask about a file in it.')
    if (stats.isSymbolicLink())
      return say('not-a-file', 'It is a link to another place, and links are not followed. Add the place it leads to.')
    return say('not-a-file', 'It is no regular file but a pipe, a socket or a device.')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return say('missing', 'There is no such file.')
    return say('failed', `Kenning cannot look at it (${code}). Change the permissions of its folder.`, { code: 'unreadable' })
  }
}
