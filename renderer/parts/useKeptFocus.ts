import { useEffect, useRef } from 'react'

/** For a group of buttons some of which go when they are pressed: the focus goes to the first that stays. */
export function useKeptFocus<T extends HTMLElement>() {
  const ref = useRef<T>(null)
  const held = useRef(false)
  useEffect(() => {
    if (held.current && document.activeElement === document.body)
      ref.current?.querySelector<HTMLElement>('button:not(:disabled)')?.focus()
  })
  return {
    ref,
    onFocus: () => {
      held.current = true
    },
    onBlur: () => {
      held.current = false
    },
  }
}
