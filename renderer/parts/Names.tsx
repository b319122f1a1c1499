import type { NameHit } from '../../core/contract/engine.ts'
import { useText } from '../text/text.ts'
import { FileIcon } from './FileIcon.tsx'
import { Highlighted } from './Highlighted.tsx'
import styles from './Names.module.css'
import type { LitWord } from './words.ts'

interface Props {
  readonly names: readonly NameHit[]
  readonly words: readonly LitWord[]
  onChoose(name: NameHit): void
}

/** Files whose names answer, on one line; those that could not be read are among them. */
export function Names({ names, words, onChoose }: Props) {
  const text = useText()
  if (names.length === 0) return null
  return (
    <nav className={styles.names} aria-label={text.names.label}>
      <span className={styles.label} aria-hidden>
        {text.names.label}
      </span>
      <ul>
        {names.map((name) => {
          const state =
            name.text === 'indexed' ? '' : name.text === 'waiting' ? text.names.waiting : text.library.codes[name.text]
          return (
            <li key={name.path}>
              <button
                type="button"
                data-kind="plain"
                className={styles.name}
                title={[name.path, state].filter(Boolean).join('\n')}
                onClick={() => onChoose(name)}
              >
                <FileIcon name={name.name} />
                <bdi>
                  <Highlighted text={name.name} highlights={name.highlights} words={words} only={null} />
                </bdi>
                {state && <span className={styles.state}>{state}</span>}
              </button>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
