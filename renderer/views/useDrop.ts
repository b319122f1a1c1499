import { type RefObject, useEffect, useEffectEvent, useState } from 'react'
import type { Desktop } from '../../core/contract/desktop.ts'

interface Drops {
  readonly desktop: Desktop | undefined
  /** A file of ours is being dragged: it is not for us until it has left the window. */
  readonly ours: RefObject<boolean>
  onPaths(paths: readonly string[]): void
  /** A browser tells a dropped folder's name and not its place. */
  onName(name: string): void
  onNothing(): void
}

/** Takes folders dropped anywhere in the window. Says whether one is held over it. */
export function useDrop({ desktop, ours, onPaths, onName, onNothing }: Drops): boolean {
  const [over, setOver] = useState(false)
  const onDrop = useEffectEvent((transfer: DataTransfer) => {
    if (desktop) {
      const paths = [...transfer.files].map((file) => desktop.pathOf(file)).filter(Boolean)
      return paths.length > 0 ? onPaths(paths) : onNothing()
    }
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry())
    const folder = entries.find((entry) => entry?.isDirectory)
    return folder ? onName(folder.name) : onNothing()
  })
  useEffect(() => {
    const leaving = new AbortController()
    const { signal } = leaving
    const files = (event: DragEvent) => !ours.current && (event.dataTransfer?.types.includes('Files') ?? false)
    // The browser opens what is dropped unless each of these is stopped.
    const hold = (event: DragEvent) => {
      if (!files(event)) return
      event.preventDefault()
      setOver(true)
    }
    addEventListener('dragenter', hold, { signal })
    addEventListener('dragover', hold, { signal })
    const leave = (event: DragEvent) => {
      if (event.relatedTarget !== null) return
      setOver(false)
      ours.current = false
    }
    addEventListener('dragleave', leave, { signal })
    addEventListener(
      'drop',
      (event) => {
        setOver(false)
        const foreign = files(event)
        ours.current = false
        if (!foreign) return
        event.preventDefault()
        onDrop(event.dataTransfer!)
      },
      { signal },
    )
    return () => leaving.abort()
  }, [ours])
  return over
}
