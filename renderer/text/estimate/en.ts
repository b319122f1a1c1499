import type { Suggestion } from '../../../core/contract/estimate.ts'
import type { Formats } from '../format.ts'

/** What a folder is likely to take. */
export const estimateInEnglish = (format: Formats, files: (n: number) => string) => ({
  label: 'What it is likely to take',
  counting: (n: number) => `${files(n)} so far…`,
  files: (n: number, byName: number) =>
    `${files(n)} to read${byName > 0 ? `, ${format.number(byName)} more found by name only` : ''}`,
  text: (bytes: number) => `about ${format.bytes(bytes)} of text`,
  time: (seconds: number) => `ready in about ${format.span(seconds)}`,
  index: 'Index',
  at: (dim: number, bytes: number) => `${format.bytes(bytes)} at ${format.number(dim)}`,
  basis: { own: 'Reckoned from the files that you have already.', typical: 'Reckoned from typical files; yours may differ.' },
  nothing: 'No files to read in here.',
  names: {
    documents: 'Documents',
    desktop: 'Desktop',
    downloads: 'Downloads',
    notes: 'Notes',
  } satisfies Record<Suggestion['name'], string>,
  suggested: 'Folders that people begin with',
  begin: (n: number) => format.plural(n, { one: () => 'Read this folder', other: (n) => `Read these ${n} folders` }),
  meanwhile: 'You can search while files are read: words are found first, meaning follows.',
})
