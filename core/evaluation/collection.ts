// A collection to measure searches on: everyday sentences in 15 languages, and what a person might ask it.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { seededRandom } from '../index/random.ts'

const root = path.join(import.meta.dirname, '../..')

/** Questions and answers of the training data, one list per language: real sentences, whose contents do not matter here. */
export async function sentences(): Promise<{ questions: string[][]; answers: string[][] }> {
  const folder = path.join(root, 'models/train/data')
  const questions: string[][] = []
  const answers: string[][] = []
  for (const file of (await readdir(folder)).filter((name) => name.startsWith('pairs-')).sort()) {
    for (const line of (await readFile(path.join(folder, file), 'utf8')).split('\n')) {
      const [, kind, ...cells] = line.split('\t')
      for (const [language, cell] of cells.entries()) {
        const list = kind === 'q' ? questions : answers
        list[language] ??= []
        list[language].push(cell)
      }
    }
  }
  return { questions, answers }
}

/** Files of about ten passages, each of one language, sentences drawn at random. */
export async function writeFiles(folder: string, answers: string[][], passages: number): Promise<void> {
  const random = seededRandom(1)
  const files = Math.ceil(passages / 10)
  for (let f = 0; f < files; f++) {
    const own = answers[f % answers.length]!
    const sections = Array.from({ length: 10 }, (_, s) => {
      const text = Array.from({ length: 4 }, () => own[Math.floor(random() * own.length)]).join(' ')
      return `## Section ${s}\n\n${text}\n`
    })
    const at = path.join(folder, String(f % 100))
    await mkdir(at, { recursive: true })
    await writeFile(path.join(at, `file ${f}.md`), sections.join('\n'))
  }
}

/** Every prefix of a query as a person types it, from the second letter on. */
export const keystrokes = (query: string): string[] => [...query].map((_, i, all) => all.slice(0, i + 1).join('')).slice(1)
