import { CircleCheck, Clock, Pause, Play, TriangleAlert } from 'lucide-react'
import type { Activity, Pause as Pausing, Status } from '../../core/contract/engine.ts'
import { progressOf } from '../state/library.ts'
import { pauseForAnHour } from '../state/settings.ts'
import { type Text, useText } from '../text/text.ts'
import { Bar } from './Bar.tsx'
import styles from './IndexProgress.module.css'
import { Problem } from './Problem.tsx'
import { nameOf } from './paths.ts'

interface Props {
  readonly status: Status
  /** The name of a model, for its id. */
  modelName(id: string): string
  onPause(paused: Pausing): void
}

/** What the engine is doing, how far it is, and the button to make it wait. */
export function IndexProgress({ status, modelName, onPause }: Props) {
  const text = useText()
  const say = text.library.activity
  const { activity } = status
  const progress = progressOf(status)
  const busy = progress !== null || activity.kind === 'scanning'
  const at = whereOf(activity)
  return (
    <section className={styles.progress} data-kind={activity.kind} aria-label={text.library.progress}>
      <div className={styles.line}>
        {activity.kind === 'idle' && <CircleCheck size={18} aria-hidden />}
        {activity.kind === 'failed' && <TriangleAlert size={18} aria-hidden />}
        <strong>{say.title(activity)}</strong>
        {activity.kind === 'paused' && activity.until !== null && <span>{say.until(activity.until)}</span>}
        {(activity.kind === 'paused' || activity.kind === 'held') && activity.waiting > 0 && (
          <span>{say.waiting(activity.waiting)}</span>
        )}
        {activity.kind === 'failed' && (
          <span>
            <Problem of={activity} />
          </span>
        )}
        {activity.kind === 'indexing' && <span>{say.done(activity.done, activity.total)}</span>}
        {(activity.kind === 'encoding' || activity.kind === 'rebuilding') && (
          <span>{say.passages(activity.done, activity.total)}</span>
        )}
        {activity.kind === 'rebuilding' && (
          <span className={styles.rate}>{say.encoder(modelName(activity.model), activity.dim)}</span>
        )}
        {progress !== null && <span className={styles.rate}>{paceOf(activity, say)}</span>}
        {busy && (
          <span className={styles.buttons}>
            <button type="button" onClick={() => onPause(true)}>
              <Pause size={16} aria-hidden />
              {text.library.pause}
            </button>
            <button type="button" onClick={() => onPause(pauseForAnHour())}>
              <Clock size={16} aria-hidden />
              {text.library.pauseForAnHour}
            </button>
          </span>
        )}
        {activity.kind === 'paused' && (
          <button type="button" data-kind="primary" onClick={() => onPause(false)}>
            <Play size={16} aria-hidden />
            {text.library.resume}
          </button>
        )}
      </div>
      {progress !== null && <Bar share={progress} label={say.title(activity)} />}
      {activity.kind === 'encoding' && <p className={styles.word}>{say.encodingWord}</p>}
      {at !== '' && (
        <p className={styles.file} title={at}>
          <bdi>{nameOf(at)}</bdi>
        </p>
      )}
    </section>
  )
}

/** The file or folder that is being looked at. */
function whereOf(activity: Activity): string {
  if (activity.kind === 'scanning') return activity.folder
  return activity.kind === 'indexing' || activity.kind === 'encoding' ? activity.file : ''
}

/** How quickly it goes and when it will be over, as measured. */
function paceOf(activity: Activity, say: Text['library']['activity']): string {
  if (activity.kind !== 'indexing' && activity.kind !== 'encoding' && activity.kind !== 'rebuilding') return ''
  const pace = activity.kind === 'indexing' ? say.rate(activity.filesPerSecond) : say.passageRate(activity.passagesPerSecond)
  const known = activity.kind === 'indexing' ? activity.filesPerSecond > 0 : activity.passagesPerSecond > 0
  const left = activity.secondsLeft === null ? '' : say.left(activity.secondsLeft)
  return [known ? pace : '', left].filter(Boolean).join(' · ')
}
