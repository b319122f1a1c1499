import { useText } from '../../text/text.ts'
import styles from '../Page.module.css'
import type { SectionProps } from './section.ts'

/** Whether past searches are kept, and forgetting them. */
export function History({ preferences, settings, change, onDone }: SectionProps) {
  const say = useText().settings
  return (
    <section aria-labelledby="history">
      <h2 id="history">{say.history}</h2>
      <p className={styles.quiet}>{say.historyLead}</p>
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={settings.keepHistory}
          onChange={({ currentTarget }) =>
            void change(currentTarget.checked ? { keepHistory: true } : { keepHistory: false, history: [] })
          }
        />
        {say.keepHistory}
      </label>
      <div className={styles.buttons}>
        <button
          type="button"
          disabled={settings.history.length === 0}
          onClick={async () => {
            if (await preferences.change({ history: [] })) onDone(say.forgotten)
          }}
        >
          {say.forgetHistory}
        </button>
      </div>
    </section>
  )
}
