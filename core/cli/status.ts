import { openReader } from '../engine/reader.ts'
import type { StatusCommand } from './command.ts'
import { modelsFolder } from './home.ts'
import { counted, printable } from './progress.ts'

export async function statusCommand({ data, json, path: asked }: StatusCommand): Promise<number> {
  await using reader = await openReader(data, modelsFolder())
  if (asked !== undefined) {
    const explanation = await reader.explain(asked)
    console.log(json ? JSON.stringify(explanation) : `${printable(explanation.path)}: ${printable(explanation.message)}`)
    return 0
  }
  const status = reader.status()
  const failures = reader.failures()
  if (json) {
    console.log(JSON.stringify({ ...status, failures: failures.map(({ path, code, message }) => ({ path, code, message })) }))
    return 0
  }
  const { files, passages, tokens, model, dim } = status
  console.log(
    `${counted(files.indexed)} files indexed, ${counted(files.failed)} failed, ${counted(files.noText)} without text, ${counted(files.skipped)} skipped; ${counted(passages)} passages, ${counted(tokens)} tokens`,
  )
  console.log(`Encoder ${model}, embedding size ${dim}`)
  for (const { path, files, failed } of status.folders)
    console.log(`${printable(path)}: ${counted(files)} files, ${counted(failed)} failed`)
  for (const { path, code, message } of failures) console.log(`  ${printable(path)}: ${message} (${code})`)
  return 0
}
