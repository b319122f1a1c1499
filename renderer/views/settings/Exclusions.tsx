import { useEffect, useRef, useState } from 'react'
import { exclusionsOf } from '../../state/settings.ts'
import { useText } from '../../text/text.ts'
import styles from '../Page.module.css'
import type { SectionProps } from './section.ts'

/** Rules for files and folders to leave out, as a person types them. */
export function Exclusions({ settings, change }: SectionProps) {
  const say = useText().settings
  const saved = settings.exclusions.join('\n')
  const [typed, setTyped] = useState(saved)
  useEffect(() => setTyped(saved), [saved])
  const rules = useRef<HTMLTextAreaElement>(null)
  /** Both buttons have nothing more to do then, and a disabled one loses the focus. */
  const settle = (action: () => void) => {
    rules.current?.focus()
    action()
  }
  const changed = exclusionsOf(typed).join('\n') !== saved
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
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <div className={styles.buttons}>
        <button
          type="button"
          data-kind="primary"
          disabled={!changed}
          onClick={() => settle(() => void change({ exclusions: exclusionsOf(typed) }))}
        >
          {say.save}
        </button>
        <button type="button" disabled={!changed} onClick={() => settle(() => setTyped(saved))}>
          {say.revert}
        </button>
      </div>
    </section>
  )
}
