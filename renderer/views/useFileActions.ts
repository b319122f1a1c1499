import { useMemo } from 'react'
import type { Desktop } from '../../core/contract/desktop.ts'
import type { Notices } from '../state/notices.ts'
import { useText } from '../text/text.ts'

/** What one can do with a file that was found. A browser can only give its path away. */
export interface FileActions {
  readonly open: ((path: string) => void) | null
  readonly reveal: ((path: string) => void) | null
  /** Takes a file out of the window, to where it is dropped. */
  drag(path: string, event: DragEvent): void
  copyPath(path: string): void
  /** Says that a path was copied. */
  copied(): void
}

export function useFileActions(desktop: Desktop | undefined, notices: Notices, onDrag: () => void): FileActions {
  const text = useText()
  return useMemo(() => {
    /** The shell answers with a sentence when the system could not do it. */
    const attempt = (action: Promise<void>) => void action.catch((error: Error) => notices.say(error.message))
    const copied = () => notices.say(text.preview.copied)
    return {
      open: desktop ? (path) => attempt(desktop.openFile(path)) : null,
      reveal: desktop ? (path) => attempt(desktop.revealFile(path)) : null,
      drag: (path, event) => {
        if (!desktop) return event.dataTransfer?.setData('text/plain', path)
        event.preventDefault()
        onDrag()
        attempt(desktop.dragFile(path))
      },
      copyPath: (path) => attempt(navigator.clipboard.writeText(path).then(copied)),
      copied,
    }
  }, [desktop, notices, text, onDrag])
}
