import { type KeyboardEvent, type ReactNode, useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react'
import styles from './Menu.module.css'

export interface MenuItem {
  readonly key: string
  readonly title: ReactNode
  readonly detail?: string
  onChoose(): void
}

interface Props {
  readonly label: string
  readonly items: readonly MenuItem[]
  readonly foot?: string
  /** Chosen, left or sent away. */
  onClose(): void
}

/** A menu below what opened it. Arrows go through it, Escape and a click elsewhere close it. */
export function Menu({ label, items, foot, onClose }: Props) {
  const menu = useRef<HTMLDivElement>(null)
  const close = useEffectEvent(onClose)
  useLayoutEffect(() => {
    const opener = document.activeElement as HTMLElement | null
    const element = menu.current
    element?.querySelector<HTMLElement>('[role=menuitem]')?.focus()
    // Before the page loses it: the focus goes back where it was.
    return () => {
      if (element?.contains(document.activeElement)) opener?.focus()
    }
  }, [])
  useEffect(() => {
    const outside = ({ target }: Event) => {
      // A press on what opened it closes it by its own click.
      if (!menu.current?.contains(target as Node) && !(target as Element).closest('[aria-haspopup=menu]')) close()
    }
    addEventListener('pointerdown', outside)
    return () => removeEventListener('pointerdown', outside)
  }, [])

  const onKey = (event: KeyboardEvent) => {
    const all = [...(menu.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])]
    const at = all.indexOf(document.activeElement as HTMLElement)
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key]
    if (next !== undefined) all[(next + all.length) % all.length]?.focus()
    else if (event.key === 'Escape' || event.key === 'Tab') onClose()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div className={styles.menu}>
      <div ref={menu} role="menu" aria-label={label} tabIndex={-1} onKeyDown={onKey}>
        {items.map(({ key, title, detail, onChoose }) => (
          <button
            key={key}
            type="button"
            role="menuitem"
            tabIndex={-1}
            className={styles.item}
            onClick={() => {
              onClose()
              onChoose()
            }}
          >
            <span className={styles.title}>{title}</span>
            {detail && <span className={styles.detail}>{detail}</span>}
          </button>
        ))}
      </div>
      {foot && <p className={styles.foot}>{foot}</p>}
    </div>
  )
}
