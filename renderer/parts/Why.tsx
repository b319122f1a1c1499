import { Asterisk, EyeOff, type LucideIcon, Quote, Sigma } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Hit, WordWeight } from '../../core/contract/engine.ts'
import { useText } from '../text/text.ts'
import { wordLook } from './Highlighted.tsx'
import styles from './Why.module.css'
import { type LitWord, wordState } from './words.ts'

interface Props {
  readonly id: string
  readonly hit: Hit
  readonly words: readonly LitWord[]
  readonly weights: readonly WordWeight[]
  onWeigh(word: string, change: Partial<Pick<WordWeight, 'weight' | 'required'>>): void
}

/** Where a file's score comes from, word by word, and what each word shall count from now on. */
export function Why({ id, hit, words, weights, onWeigh }: Props) {
  const text = useText()
  const say = text.why
  const { why } = hit
  if (hit.evidence === 'filter') {
    return (
      <section id={id} className={styles.why} aria-label={say.title}>
        <p className={styles.lead}>{say.none}</p>
      </section>
    )
  }
  return (
    <section id={id} className={styles.why} aria-label={say.title}>
      <p className={styles.lead}>{say.lead}</p>
      <ul className={styles.parts}>
        {words.map((word, i) => {
          const state = wordState(word, weights)
          if (state === 'stop' || state === 'less') return null
          const { weight = 1, required = false } = weights.find((each) => each.word === word.text) ?? {}
          return (
            <Part
              key={word.start}
              share={(why.words[i] ?? 0) + (why.exactWords?.[i] ?? 0)}
              slot={word.slot}
              name={<bdi {...wordLook(word)}>{word.text}</bdi>}
            >
              <span className={styles.choices}>
                <Toggle
                  icon={EyeOff}
                  on={weight === 0}
                  word={word.text}
                  hint={say.mute(word.text)}
                  short={say.muteShort}
                  onPress={() => onWeigh(word.text, { weight: weight === 0 ? 1 : 0, required: false })}
                />
                <Toggle
                  icon={Sigma}
                  on={weight === 2}
                  word={word.text}
                  hint={say.twice(word.text)}
                  short={say.twiceShort}
                  onPress={() => onWeigh(word.text, { weight: weight === 2 ? 1 : 2 })}
                />
                <Toggle
                  icon={Asterisk}
                  on={required}
                  word={word.text}
                  hint={say.demand(word.text)}
                  short={say.demandShort}
                  onPress={() => onWeigh(word.text, { required: !required, weight: weight === 0 ? 1 : weight })}
                />
              </span>
              {state !== 'lit' && state !== 'muted' && (
                <span className={styles.note}>{text.search.wordStates[state](word.text)}</span>
              )}
            </Part>
          )
        })}
        {why.exact > 0 && !why.exactWords && (
          <Part
            share={why.exact}
            slot={null}
            name={
              <>
                <Quote size={14} aria-hidden /> {say.exact}
              </>
            }
          />
        )}
        {why.other > 0.005 && <Part share={why.other} slot={null} name={say.other} />}
      </ul>
    </section>
  )
}

interface PartProps {
  readonly name: ReactNode
  readonly share: number
  readonly slot: number | null
  readonly children?: ReactNode
}

function Part({ name, share, slot, children }: PartProps) {
  const say = useText().why
  return (
    <li className={styles.part}>
      <span className={styles.name}>{name}</span>
      {/* The number beside it says the same. */}
      <span className={styles.track} aria-hidden>
        <span data-hue={slot === null ? undefined : slot % 8} className={styles.bar} style={{ inlineSize: `${share * 100}%` }} />
      </span>
      <span className={styles.share}>{say.share(share)}</span>
      {children}
    </li>
  )
}

interface ToggleProps {
  readonly icon: LucideIcon
  readonly on: boolean
  readonly short: string
  readonly word: string
  readonly hint: string
  onPress(): void
}

function Toggle({ icon: Icon, on, short, word, hint, onPress }: ToggleProps) {
  return (
    <button type="button" className={styles.toggle} aria-pressed={on} title={hint} onClick={onPress}>
      <Icon size={14} aria-hidden />
      <span className={styles.short}>{short}</span>
      <span className="unseen"> {word}</span>
    </button>
  )
}
