import { useEffect, useEffectEvent, useState } from 'react'
import type { Line } from '../engine.ts'
import type { PDFPageProxy, Pdf } from '../pdf/open.ts'

/** A PDF that is open, and its first page, which tells how large pages are. */
export interface OpenPdf {
  readonly path: string
  readonly pdf: Pdf
  readonly first: PDFPageProxy
}

/** Milliseconds until a file that does not open is given up; the largest of 300 pages took half a second. */
const PATIENCE = 20_000

/** Opens a PDF for as long as it is shown. pdf.js is loaded with the first one. */
export function usePdf(path: string, modified: number, original: Line['original'], onFail: () => void): OpenPdf | null {
  const [open, setOpen] = useState<OpenPdf | null>(null)
  const fail = useEffectEvent((error: unknown) => {
    console.warn('The pages cannot be shown.', error)
    onFail()
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a file that was written anew is opened anew.
  useEffect(() => {
    const leaving = new AbortController()
    const { signal } = leaving
    let pdf: Pdf | null = null
    const failed = (error: unknown) => {
      if (!signal.aborted) fail(error)
    }
    const timer = setTimeout(() => failed(new Error('It takes too long.')), PATIENCE)
    const start = async () => {
      const { openPdf } = await import('../pdf/open.ts')
      if (signal.aborted) return
      const opened = await openPdf((range) => original(path, { range, signal }), failed)
      pdf = opened
      if (signal.aborted) return opened[Symbol.dispose]()
      const first = await opened.page(1)
      clearTimeout(timer)
      if (!signal.aborted) setOpen({ path, pdf: opened, first })
    }
    start().catch(failed)
    return () => {
      clearTimeout(timer)
      leaving.abort()
      pdf?.[Symbol.dispose]()
      setOpen(null)
    }
  }, [path, modified, original])
  return open
}
