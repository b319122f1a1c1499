import { useEffect, useState } from 'react'
import { EngineError } from '../../core/contract/errors.ts'
import type { Estimate } from '../../core/contract/estimate.ts'

/** What a folder would take, told while it is counted. */
export type EstimateFolder = (path: string, signal: AbortSignal) => AsyncIterable<Estimate>

/** Milliseconds a folder is looked at before it is counted: a person may only be passing through. */
const LINGER = 400

/** What `path` would take, as far as it is known; null for no path, and where it cannot be counted. */
export function useEstimate(estimate: EstimateFolder, path: string | null): Estimate | null {
  const [known, setKnown] = useState<Estimate | null>(null)
  useEffect(() => {
    setKnown(null)
    if (path === null) return
    const leaving = new AbortController()
    const later = setTimeout(async () => {
      try {
        for await (const each of estimate(path, leaving.signal)) if (!leaving.signal.aborted) setKnown(each)
      } catch (error) {
        // Whoever adds the folder is told why it cannot be read.
        if (!(error instanceof EngineError)) throw error
      }
    }, LINGER)
    return () => {
      clearTimeout(later)
      leaving.abort()
    }
  }, [estimate, path])
  return known
}
