import { realpath, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { EngineError } from '../contract/errors.ts'

/** Absolute, without a separator at the end; `~` is the person's home. Touches no disk, so it also spells folders that are away. */
export function resolveFolder(given: string): string {
  if (given.trim() === '') throw new EngineError('invalid-input', 'Name a folder.')
  return path.resolve(/^~(?=$|[/\\])/.test(given) ? path.join(homedir(), given.slice(1)) : given)
}

/**
 * The one spelling of a folder that a person names: absolute, symlinks resolved.
 * Fails with `not-found`, `not-a-folder`, or `invalid-input` when the system does not let Kenning look.
 */
export async function realFolder(given: string): Promise<string> {
  const resolved = resolveFolder(given)
  try {
    const real = await realpath(resolved)
    if ((await stat(real)).isDirectory()) return real
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT')
      throw new EngineError('not-found', `There is no folder ${resolved}.`, { cause: error, about: resolved })
    if (code !== 'ENOTDIR')
      throw new EngineError('invalid-input', `The folder ${resolved} cannot be opened (${code ?? error}).`, {
        cause: error,
        about: resolved,
      })
  }
  throw new EngineError('not-a-folder', `${resolved} is not a folder.`, { about: resolved })
}

/** Whether `inner` is `folder` or lies below it. Both absolute and spelled as `realFolder` spells. */
export function covers(folder: string, inner: string): boolean {
  if (!inner.startsWith(folder)) return false
  return inner.length === folder.length || folder.endsWith(path.sep) || inner[folder.length] === path.sep
}

/** `inner` as seen from `folder`, with `/` on every system; '' for the folder itself. */
export const relativePath = (folder: string, inner: string): string => {
  const relative = inner.slice(folder.length + (folder.endsWith(path.sep) ? 0 : 1))
  return path.sep === '/' ? relative : relative.replaceAll(path.sep, '/')
}

export type Added =
  /** It is one of the folders already, or inside one: nothing changes. */
  | { readonly kind: 'covered'; readonly by: string }
  /** `folders` is the list from now on; those in `replaced` lay inside the new one and are no longer listed by themselves. */
  | { readonly kind: 'added'; readonly folders: readonly string[]; readonly replaced: readonly string[] }

/** No watched folder lies inside another, so every file has exactly one. */
export function addToFolders(folders: readonly string[], added: string): Added {
  const by = folders.find((folder) => covers(folder, added))
  if (by !== undefined) return { kind: 'covered', by }
  const replaced = folders.filter((folder) => covers(added, folder))
  return { kind: 'added', folders: [...folders.filter((folder) => !replaced.includes(folder)), added], replaced }
}
