import { useId } from 'react'
import styles from './Choices.module.css'

interface Choice {
  readonly value: string
  readonly title: string
  readonly detail?: string
  readonly facts?: readonly (readonly [label: string, value: string])[]
  readonly note?: string
  readonly disabled?: boolean
}

interface Props {
  readonly legend: string
  readonly lead?: string
  readonly name: string
  readonly value: string
  readonly choices: readonly Choice[]
  /** Side by side instead of one below the other. */
  readonly columns?: boolean
  /** What a choice costs, below all of them. */
  readonly foot?: string
  onChoose(value: string): void
}

/** One of a few, each with room to say what it means. */
export function Choices({ legend, lead, name, value, choices, columns = false, foot, onChoose }: Props) {
  const id = useId()
  return (
    <fieldset className={styles.choices} aria-describedby={foot ? `${id}-foot` : undefined}>
      <legend>{legend}</legend>
      {lead && <p className={styles.lead}>{lead}</p>}
      <div className={styles.cards} data-columns={columns || undefined}>
        {choices.map((choice) => (
          <label key={choice.value} className={styles.card}>
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              disabled={choice.disabled}
              aria-describedby={`${id}-${choice.value}`}
              aria-labelledby={`${id}-${choice.value}-title`}
              onChange={() => onChoose(choice.value)}
            />
            <span className={styles.words}>
              <span id={`${id}-${choice.value}-title`} className={styles.title}>
                {choice.title}
              </span>
              <span id={`${id}-${choice.value}`} className={styles.more}>
                {choice.detail && <bdi>{choice.detail}</bdi>}
                {choice.facts && (
                  <span className={styles.facts}>
                    {choice.facts.map(([label, fact]) => (
                      <span key={label}>
                        {label}:{' '}
                        <bdi>
                          <b>{fact}</b>
                        </bdi>
                      </span>
                    ))}
                  </span>
                )}
                {choice.note && <span className={styles.note}>{choice.note}</span>}
              </span>
            </span>
          </label>
        ))}
      </div>
      {foot && (
        <p className={styles.lead} id={`${id}-foot`}>
          {foot}
        </p>
      )}
    </fieldset>
  )
}
