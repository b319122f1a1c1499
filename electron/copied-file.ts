import { pathToFileURL } from 'node:url'

/** A format of the system's own, as Electron's clipboard names it. */
const own = (format: string) => `electron application/osclipboard;format="${format}"`

/** A file on the clipboard: what a file manager pastes, by format, beside its path for everything that takes text. */
export interface CopiedFile {
  /** What a file manager makes of it; `path`: nothing, it is text. */
  readonly as: 'file' | 'path'
  readonly formats: Readonly<Record<string, string>>
}

/**
 * Finder pastes a file's address, Nautilus and its kin a list of addresses with a verb, Dolphin the list alone. Explorer wants a
 * format that has a number and no name (CF_HDROP), which Electron cannot write: there the path alone is copied.
 */
export function copiedFile(file: string, platform: NodeJS.Platform): CopiedFile {
  const path = { 'text/plain': file }
  if (platform === 'win32') return { as: 'path', formats: path }
  const { href } = pathToFileURL(file, { windows: false })
  const formats: Record<string, string> =
    platform === 'darwin'
      ? { [own('public.file-url')]: href }
      : { [own('x-special/gnome-copied-files')]: `copy\n${href}`, [own('text/uri-list')]: `${href}\r\n` }
  return { as: 'file', formats: { ...path, ...formats } }
}
