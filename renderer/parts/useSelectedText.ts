import { useEffect, useState } from 'react'

/** What is selected inside an element, '' while nothing is. */
export function useSelectedText(selector: string): string {
  const [selected, setSelected] = useState('')
  useEffect(() => {
    const look = () => {
      const selection = document.getSelection()
      const anchor = selection?.anchorNode
      const inside = (anchor instanceof Element ? anchor : anchor?.parentElement)?.closest(selector)
      setSelected(inside ? (selection?.toString().trim() ?? '') : '')
    }
    document.addEventListener('selectionchange', look)
    return () => document.removeEventListener('selectionchange', look)
  }, [selector])
  return selected
}
