import { type ReactNode, useEffect, useRef } from 'react'

/** Where the focus goes when what had it is gone, without scrolling there. */
export const focusTitle = (): void => document.querySelector('h1')?.focus({ preventScroll: true })

/** The title of a view that was just gone to: the focus waits there, and a screen reader says where one is. */
export function Title({ children }: { readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  )
}
