import { realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import ignore, { type Ignore, type TestResult } from 'ignore'
import type { FileKind, RuleOrigin } from '../contract/engine.ts'
import { covers, relativePath } from './folders.ts'
import { kindOf } from './kinds.ts'

/** A pattern as in `.gitignore`, and why it is there, in a person's words. */
export interface Rule {
  readonly pattern: string
  readonly origin: RuleOrigin
  readonly reason: string
}

/** Which files and folders are left out. Paths are relative to a watched folder and use `/` on every system. */
export interface IgnoreRules {
  /** What they were made of, as another thread can be told. */
  readonly made: Made
  ignores(relativePath: string, kind: 'file' | 'directory'): boolean
  /** The same for a file in a folder that is not left out itself, and sooner: most rules are for folders alone. */
  ignoresFile(relativePath: string): boolean
  /** The rule that leaves a path out (the last one to match it, or a folder above it), if any does. */
  ruleFor(relativePath: string, kind: 'file' | 'directory'): Rule | undefined
  /** These rules as they stand in one watched folder: system folders below it are left out too. `walk` and `watch` ask for it. */
  within(folder: string): IgnoreRules
}

/**
 * What is left out unless a person says otherwise. A line earns its place when nobody keeps documents there under any
 * spelling (matching ignores case: `CVS/` would hide a folder of CVs) or in any trade (`build/`, `vendor/`, `tmp/`,
 * `Library/` and `Caches/` hold someone's papers). Folders of the system are left out by where they are, not by name.
 */
export const defaultRules: readonly Rule[] = [
  { pattern: '.git/', origin: 'version-control', reason: 'The store of version control; the files themselves are beside it.' },
  { pattern: '.hg/', origin: 'version-control', reason: 'The store of version control; the files themselves are beside it.' },
  { pattern: '.svn/', origin: 'version-control', reason: 'The store of version control; the files themselves are beside it.' },
  { pattern: '.cache/', origin: 'cache', reason: 'What programs keep to be quicker, and make again.' },
  { pattern: '.npm/', origin: 'npm-store', reason: 'Libraries that npm keeps to install them again.' },
  { pattern: '.cargo/registry/', origin: 'cargo-store', reason: 'Libraries that Cargo downloaded.' },
  { pattern: '.venv/', origin: 'python-environment', reason: 'A Python environment: libraries and programs.' },
  { pattern: '.Trash/', origin: 'mac-trash', reason: 'The trash of macOS.' },
  { pattern: '.Trash-*/', origin: 'linux-disk-trash', reason: 'The trash of a Linux disk.' },
  { pattern: '.local/share/Trash/', origin: 'linux-trash', reason: 'The trash of a Linux desktop.' },
  { pattern: '.Spotlight-V100/', origin: 'spotlight', reason: "Spotlight's own index of a disk." },
  { pattern: '.fseventsd/', origin: 'mac-disk-records', reason: "macOS' own records on a disk." },
  { pattern: '.DS_Store', origin: 'mac-folder-view', reason: 'How macOS shows a folder.' },
  { pattern: 'node_modules/', origin: 'npm-libraries', reason: 'Libraries that npm installed.' },
  { pattern: 'bower_components/', origin: 'bower-libraries', reason: 'Libraries that Bower installed.' },
  { pattern: 'site-packages/', origin: 'pip-libraries', reason: 'Libraries that pip installed.' },
  { pattern: 'venv/', origin: 'python-environment', reason: 'A Python environment: libraries and programs.' },
  { pattern: '__pycache__/', origin: 'compiled-python', reason: 'Compiled Python.' },
  { pattern: '__MACOSX/', origin: 'mac-zip', reason: 'What macOS adds to zip files for itself.' },
  { pattern: 'GPUCache/', origin: 'chromium-cache', reason: 'A cache that Chromium and Electron programs keep.' },
  { pattern: 'Code Cache/', origin: 'chromium-cache', reason: 'A cache that Chromium and Electron programs keep.' },
  { pattern: '$RECYCLE.BIN/', origin: 'windows-trash', reason: 'The recycle bin of a Windows disk.' },
  { pattern: 'System Volume Information/', origin: 'windows-disk-records', reason: "Windows' own records on a disk." },
  { pattern: 'lost+found/', origin: 'disk-repair', reason: 'What a Linux disk repair leaves behind.' },
  { pattern: '\\#recycle/', origin: 'synology-trash', reason: 'The recycle bin of a Synology share.' },
  { pattern: '@eaDir/', origin: 'synology-index', reason: 'Thumbnails and indexes of a Synology share.' },
  { pattern: '*.app/', origin: 'mac-program', reason: 'A macOS program.' },
  { pattern: '*.framework/', origin: 'mac-library', reason: 'A macOS program library.' },
  { pattern: '*.photoslibrary/', origin: 'photos', reason: 'The inner store of Apple Photos.' },
  { pattern: '*.musiclibrary/', origin: 'music', reason: 'The inner store of Apple Music.' },
  { pattern: '*.tvlibrary/', origin: 'tv', reason: 'The inner store of Apple TV.' },
  { pattern: '*.fcpbundle/', origin: 'final-cut', reason: 'The inner store of Final Cut Pro.' },
  { pattern: '*.sparsebundle/', origin: 'disk-image', reason: 'A disk image in pieces.' },
  { pattern: '*.backupbundle/', origin: 'time-machine', reason: 'A Time Machine backup.' },
  { pattern: '~$*', origin: 'office-lock', reason: 'The lock file of a document open in Microsoft Office.' },
  { pattern: '.~lock.*', origin: 'libreoffice-lock', reason: 'The lock file of a document open in LibreOffice.' },
  { pattern: '~WRD*.tmp', origin: 'word-draft', reason: 'What Microsoft Word writes while it saves.' },
  { pattern: '~WRL*.tmp', origin: 'word-draft', reason: 'What Microsoft Word writes while it saves.' },
  { pattern: '*~', origin: 'backup-copy', reason: 'A backup copy that an editor made of the file beside it.' },
  { pattern: '\\#*\\#', origin: 'unsaved-copy', reason: "An editor's copy of a file not saved yet." },
  { pattern: '*.crdownload', origin: 'download', reason: 'A download that is not finished.' },
  { pattern: '*.download/', origin: 'download', reason: 'A download that is not finished.' },
  { pattern: '*.part', origin: 'download', reason: 'A download that is not finished.' },
  { pattern: 'Thumbs.db', origin: 'windows-thumbnails', reason: 'Thumbnails that Windows keeps.' },
  { pattern: 'desktop.ini', origin: 'windows-folder-view', reason: 'How Windows shows a folder.' },
  { pattern: 'Icon[\r]', origin: 'mac-folder-icon', reason: "A folder's icon on macOS." },
]

/** First, so that what is hidden and never worth reading is told by its own reason, whether or not hidden files are indexed. */
const hiddenRule: Rule = {
  pattern: '.*',
  origin: 'hidden',
  reason: 'Hidden: its name begins with a dot. Settings can have hidden files indexed.',
}

/** What a person chose to leave out by kind. */
export interface Choice {
  readonly leftOut?: readonly FileKind[]
  /** Whether hidden files and folders are indexed. */
  readonly hidden?: boolean
}

/** What `ignoreRules` is given. */
export interface Made {
  readonly exclusions: readonly string[]
  readonly keepOut: readonly string[]
  readonly choice: Choice
}

const inSystem = 'A folder of the operating system or of its programs.'

/**
 * Absolute folders that hold programs and their data. Only what stands at exactly these places is meant, so a person's
 * own folder called Library stays. `~/Library` holds iCloud Drive and other cloud folders too: reading those downloads
 * them, so they are indexed only when added by themselves (a folder that is itself added is never left out).
 */
function systemFolders(): string[] {
  const home = homedir()
  const below = (parent: string | undefined, ...names: string[]) => (parent ? names.map((name) => path.join(parent, name)) : [])
  const modules = below(home, path.join('go', 'pkg'))
  if (process.platform === 'darwin')
    return [
      ...modules,
      ...below(home, 'Library', 'Applications'),
      ...below('/', 'System', 'Library', 'Applications', 'private', 'usr', 'bin', 'sbin', 'opt', 'cores', 'dev'),
    ]
  if (process.platform === 'win32') {
    const { SystemRoot, SystemDrive, ProgramData, ProgramFiles, 'ProgramFiles(x86)': programFiles32 } = process.env
    return [
      ...modules,
      ...below(home, 'AppData'),
      ...[SystemRoot, ProgramData, ProgramFiles, programFiles32].filter((folder) => folder !== undefined),
      ...below(SystemDrive && `${SystemDrive}\\`, 'Recovery', 'PerfLogs', '$WinREAgent'),
    ]
  }
  return [
    ...modules,
    ...below('/', 'proc', 'sys', 'dev', 'run', 'boot', 'usr', 'bin', 'sbin', 'lib', 'lib32', 'lib64', 'snap', 'var'),
  ]
}

/** `ignore` remembers every path it was ever asked about, about 200 bytes each: 20,000 of them are 4 MB. */
const answersKept = 20_000

/**
 * The default rules, then the person's own, of which the last to match wins: `!node_modules/` brings a folder back
 * (with `.gitignore`'s condition that no folder above is left out).
 *
 * @param exclusions one rule a line, in `.gitignore` syntax, relative to each watched folder
 * @param keepOut absolute folders left out by the caller, such as the one that holds the index itself
 * @param choice kinds of files that are left out whatever the rules say
 */
export function ignoreRules(exclusions: readonly string[], keepOut: readonly string[] = [], choice: Choice = {}): IgnoreRules {
  const { leftOut = [], hidden = false } = choice
  const own = exclusions
    .flatMap((lines) => lines.split(/\r?\n/))
    .map((pattern): Rule => ({ pattern, origin: 'own', reason: 'One of your own rules.' }))
  const ours = keepOut.map(realPath)
  const system = systemFolders().map(realPath)
  const made: Made = { exclusions, keepOut, choice: { leftOut, hidden } }
  const rules = (anchored: readonly Rule[], locked: readonly Rule[]): IgnoreRules => ({
    made,
    ...matcher([...(hidden ? [] : [hiddenRule]), ...defaultRules, ...anchored, ...own, ...locked], new Set(leftOut)),
    within: (folder) =>
      rules(
        below(folder, system).map((pattern): Rule => ({ pattern, origin: 'system', reason: inSystem })),
        // After the person's own: an index that indexes itself never ends.
        below(folder, ours).map((pattern): Rule => ({ pattern, origin: 'kenning', reason: "Kenning's own files." })),
      ),
  })
  return rules([], [])
}

function matcher(rules: readonly Rule[], leftOut: ReadonlySet<FileKind>): Omit<IgnoreRules, 'made' | 'within'> {
  const test = tester(rules)
  /** By reason: no two origins give the same. */
  const origins = new Map(rules.map(({ reason, origin }) => [reason, origin]))
  // A rule that brings folders back may bring back one that a rule for both leaves out.
  const testFile = tester(rules.filter(({ pattern }) => !/\/\s*$/.test(pattern) || pattern.startsWith('!')))
  const kindLeftOut = (relative: string, kind: 'file' | 'directory'): boolean => {
    if (leftOut.size === 0 || kind === 'directory') return false
    const is = kindOf(relative)
    return is !== null && leftOut.has(is)
  }
  return {
    ignores: (relative, kind) => kindLeftOut(relative, kind) || test(relative, kind).ignored,
    ignoresFile: (relative) => kindLeftOut(relative, 'file') || testFile(relative, 'file').ignored,
    ruleFor: (relative, kind) => {
      if (kindLeftOut(relative, kind))
        return {
          pattern: `*${path.posix.extname(relative).toLowerCase()}`,
          origin: 'kind',
          reason: 'Settings leave out files of this kind.',
        }
      const { rule } = test(relative, kind)
      return rule && { pattern: rule.pattern, origin: origins.get(rule.mark!)!, reason: rule.mark! }
    },
  }
}

function tester(rules: readonly Rule[]): (relative: string, kind: 'file' | 'directory') => Pick<TestResult, 'ignored' | 'rule'> {
  const fresh = (): Ignore => ignore().add(rules.map(({ pattern, reason }) => ({ pattern, mark: reason })))
  let matching = fresh()
  let answers = 0
  return (relative, kind) => {
    if (relative === '') return { ignored: false }
    if (++answers % answersKept === 0) matching = fresh()
    return matching.test(kind === 'directory' ? `${relative}/` : relative)
  }
}

/** Patterns, anchored to `folder`, for those of `absolute` that lie below it. */
const below = (folder: string, absolute: readonly string[]): string[] =>
  absolute
    .filter((other) => other !== folder && covers(folder, other))
    .map((other) => `/${relativePath(folder, other).replace(/[\\*?[\]!# ]/g, '\\$&')}/`)

/** Watched folders are spelled without symlinks, so what is compared with them must be too. */
function realPath(folder: string): string {
  try {
    return realpathSync.native(folder)
  } catch {
    // Not there (yet): then nothing but its own spelling can lead to it.
    return path.resolve(folder)
  }
}
