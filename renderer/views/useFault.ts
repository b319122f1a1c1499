import { useEffect, useState } from 'react'
import type { Failing } from '../../core/contract/errors.ts'
import { faultOf } from '../state/fault.ts'

/** The latest error of the page that nobody caught: what was asked for may not have been done. With it, what puts it away. */
export function useFault(): readonly [fault: Failing | null, dismiss: () => void] {
  const [fault, setFault] = useState<Failing | null>(null)
  useEffect(() => {
    const leaving = new AbortController()
    const { signal } = leaving
    addEventListener('unhandledrejection', ({ reason }) => setFault(faultOf(reason)), { signal })
    // Browsers report here also what is no error, such as a ResizeObserver that is called again in the next frame.
    addEventListener('error', ({ error }) => error && setFault(faultOf(error)), { signal })
    return () => leaving.abort()
  }, [])
  return [fault, () => setFault(null)]
}
