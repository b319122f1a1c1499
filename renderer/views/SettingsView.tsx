import { useLayoutEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Pause, Settings, Status } from '../../core/contract/engine.ts'
import { Banner } from '../parts/Banner.tsx'
import { ConfirmDialog } from '../parts/ConfirmDialog.tsx'
import { Problem } from '../parts/Problem.tsx'
import type { Installations } from '../state/installations.ts'
import { modelNameIn, type Preferences } from '../state/settings.ts'
import { useText } from '../text/text.ts'
import styles from './Page.module.css'
import { About } from './settings/About.tsx'
import { Appearance } from './settings/Appearance.tsx'
import { Device } from './settings/Device.tsx'
import { Encoder } from './settings/Encoder.tsx'
import { Exclusions } from './settings/Exclusions.tsx'
import { History } from './settings/History.tsx'
import { Scans } from './settings/Scans.tsx'
import { Size } from './settings/Size.tsx'
import type { PickFolder, Rebuilding } from './settings/section.ts'
import { What } from './settings/What.tsx'
import { When } from './settings/When.tsx'
import { Title } from './Title.tsx'

/** From top to bottom; a new section is a file in `settings/` and a word here. */
const sections = [Encoder, Size, Device, When, Appearance, History, What, Scans, Exclusions, About] as const

interface Props {
  readonly preferences: Preferences
  readonly installations: Installations
  readonly status: Status | null
  pickFolder: PickFolder
  onPause(paused: Pause): void
  /** A word about what was done. */
  onDone(message: string): void
}

export function SettingsView({ preferences, installations, status, pickFolder, onPause, onDone }: Props) {
  const say = useText().settings
  const state = useStore(preferences.store)
  /** A change of language is confirmed in the new one. */
  const latest = useRef(say)
  useLayoutEffect(() => {
    latest.current = say
  }, [say])
  /** A change that would build a new index, until the person says yes. */
  const [asked, setAsked] = useState<Rebuilding | null>(null)

  if (state.kind !== 'read') {
    return (
      <div className={styles.page}>
        <Title>{say.title}</Title>
        {state.kind === 'failed' && (
          <Banner tone="danger">
            {say.failed} <Problem of={state.error} />
          </Banner>
        )}
      </div>
    )
  }

  const { settings, models, problem } = state
  const change = async (change: Partial<Settings>) => {
    const done = await preferences.change(change)
    if (done) onDone(latest.current.saved)
    return done
  }
  /** Nothing is indexed yet: nothing has to be built anew, and nobody has to be asked. */
  const choose = (next: Rebuilding) => (status && status.files.indexed > 0 ? setAsked(next) : void change(next))
  const given = { preferences, installations, pickFolder, settings, models, status, change, choose, onPause, onDone }

  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <Title>{say.title}</Title>
      </header>
      {problem !== null && (
        <Banner tone="danger">
          <Problem of={problem} />
        </Banner>
      )}
      {sections.map((Section) => (
        <Section key={Section.name} {...given} />
      ))}
      {asked && (
        <ConfirmDialog
          kind="primary"
          title={say.rebuildTitle}
          body={say.rebuildBody(modelNameIn(models, asked.model), asked.dim, status?.files.indexed ?? 0)}
          confirm={say.rebuildConfirm}
          onConfirm={() => void change(asked)}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  )
}
