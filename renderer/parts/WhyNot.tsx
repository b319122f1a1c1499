import { useState } from 'react'
import type { Explanation } from '../../core/contract/engine.ts'
import { useText } from '../text/text.ts'
import styles from './WhyNot.module.css'

interface Props {
  /** Null when the engine could not say; it has told why elsewhere. */
  explain(path: string): Promise<Explanation | null>
}

/** Why one file is found, or why not: a path in, a sentence and a rule out. */
export function WhyNot({ explain }: Props) {
  const { ledger: say } = useText()
  const [typed, setTyped] = useState('')
  const [known, setKnown] = useState<Explanation | null>(null)
  return (
    <section className={styles.why} aria-labelledby="why-not">
      <h2 id="why-not">{say.why}</h2>
      <p className={styles.lead} id="why-not-lead">
        {say.whyLead}
      </p>
      <form
        className={styles.ask}
        onSubmit={async (event) => {
          event.preventDefault()
          // A path that was copied may come in quotes.
          const path = typed.trim().replace(/^"(.*)"$/u, '$1')
          if (path !== '') setKnown(await explain(path))
        }}
      >
        <input
          type="text"
          dir="ltr"
          spellCheck={false}
          aria-label={say.whyPath}
          aria-describedby="why-not-lead"
          placeholder={say.whyPath}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <button type="submit" disabled={typed.trim() === ''}>
          {say.whyAsk}
        </button>
      </form>
      <div role="status">
        {known && (
          <div className={styles.answer} data-state={known.state}>
            <p>
              <strong>{say.explained[known.state]}</strong> <bdi dir="ltr">{known.path}</bdi>
            </p>
            <p title={known.message}>
              <bdi>{say.explanation(known)}</bdi>
            </p>
            {known.rule && (
              <dl>
                <div>
                  <dt>{say.rule}</dt>
                  <dd>
                    <code dir="ltr">{known.rule.pattern}</code> <bdi>{say.ruleReason(known.rule.origin, known.rule.reason)}</bdi>
                  </dd>
                </div>
                <div>
                  <dt>{say.ruleAt}</dt>
                  <dd>
                    <bdi dir="ltr">{known.rule.at}</bdi>
                  </dd>
                </div>
              </dl>
            )}
          </div>
        )}
      </div>
    </section>
  )
}
