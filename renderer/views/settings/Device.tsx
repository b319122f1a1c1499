import { useCallback, useEffect, useState } from 'react'
import type { Devices, Device as Found, Settings } from '../../../core/contract/engine.ts'
import { EngineError } from '../../../core/contract/errors.ts'
import { Choices } from '../../parts/Choices.tsx'
import { Problem } from '../../parts/Problem.tsx'
import { modelNameIn } from '../../state/settings.ts'
import { useText } from '../../text/text.ts'
import styles from '../Page.module.css'
import type { SectionProps } from './section.ts'

type State =
  | { readonly kind: 'trying' }
  | { readonly kind: 'tried'; readonly devices: Devices }
  | { readonly kind: 'failed'; readonly error: EngineError }

/** What encodes: the processor, or a graphics card that answers rightly and faster. */
export function Device({ preferences, settings, models, status, change }: SectionProps) {
  const text = useText()
  const say = text.settings.device
  const [state, setState] = useState<State>({ kind: 'trying' })
  const ask = useCallback(
    async (again: boolean) => {
      setState({ kind: 'trying' })
      try {
        setState({ kind: 'tried', devices: await preferences.devices(again) })
      } catch (error) {
        if (!(error instanceof EngineError)) throw error
        setState({ kind: 'failed', error })
      }
    },
    [preferences],
  )
  useEffect(() => void ask(false), [ask])

  const use = status?.device
  /** What is fast and right, or why not. */
  const noteOf = ({ id, trial }: Found): string => {
    switch (trial.kind) {
      case 'works':
        return say.rate(trial.tokensPerSecond)
      case 'slow':
        return say.slow(trial.tokensPerSecond)
      case 'wrong':
        return say.wrong
      case 'missing':
        return id === 'cuda' ? say.noCuda : say.noCard
      case 'crashed':
        return say.crashed
      case 'late':
        return say.late
      case 'failed':
        return say.failed(trial.message)
    }
  }
  const tried = state.kind === 'tried' ? state.devices : null
  const asked = settings.device
  const encoder = modelNameIn(models, status?.model ?? settings.model)
  /** Why it is not what was asked for, or what would be faster. */
  const why = () => {
    if (use?.why) return say.why[use.why.kind](encoder, say.names[use.why.asked])
    return tried && !tried.forCards && tried.best !== 'cpu' && asked !== 'cpu' ? say.why['not-made'](encoder, '') : ''
  }

  return (
    <section aria-label={say.title}>
      <Choices
        legend={say.title}
        lead={say.lead}
        name="device"
        value={asked}
        onChoose={(device) => void change({ device: device as Settings['device'] })}
        choices={[
          {
            value: 'automatic',
            title: say.automatic,
            detail: say.automaticDetail,
            note: tried ? say.would(say.names[tried.best]) : '',
          },
          ...(tried?.devices ?? []).map((device) => ({
            value: device.id,
            title: say.names[device.id],
            detail: device.name,
            note: noteOf(device),
            disabled: device.trial.kind !== 'works' && asked !== device.id,
          })),
        ]}
        foot={tried ? say.measured(tried.measuredWith) : ''}
      />
      <div aria-live="polite" className={styles.quiet}>
        {state.kind === 'trying' && <p>{say.trying}</p>}
        {state.kind === 'failed' && (
          <p>
            <Problem of={state.error} />
          </p>
        )}
        {use && (
          <p>
            {say.now(say.names[use.device])} {why()}
          </p>
        )}
      </div>
      <div className={styles.buttons}>
        <button type="button" disabled={state.kind === 'trying'} onClick={() => void ask(true)}>
          {say.again}
        </button>
      </div>
    </section>
  )
}
