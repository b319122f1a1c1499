import { useState } from 'react'
import type { Model } from '../../core/contract/engine.ts'
import { useText } from '../text/text.ts'
import { Dialog } from './Dialog.tsx'
import styles from './LicenceDialog.module.css'

interface Props {
  readonly model: Model
  /** Whether its files come over the network. */
  readonly downloads: boolean
  onAccept(): void
  onClose(): void
}

/** A licence with conditions, in plain words, before anything is downloaded. */
export function LicenceDialog({ model: { name, licence, consent = '' }, downloads, onAccept, onClose }: Props) {
  const text = useText()
  const say = text.models
  const [accepted, setAccepted] = useState(false)
  return (
    <Dialog
      title={say.consentTitle(name)}
      onClose={onClose}
      actions={
        <>
          <button type="button" onClick={onClose}>
            {text.cancel}
          </button>
          <button
            type="button"
            data-kind="primary"
            disabled={!accepted}
            onClick={() => {
              onAccept()
              onClose()
            }}
          >
            {say.consentConfirm}
          </button>
        </>
      }
    >
      <p>{say.consentLead(name, licence)}</p>
      <blockquote className={styles.words}>
        <bdi>{say.consent[licence] ?? consent}</bdi>
      </blockquote>
      {downloads && <p className={styles.quiet}>{say.network}</p>}
      <label className={styles.check}>
        <input
          type="checkbox"
          data-first
          checked={accepted}
          onChange={({ currentTarget }) => setAccepted(currentTarget.checked)}
        />
        {say.consentCheck(licence)}
      </label>
    </Dialog>
  )
}
