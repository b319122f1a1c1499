import type { Status } from '../../core/contract/engine.ts'
import { useText } from '../text/text.ts'
import styles from './Totals.module.css'

interface Props {
  readonly status: Status
  /** The name of a model, for its id. */
  modelName(id: string): string
}

/** What the index holds, and what it weighs beside the text it was made from. */
export function Totals({ status, modelName }: Props) {
  const text = useText()
  const { library, format } = text
  const { files, bytes } = status
  const figures: [string, string][] = [
    [library.totalFiles, format.number(files.indexed)],
    [library.totalPassages, format.number(status.passages)],
    [library.totalTokens, format.number(status.tokens)],
    [library.totalText, format.bytes(bytes.text)],
    [library.totalIndex, format.bytes(bytes.index)],
  ]
  return (
    <section className={styles.totals} aria-label={library.totals}>
      <dl>
        {figures.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p>
        {library.encoder(modelName(status.model), status.dim)} {files.skipped > 0 && library.skipped(files.skipped)}
      </p>
    </section>
  )
}
