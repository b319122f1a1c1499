import { fileKinds, fileSizes } from '../../../core/contract/engine.ts'
import { useText } from '../../text/text.ts'
import styles from '../Page.module.css'
import type { SectionProps } from './section.ts'
import own from './What.module.css'

/** Which kinds of files are read, and how large they may be. */
export function What({ settings, change }: SectionProps) {
  const { format, indexing: say } = useText()
  const { leftOut, hidden, largest } = settings
  return (
    <section aria-labelledby="what">
      <h2 id="what">{say.what}</h2>
      <p className={styles.quiet}>{say.whatLead}</p>
      <fieldset className={own.kinds}>
        <legend>{say.kindsLabel}</legend>
        {fileKinds.map((kind) => (
          <label key={kind} className={styles.check}>
            <input
              type="checkbox"
              checked={!leftOut.includes(kind)}
              onChange={({ currentTarget }) =>
                void change({ leftOut: currentTarget.checked ? leftOut.filter((each) => each !== kind) : [...leftOut, kind] })
              }
            />
            {say.kinds[kind]}
          </label>
        ))}
      </fieldset>
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={hidden}
          onChange={({ currentTarget }) => void change({ hidden: currentTarget.checked })}
        />
        {say.hidden}
      </label>
      <label className={own.largest}>
        <span>{say.largest}</span>
        <select
          value={String(largest)}
          aria-describedby="largest-lead"
          onChange={({ currentTarget }) =>
            void change({ largest: fileSizes.find((size) => String(size) === currentTarget.value) ?? null })
          }
        >
          {fileSizes.map((size) => (
            <option key={size} value={String(size)}>
              {size === null ? say.noLimit : format.bytes(size)}
            </option>
          ))}
        </select>
        <span className={styles.quiet} id="largest-lead">
          {say.largestLead}
        </span>
      </label>
    </section>
  )
}
