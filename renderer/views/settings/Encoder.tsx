import { useState } from 'react'
import { useStore } from 'zustand'
import type { Model } from '../../../core/contract/engine.ts'
import { EngineError } from '../../../core/contract/errors.ts'
import { ConfirmDialog } from '../../parts/ConfirmDialog.tsx'
import { LicenceDialog } from '../../parts/LicenceDialog.tsx'
import { ModelCard, type ModelDeed } from '../../parts/ModelCard.tsx'
import type { Begun } from '../../state/installations.ts'
import { useText } from '../../text/text.ts'
import styles from '../Page.module.css'
import type { SectionProps } from './section.ts'

/** Which model turns text into vectors: those that are here, and those that can be had. */
export function Encoder({ settings, models, status, preferences, installations, choose, pickFolder, onDone }: SectionProps) {
  const text = useText()
  const say = text.models
  const { installing } = useStore(installations.store)
  /** What waits for a licence to be accepted, or for a yes. */
  const [asked, setAsked] = useState<
    | { readonly kind: 'licence'; readonly model: Model; readonly input: Begun }
    | { readonly kind: 'remove'; readonly model: Model }
    | null
  >(null)

  const install = async (model: Model, input: Begun) => {
    const installed = await installations.install(model.id, input)
    if (installed) onDone(say.installed(installed.name))
  }
  const begin = (model: Model, input: Begun) => {
    if (model.consent !== undefined && input.acceptedLicence === undefined) setAsked({ kind: 'licence', model, input })
    else void install(model, input)
  }
  const remove = async (model: Model, done: string) => {
    try {
      await installations.remove(model.id)
      onDone(done)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      preferences.report(error)
    }
  }
  const deed = async (model: Model, deed: ModelDeed) => {
    switch (deed) {
      case 'use':
        return choose({ model: model.id, dim: model.dims.includes(settings.dim) ? settings.dim : model.dims[0]! })
      case 'install':
        return begin(model, {})
      case 'import': {
        const from = await pickFolder({ title: say.importTitle(model.name), lead: say.importLead, confirm: say.importConfirm })
        return from === null ? undefined : begin(model, { from })
      }
      case 'pause':
        return installations.pause(model.id)
      case 'resume':
        return begin(model, installations.begunWith(model.id) ?? {})
      case 'discard':
        return remove(model, say.discarded(model.name))
      case 'remove':
        return setAsked({ kind: 'remove', model })
    }
  }
  const usedOf = ({ id }: Model) => (id === (status?.model ?? settings.model) ? 'now' : id === settings.model ? 'next' : 'not')

  return (
    <section aria-labelledby="encoder">
      <h2 id="encoder">{text.settings.encoder}</h2>
      <p className={styles.quiet}>{text.settings.encoderLead}</p>
      <ul className={styles.cards}>
        {models.map((model) => (
          <ModelCard
            key={model.id}
            model={model}
            installing={installing[model.id]}
            used={usedOf(model)}
            device={usedOf(model) === 'now' && status ? text.settings.device.names[status.device.device] : null}
            onDo={(what) => void deed(model, what)}
          />
        ))}
      </ul>
      {asked?.kind === 'licence' && (
        <LicenceDialog
          model={asked.model}
          downloads={asked.input.from === undefined}
          onAccept={() => void install(asked.model, { ...asked.input, acceptedLicence: asked.model.licence })}
          onClose={() => setAsked(null)}
        />
      )}
      {asked?.kind === 'remove' && (
        <ConfirmDialog
          kind="danger"
          title={say.removeTitle(asked.model.name)}
          body={say.removeBody(asked.model.bytes ?? 0)}
          confirm={say.remove}
          onConfirm={() => void remove(asked.model, say.removed(asked.model.name, asked.model.bytes ?? 0))}
          onClose={() => setAsked(null)}
        />
      )}
    </section>
  )
}
