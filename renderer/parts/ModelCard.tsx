import { Check, Download, FolderInput, Pause, Play, Trash2, X } from 'lucide-react'
import { useId } from 'react'
import type { Model } from '../../core/contract/engine.ts'
import type { Installing } from '../state/installations.ts'
import { type Text, useText } from '../text/text.ts'
import { Bar } from './Bar.tsx'
import styles from './ModelCard.module.css'
import { Problem } from './Problem.tsx'
import { useKeptFocus } from './useKeptFocus.ts'

/** What a person can do with an encoder. */
export type ModelDeed = 'use' | 'install' | 'import' | 'pause' | 'resume' | 'discard' | 'remove'

interface Props {
  readonly model: Model
  /** How far its installation is, if one is under way or failed. */
  readonly installing: Installing | undefined
  /** Whether it answers searches now, will once its index is complete, or neither. */
  readonly used: 'now' | 'next' | 'not'
  /** What it runs on, if it runs. */
  readonly device: string | null
  onDo(deed: ModelDeed): void
}

/** One encoder: what it is, what it takes, and what can be done with it. */
export function ModelCard({ model, installing, used, device, onDo }: Props) {
  const { models: say, settings, format } = useText()
  const id = useId()
  const words = say.words[model.id]
  const state = used === 'now' ? say.inUse : used === 'next' ? say.next : say.states[model.state]
  const here = model.state === 'installed' || model.state === 'bundled'
  const facts: [string, string][] = [
    [say.languages, words?.languages ?? model.languages],
    [say.licence, model.licence],
    ...(model.state === 'withheld'
      ? []
      : ([[say.size, here ? format.bytes(model.bytes ?? 0) : say.download(model.bytes)]] as [string, string][])),
    [say.dims, model.dims.map(format.number).join(', ')],
    ...(device === null ? [] : ([[settings.device.title, device]] as [string, string][])),
    ...model.quality.slice(0, 2).map((quality): [string, string] => [say.quality, say.measure(quality)]),
  ]
  return (
    <li className={styles.card} data-used={used === 'now' || undefined} data-state={model.state} aria-labelledby={id}>
      <div className={styles.head}>
        <h3 id={id}>
          <bdi>{model.name}</bdi>
        </h3>
        {state && (
          <span className={styles.state}>
            {used === 'now' && <Check size={14} aria-hidden />}
            {state}
          </span>
        )}
      </div>
      <p>
        <bdi>{words?.description ?? model.description}</bdi>
      </p>
      <dl className={styles.facts}>
        {facts.map(([label, fact]) => (
          <div key={label + fact}>
            <dt>{label}</dt>
            <dd>
              <bdi>{fact}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      {model.state === 'withheld' && model.why && (
        <p className={styles.why}>
          <bdi>{words?.why ?? model.why}</bdi>
        </p>
      )}
      {installing && <Steps model={model} installing={installing} />}
      {!installing && model.arrived !== undefined && model.state === 'available' && (
        <p className={styles.why}>{say.paused(model.arrived)}</p>
      )}
      <Deeds {...{ model, installing, used, onDo }} />
    </li>
  )
}

function Steps({ model, installing }: { readonly model: Model; readonly installing: Installing }) {
  const { models: say, library } = useText()
  switch (installing.kind) {
    case 'failed':
      return (
        <p className={styles.failed} role="alert">
          <Problem of={installing.error} />
        </p>
      )
    case 'starting':
      return <p className={styles.step}>{say.starting}</p>
    case 'testing':
      return (
        <div className={styles.step}>
          <span>{say.testing}</span>
          <Bar share={null} label={say.progress(model.name)} />
        </div>
      )
    case 'building':
      return (
        <div className={styles.step}>
          <span>{say.building}</span>
          <Bar share={installing.share} label={say.progress(model.name)} />
        </div>
      )
    case 'downloading': {
      const { file, done, total, bytesPerSecond, secondsLeft } = installing
      return (
        <div className={styles.step}>
          <span>
            {say.downloading} <bdi dir="ltr">{file}</bdi>
          </span>
          <span className={styles.figures}>
            {[
              say.of(done, total),
              bytesPerSecond > 0 ? say.perSecond(bytesPerSecond) : '',
              secondsLeft === null ? '' : library.activity.left(secondsLeft),
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
          <Bar share={total === null ? null : done / total} label={say.progress(model.name)} />
        </div>
      )
    }
  }
}

/** The buttons; each says to a screen reader which encoder it is about. The first one changes what it does as things go on. */
function Deeds({ model, installing, used, onDo }: Omit<Props, 'device'>) {
  const { models: say } = useText()
  const { name, state } = model
  // A button that was pressed may go with what it stood for.
  const kept = useKeptFocus<HTMLDivElement>()
  const running = installing !== undefined && installing.kind !== 'failed'
  const left = !running && (model.arrived !== undefined || installing !== undefined)
  const first = state === 'available' ? beginning(say, name, running, installing !== undefined, left) : null
  if (state === 'withheld' || (state !== 'available' && used !== 'not')) return null
  return (
    <div className={styles.deeds} {...kept}>
      {first ? (
        <button key="main" type="button" aria-label={first.label} onClick={() => onDo(first.deed)}>
          <first.Icon size={16} aria-hidden />
          {first.title}
        </button>
      ) : (
        <button key="main" type="button" data-kind="primary" aria-label={say.choose(name)} onClick={() => onDo('use')}>
          {say.use}
        </button>
      )}
      {state === 'installed' && (
        <button type="button" aria-label={say.removeIt(name)} onClick={() => onDo('remove')}>
          <Trash2 size={16} aria-hidden />
          {say.remove}
        </button>
      )}
      {state === 'available' && (running || left) && (
        <button type="button" aria-label={`${say.discard}: ${name}`} onClick={() => onDo('discard')}>
          <X size={16} aria-hidden />
          {say.discard}
        </button>
      )}
      {state === 'available' && !running && (
        <button type="button" data-kind="plain" aria-label={say.takeIt(name)} onClick={() => onDo('import')}>
          <FolderInput size={16} aria-hidden />
          {say.take}
        </button>
      )}
    </div>
  )
}

/** What the first button of an encoder that is not here does. */
function beginning(say: Text['models'], name: string, running: boolean, failed: boolean, left: boolean) {
  if (running) return { deed: 'pause', Icon: Pause, title: say.pause, label: `${say.pause}: ${name}` } as const
  if (failed) return { deed: 'resume', Icon: Play, title: say.again, label: `${say.again}: ${name}` } as const
  if (left) return { deed: 'resume', Icon: Play, title: say.resume, label: `${say.resume}: ${name}` } as const
  return { deed: 'install', Icon: Download, title: say.install, label: say.installIt(name) } as const
}
