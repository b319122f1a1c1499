import { useEffect, useState } from 'react'

/** Milliseconds of quiet before a message is read out: someone who types hears the end, not every letter. */
const QUIET = 500

interface Props {
  /** The same words under a new id are read out again. */
  readonly id: number
  readonly message: string
}

/** The app's only live region. */
export function Announcer({ id, message }: Props) {
  const [said, setSaid] = useState({ id, message: '' })
  useEffect(() => {
    const timer = setTimeout(() => setSaid({ id, message }), QUIET)
    return () => clearTimeout(timer)
  }, [id, message])
  return (
    <div className="unseen" role="status" aria-live="polite">
      <span key={said.id}>{said.message}</span>
    </div>
  )
}
