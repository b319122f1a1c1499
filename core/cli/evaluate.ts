import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { SearchMode } from '../contract/engine.ts'
import { EngineError } from '../contract/errors.ts'
import { openEngine } from '../engine/open.ts'
import { evaluate, type JudgedQuery, table } from '../evaluation/evaluate.ts'
import { realFolder } from '../files/folders.ts'
import type { EvaluateCommand } from './command.ts'
import { modelsFolder } from './home.ts'
import { indexFolders } from './index.ts'
import { readQueries } from './search.ts'

const modes: readonly SearchMode[] = ['hybrid', 'meaning', 'exact']

/** Indexes the documents in a data folder of their own, asks every query in every mode, and prints the measures. */
export async function evaluateCommand(command: EvaluateCommand, signal: AbortSignal): Promise<number> {
  const documents = await realFolder(command.documents)
  const queries = await readQueries<JudgedQuery>(command.queries)
  for (const { id, relevant } of queries) {
    if (!Array.isArray(relevant))
      throw new EngineError('invalid-input', `Query ${id} of ${command.queries} names no relevant files.`)
  }
  const data = await mkdtemp(path.join(tmpdir(), 'kenning-evaluate-'))
  try {
    await using engine = await openEngine({ data, models: modelsFolder(), watch: false })
    const report = await indexFolders(engine, [documents], command, signal)
    const evaluations = []
    for (const mode of modes) {
      evaluations.push(await evaluate(queries, documents, mode, (query) => engine.search({ query, limit: 10, mode }, signal)))
    }
    if (command.json) console.log(JSON.stringify({ index: report, evaluations }))
    else
      console.log(`${report.files.indexed} files, ${report.passages} passages, ${report.tokens} tokens\n\n${table(evaluations)}`)
  } finally {
    await rm(data, { recursive: true, force: true })
  }
  return 0
}
