import { readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import type { Suggestion } from '../contract/estimate.ts'

/** How Linux desktops call them in `user-dirs.dirs`. */
const xdg: readonly (readonly [Suggestion['name'], string])[] = [
  ['documents', 'XDG_DOCUMENTS_DIR'],
  ['desktop', 'XDG_DESKTOP_DIR'],
  ['downloads', 'XDG_DOWNLOAD_DIR'],
]
const usual: readonly (readonly [Suggestion['name'], string])[] = [
  ['documents', 'Documents'],
  ['desktop', 'Desktop'],
  ['downloads', 'Downloads'],
  ['notes', 'Notes'],
]

/** Folders where people keep documents, as far as they are there. */
export async function suggestions(home = homedir()): Promise<Suggestion[]> {
  const named = await userFolders(home)
  const found: Suggestion[] = []
  for (const [name, folder] of usual) {
    const at = named.get(name) ?? path.join(home, folder)
    const there = await stat(at).then(
      (stats) => stats.isDirectory(),
      () => false,
    )
    // A desktop that names no folder for something points to the home itself.
    if (there && at !== home) found.push({ path: at, name })
  }
  return found
}

/** What the person's Linux desktop calls them: "Dokumente", "書類". */
async function userFolders(home: string): Promise<Map<Suggestion['name'], string>> {
  const config = path.join(process.env.XDG_CONFIG_HOME ?? path.join(home, '.config'), 'user-dirs.dirs')
  const text = process.platform === 'linux' ? await readFile(config, 'utf8').catch(() => '') : ''
  const found = new Map<Suggestion['name'], string>()
  for (const [name, key] of xdg) {
    const value = new RegExp(`^${key}="([^"]+)"`, 'mu').exec(text)?.[1]
    if (value) found.set(name, path.normalize(value.replace(/^\$HOME(?=\/|$)/u, home)).replace(/\/$/u, ''))
  }
  return found
}
