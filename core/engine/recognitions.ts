import { appendFile, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { RecognizedPage } from '../text/recognized.ts'

/** A file's scanned pages, as they were recognised in some languages ("deu+eng"). */
export interface Recognition {
  readonly languages: string
  readonly pages: readonly RecognizedPage[]
}

/**
 * What was recognised, kept by content below the data folder, so that no page is recognised twice: not after a move, a rename, a
 * restart in the middle of a long file, or when the index is made anew. A file's pages are lines of JSON in `HASH.LANGUAGES.part`,
 * which becomes `HASH.LANGUAGES.jsonl` once all are there.
 */
export class Recognitions {
  readonly #folder: string
  /** Languages of what is complete, by content. */
  readonly #complete: Map<string, string>

  private constructor(folder: string, complete: Map<string, string>) {
    this.#folder = folder
    this.#complete = complete
  }

  static async open(data: string): Promise<Recognitions> {
    const folder = path.join(data, 'ocr')
    await mkdir(folder, { recursive: true })
    const names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'))
    return new Recognitions(folder, new Map(names.map((name) => name.split('.', 2) as [string, string])))
  }

  /** The languages that a content was recognised in, '' when it was not. */
  languagesOf(hash: string): string {
    return this.#complete.get(hash) ?? ''
  }

  /** What was recognised of a content, all of it; null when nothing was. */
  async of(hash: string): Promise<Recognition | null> {
    const languages = this.languagesOf(hash)
    return languages === '' ? null : { languages, pages: await this.#read(this.#file(hash, languages, 'jsonl')) }
  }

  /** Pages that were recognised before the work was broken off. */
  begun(hash: string, languages: string): Promise<readonly RecognizedPage[]> {
    return this.#read(this.#file(hash, languages, 'part'))
  }

  add(hash: string, languages: string, page: RecognizedPage): Promise<void> {
    return appendFile(this.#file(hash, languages, 'part'), `${JSON.stringify(page)}\n`)
  }

  /** All pages are there; what was recognised in other languages goes. */
  async finish(hash: string, languages: string): Promise<void> {
    const part = this.#file(hash, languages, 'part')
    {
      await using handle = await open(part, 'a')
      await handle.datasync()
    }
    await rename(part, this.#file(hash, languages, 'jsonl'))
    this.#complete.set(hash, languages)
    await this.#drop((name) => name.startsWith(`${hash}.`) && name !== `${hash}.${languages}.jsonl`)
  }

  /** Forgets what was recognised of contents that are not indexed any more. */
  async keep(hashes: ReadonlySet<string>): Promise<void> {
    for (const hash of [...this.#complete.keys()]) if (!hashes.has(hash)) this.#complete.delete(hash)
    await this.#drop((name) => !hashes.has(name.split('.', 1)[0]!))
  }

  async #drop(unwanted: (name: string) => boolean): Promise<void> {
    for (const name of await readdir(this.#folder)) if (unwanted(name)) await rm(path.join(this.#folder, name), { force: true })
  }

  /** Whole lines; the last may have been cut by a kill. */
  async #read(file: string): Promise<readonly RecognizedPage[]> {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw error
    })
    return text.split('\n').flatMap((line) => {
      try {
        return [JSON.parse(line) as RecognizedPage]
      } catch {
        return []
      }
    })
  }

  #file = (hash: string, languages: string, state: 'part' | 'jsonl'): string =>
    path.join(this.#folder, `${hash}.${languages}.${state}`)
}
