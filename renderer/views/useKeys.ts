import { useEffectEvent, useLayoutEffect } from 'react'
import { isComposing } from '../parts/composing.ts'
import { type View, views } from '../parts/Nav.tsx'

interface Keys {
  onGo(view: View): void
  onField(): void
  onSheet(): void
  onPalette(): void
}

/** The keys that work in every view. A plain letter is one only where nothing is being typed. */
export function useKeys({ onGo, onField, onSheet, onPalette }: Keys): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (isComposing(event) || event.defaultPrevented || document.querySelector('dialog[open]')) return
    const command = event.ctrlKey || event.metaKey
    const modifiers = Number(event.ctrlKey) + Number(event.metaKey) + Number(event.altKey)
    const typing = (event.target as Partial<Element>).matches?.('input:not([type=radio]), textarea')
    // `code` and not `key`: on a Mac, Option+1 types "¡".
    const digit = /^Digit([1-3])$/.exec(event.code)?.[1]
    if (digit && modifiers === 1 && !event.shiftKey) onGo(views[Number(digit) - 1]!)
    else if (event.key === ',' && command) onGo('settings')
    else if (event.key.toLowerCase() === 'f' && command && !event.shiftKey && !event.altKey) onField()
    else if (event.key.toLowerCase() === 'k' && command && !event.shiftKey && !event.altKey) onPalette()
    else if (event.key === '/' && !typing && modifiers === 0) onField()
    else if (event.key === 'F1' || (event.key === '?' && !typing)) onSheet()
    else return
    event.preventDefault()
  })
  // Before anything is painted: a key counts from the moment the page is seen.
  useLayoutEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event)
    addEventListener('keydown', listener)
    return () => removeEventListener('keydown', listener)
  }, [])
}
