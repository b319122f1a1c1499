import { X } from 'lucide-react'
import { type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'
import { useText } from '../text/text.ts'
import styles from './Dialog.module.css'

interface Props {
  readonly title: string
  readonly children: ReactNode
  /** The buttons at its foot. */
  readonly actions?: ReactNode
  readonly wide?: boolean
  onClose(): void
}

/** A modal dialog of the browser's own kind: it holds the focus (first on what is marked `data-first`), Escape closes it, and the focus goes back where it was. */
export function Dialog({ title, children, actions, wide = false, onClose }: Props) {
  const text = useText()
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  /** Whether the press that ends now began beside it: to select what stands in it, one may end anywhere. */
  const beside = useRef(false)
  /** Nothing in its body takes the focus: then the body does, for where it is longer than the window the keys scroll it. */
  const body = useRef<HTMLDivElement>(null)
  const [still, setStill] = useState(false)
  useLayoutEffect(() => setStill(!body.current?.querySelector('a[href], button, input, select, textarea')), [])
  // Before the page loses it: only a dialog that is still there gives the focus back.
  useLayoutEffect(() => {
    const element = dialog.current
    if (!element?.open) element?.showModal()
    element?.querySelector<HTMLElement>('[data-first]')?.focus()
    return () => element?.close()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it; the click is on what lies around it.
    <dialog
      ref={dialog}
      className={styles.dialog}
      data-wide={wide || undefined}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onPointerDown={(event) => {
        beside.current = event.target === event.currentTarget
      }}
      onClick={(event) => event.target === event.currentTarget && beside.current && onClose()}
    >
      <div className={styles.inside}>
        <header className={styles.header}>
          <h2 id={heading}>{title}</h2>
          <button type="button" data-kind="plain" data-shape="icon" aria-label={text.close} onClick={onClose}>
            <X size={18} aria-hidden />
          </button>
        </header>
        <div ref={body} className={styles.body} tabIndex={still ? 0 : undefined}>
          {children}
        </div>
        {actions && <footer className={styles.actions}>{actions}</footer>}
      </div>
    </dialog>
  )
}
