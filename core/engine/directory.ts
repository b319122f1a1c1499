import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import type { Directory } from '../contract/engine.ts'
import { EngineError } from '../contract/errors.ts'
import { realFolder } from '../files/folders.ts'

/** Folders below a folder, hidden ones left out: for hosts without a dialog of their own. */
export async function listDirectory(given = homedir()): Promise<Directory> {
  const folder = await realFolder(given)
  const children = await readdir(folder, { withFileTypes: true }).catch((cause) => {
    throw new EngineError('invalid-input', `The folder ${folder} cannot be opened.`, { cause, about: folder })
  })
  return {
    path: folder,
    parent: path.dirname(folder) === folder ? null : path.dirname(folder),
    children: children
      .filter((child) => child.isDirectory() && !child.name.startsWith('.'))
      .map(({ name }) => ({ name, path: path.join(folder, name) }))
      .sort((a, b) => a.name.localeCompare(b.name)),
  }
}
