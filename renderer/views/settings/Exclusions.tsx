import { useRef, useState } from 'react'
import { exclusionsOf } from '../../state/settings.ts'
import { useText } from '../../text/text.ts'
import styles from '../Page.module.css'
import type { SectionProps } from './section.ts'

/** Rules for files and folders to leave out, as a person types them. */
export function Exclusions({ settings, change }: SectionProps) {
  const say = useText().settings
  const saved = settings.exclusions.join('\n')
  /** What is typed, until it is saved: rules that are refused stay to be mended. */
  const [typed, setTyped] = useState<string | null>(null)
  const rules = useRef<HTMLTextAreaElement>(null)
  /** Both buttons have nothing more to do then, and a disabled one loses the focus. */
  const settle = (action: () => void) => {
    rules.current?.focus()
    action()
  }
  const save = async () => {
    if (await change({ exclusions: exclusionsOf(typed ?? '') })) setTyped((now) => (now === typed ? null : now))
  }
  const changed = typed !== null && exclusionsOf(typed).join('\n') !== saved
  return (
    <section aria-labelledby="exclusions">
      <h2 id="exclusions">{say.exclusions}</h2>
      <p className={styles.quiet} id="exclusions-lead">
        {say.exclusionsLead}
      </p>
      <textarea
        ref={rules}
        className={styles.rules}
        rows={5}
        dir="ltr"
        spellCheck={false}
        aria-label={say.exclusionsLabel}
        aria-describedby="exclusions-lead"
        value={typed ?? saved}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <div className={styles.buttons}>
        <button type="button" data-kind="primary" disabled={!changed} onClick={() => settle(() => void save())}>
          {say.save}
        </button>
        <button type="button" disabled={!changed} onClick={() => settle(() => setTyped(null))}>
          {say.revert}
        </button>
      </div>
    </section>
  )
}
