import { type KeyboardEvent, useId, useState } from 'react'
import { useText } from '../text/text.ts'
import { isComposing } from './composing.ts'
import { Dialog } from './Dialog.tsx'
import styles from './Palette.module.css'

export interface Command {
  readonly title: string
  /** The keys that do the same. */
  readonly keys?: string
  run(): void
}

interface Props {
  readonly commands: readonly Command[]
  onClose(): void
}

/** Every action by its name. */
export function Palette({ commands, onClose }: Props) {
  const say = useText().palette
  const id = useId()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const found = matching(commands, typed)
  const chosen = Math.min(at, found.length - 1)
  const run = (command: Command | undefined) => {
    if (!command) return
    onClose()
    command.run()
  }
  const onKey = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && found.length > 0) setAt((chosen + step + found.length) % found.length)
    else if (event.key === 'Enter') run(found[chosen])
    else return
    event.preventDefault()
  }
  return (
    <Dialog title={say.title} onClose={onClose}>
      <input
        data-first
        type="text"
        role="combobox"
        className={styles.input}
        // Empty, it reads as the page does: what it says then is the page's.
        dir={typed === '' ? undefined : 'auto'}
        aria-label={say.label}
        placeholder={say.label}
        aria-expanded={found.length > 0}
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={found.length > 0 ? `${id}-${chosen}` : undefined}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={onKey}
      />
      <div id={id} role="listbox" aria-label={say.title} className={styles.list} tabIndex={-1}>
        {found.map((command, i) => (
          // The keys of the field choose.
          // biome-ignore lint/a11y/useKeyWithClickEvents: as above.
          <div
            key={command.title}
            id={`${id}-${i}`}
            ref={i === chosen ? (element) => element?.scrollIntoView?.({ block: 'nearest' }) : undefined}
            role="option"
            tabIndex={-1}
            aria-selected={i === chosen}
            className={styles.option}
            onClick={() => run(command)}
          >
            <bdi>{command.title}</bdi>
            {command.keys && <kbd>{command.keys}</kbd>}
          </div>
        ))}
      </div>
      {found.length === 0 && <p className={styles.nothing}>{say.nothing}</p>}
    </Dialog>
  )
}

const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

/** The commands whose names hold every word that was typed, in their own order. */
export function matching(commands: readonly Command[], typed: string): readonly Command[] {
  const wanted = fold(typed).split(/\s+/u).filter(Boolean)
  return commands.filter(({ title }) => {
    const name = fold(title)
    return wanted.every((part) => name.includes(part))
  })
}
