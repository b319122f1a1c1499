/** Both kinds of slash separate: an index made on Windows answers with backslashes. */
const SLASH = /[\\/]/

/** The last name of a path: "/home/anna/Letters" → "Letters", "C:\" → "C:\". */
export const nameOf = (path: string): string => path.split(SLASH).findLast((part) => part !== '') ?? path

/** The folder above: "/home/anna" → "/home", "/home" → "/", "D:\\Photos" → "D:\\". */
export function parentOf(path: string): string {
  const parent = path.slice(0, -nameOf(path).length)
  return /^([A-Za-z]:)?[\\/]$/.test(parent) ? parent : parent.slice(0, -1)
}

/**
 * The folders a person reads to know where a file is: from the indexed folder they know, down to the file's own.
 * "/home/anna/Documents/House/Heating/Quote.docx" in "/home/anna/Documents" → Documents, House, Heating.
 * Without such a folder: all of them.
 */
export function foldersOf(path: string, roots: readonly string[]): string[] {
  const parts = path.split(SLASH).slice(0, -1)
  const root = roots
    .filter((folder) => path.startsWith(folder) && (SLASH.test(folder.at(-1) ?? '') || SLASH.test(path[folder.length] ?? '')))
    .reduce((longest, folder) => (folder.length > longest.length ? folder : longest), '')
  const depth = root ? root.split(SLASH).filter((part) => part !== '').length : 1
  const named = parts.filter((part) => part !== '')
  return named.slice(Math.max(0, depth - 1))
}

/** "Report.final.PDF" → "pdf"; '' without one. */
export const extensionOf = (name: string): string => /\.([^.\\/]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''

/** Whether `path` lies below `folder`, or is it. */
export const isBelow = (folder: string, path: string): boolean =>
  path.startsWith(folder) &&
  (path.length === folder.length || SLASH.test(folder.at(-1) ?? '') || SLASH.test(path[folder.length]!))
