import { existsSync } from 'node:fs'
import path from 'node:path'

/** The folder of the repository or the installed package: the nearest one above that has `models/`. */
export function kenningFolder(from = import.meta.dirname): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'models', 'starter', 'model.json'))) return folder
    if (path.dirname(folder) === folder) throw new Error(`No models folder was found above ${from}.`)
  }
}

export const modelsFolder = (): string => path.join(kenningFolder(), 'models')
