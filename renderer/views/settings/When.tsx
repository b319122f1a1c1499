import { Clock, Pause, Play } from 'lucide-react'
import { conditions } from '../../../core/contract/engine.ts'
import { pauseForAnHour } from '../../state/settings.ts'
import { useText } from '../../text/text.ts'
import styles from '../Page.module.css'
import type { SectionProps } from './section.ts'

/** When Kenning may use the computer to read and encode. */
export function When({ settings, status, change, onPause }: SectionProps) {
  const { library, indexing: say } = useText()
  const { waitsFor } = settings
  const activity = status?.activity
  return (
    <section aria-labelledby="when">
      <h2 id="when">{say.when}</h2>
      <p className={styles.quiet}>{say.whenLead}</p>
      {conditions.map((condition) => (
        <label key={condition} className={styles.check}>
          <input
            type="checkbox"
            checked={waitsFor.includes(condition)}
            aria-describedby="when-foot"
            onChange={({ currentTarget }) =>
              void change({
                waitsFor: currentTarget.checked ? [...waitsFor, condition] : waitsFor.filter((each) => each !== condition),
              })
            }
          />
          {say.conditions[condition]}
        </label>
      ))}
      <p className={styles.quiet} id="when-foot">
        {say.whenFoot}
      </p>
      <div className={styles.buttons}>
        {activity?.kind === 'paused' ? (
          <button type="button" data-kind="primary" onClick={() => onPause(false)}>
            <Play size={16} aria-hidden />
            {library.resume}
          </button>
        ) : (
          <>
            <button type="button" onClick={() => onPause(true)}>
              <Pause size={16} aria-hidden />
              {library.pause}
            </button>
            <button type="button" onClick={() => onPause(pauseForAnHour())}>
              <Clock size={16} aria-hidden />
              {library.pauseForAnHour}
            </button>
          </>
        )}
        {(activity?.kind === 'paused' || activity?.kind === 'held') && (
          <p className={styles.quiet} role="status">
            {library.activity.title(activity)}
            {activity.kind === 'paused' && activity.until !== null && ` ${library.activity.until(activity.until)}`}
          </p>
        )}
      </div>
    </section>
  )
}
