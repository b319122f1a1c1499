import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'

/**
 * Where an installation lies that is not finished. Each commit has a place of its own, so that files of one are never taken for
 * those of another, and so have files that a person brought: nobody can tell beforehand what they are.
 */
export const stagingOf = (
  modelsFolder: string,
  { id, revision }: { readonly id: string; readonly revision: string | null },
  source: 'hub' | 'folder' = 'hub',
): string => path.join(modelsFolder, `.${id}@${source === 'hub' ? revision : source}`)

/** Removes what unfinished installations of an encoder left, but for the one at `keep`. */
export async function clearStaging(modelsFolder: string, id: string, keep?: string): Promise<void> {
  const names = await readdir(modelsFolder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  for (const name of names) {
    const at = path.join(modelsFolder, name)
    if (name.startsWith(`.${id}@`) && at !== keep) await rm(at, { recursive: true, force: true })
  }
}
