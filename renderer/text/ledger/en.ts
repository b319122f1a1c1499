import type { Explanation, FailureCode, RuleOrigin } from '../../../core/contract/engine.ts'
import type { FileState } from '../../../core/contract/ledger.ts'
import type { Formats } from '../format.ts'

/** The ledger: what is known of every file. */
export const ledgerInEnglish = (format: Formats, files: (n: number) => string) => ({
  coverage: 'What can be found',
  coverageLead: 'By folder and by kind of file. Choose one to see its files below.',
  byFolder: 'By folder',
  byType: 'By kind of file',
  noEnding: 'no ending',
  here: 'directly in this folder',
  up: 'One folder up',
  allFolders: 'All folders',
  found: (n: number, share: number) => `${files(n)} · ${format.percent(share)} searchable`,
  leftOut: (n: number, folders: number) => `Left out by rules: ${leftOutInEnglish(format, files)(n, folders)}`,
  leftOutBy: 'Rules that leave something out',
  leftOutOf: leftOutInEnglish(format, files),
  /** The engine says it in English, and more exactly. */
  ruleReason: (_origin: RuleOrigin, reason: string) => reason,
  title: 'Files',
  lead: 'Every file that Kenning knows of, how far it can be found, and why not.',
  filter: 'Filter by name, folder or reason',
  all: 'All',
  states: {
    indexed: 'Searchable',
    words: 'By words only',
    partly: 'In part',
    waiting: 'Waiting',
    'no-text': 'No text',
    failed: 'Failed',
    skipped: 'By name only',
  } satisfies Record<FileState, string>,
  stateHints: {
    indexed: 'Found by its words and by what they mean',
    words: 'Found by its words; what they mean is still being worked out',
    partly: 'Only the beginning is searchable; the rest is more than Kenning keeps',
    waiting: 'It has not been read yet',
    'no-text': 'There is no text in it that could be searched; it is found by its name',
    failed: 'It could not be read; it is found by its name',
    skipped: 'Files of this kind are not read; it is found by its name',
  } satisfies Record<FileState, string>,
  offline: 'Not reachable now',
  below: (folder: string) => `In ${folder}`,
  ofType: (type: string) => `Kind: ${type}`,
  clear: (what: string) => `${what}. Show all again`,
  stateOf: 'State',
  file: 'File',
  size: 'Size',
  changed: 'Changed',
  sortBy: (column: string) => `Sort by ${column}`,
  passages: (n: number) => format.plural(n, { one: (n) => `${n} passage`, other: (n) => `${n} passages` }),
  nothing: 'No file matches.',
  empty: 'No file is known yet.',
  export: 'Export this list',
  formats: { csv: 'Table (CSV)', json: 'Data (JSON)' },
  exported: (n: number) => `${files(n)} exported`,
  why: 'Why is a file not found?',
  whyLead: 'Type or paste its whole path. Kenning says what it knows of it, and which rule leaves it out.',
  whyPath: 'Path of the file',
  whyAsk: 'Look',
  explained: {
    indexed: 'Searchable',
    words: 'By words only',
    partly: 'In part',
    failed: 'Not searchable',
    waiting: 'Waiting',
    ignored: 'Left out',
    outside: 'In no folder of yours',
    missing: 'Not there',
    'not-a-file': 'Not a file',
  } satisfies Record<Explanation['state'], string>,
  rule: 'Rule',
  /** The engine says it in English, and more exactly. */
  reason: (_code: FailureCode, message: string) => message,
  explanation: ({ message }: Explanation) => message,
  ruleAt: 'It matches',
})

/** What a folder holds that is left out is not counted: nobody looked. */
const leftOutInEnglish = (format: Formats, files: (n: number) => string) => (n: number, folders: number) => {
  const whole = format.plural(folders, { one: (n) => `${n} folder`, other: (n) => `${n} folders` })
  return [n > 0 ? files(n) : '', folders > 0 ? `${whole} with all inside` : ''].filter(Boolean).join(', ')
}
