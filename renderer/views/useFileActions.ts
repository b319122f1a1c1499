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
  /** Copies the file itself where the system allows it, else its path: what the copy key does with nothing selected. */
  copy(path: string, event: ClipboardEvent): void
}

export function useFileActions(desktop: Desktop | undefined, notices: Notices, onDrag: () => void): FileActions {
  const text = useText()
  return useMemo(() => {
    /** The shell answers with a sentence when the system could not do it. */
    const attempt = (action: Promise<void>) => void action.catch((error: Error) => notices.say(error.message))
    const copied = (as: 'file' | 'path') => notices.say(text.preview.copied[as])
    return {
      open: desktop ? (path) => attempt(desktop.openFile(path)) : null,
      reveal: desktop ? (path) => attempt(desktop.revealFile(path)) : null,
      drag: (path, event) => {
        if (!desktop) return event.dataTransfer?.setData('text/plain', path)
        event.preventDefault()
        onDrag()
        attempt(desktop.dragFile(path))
      },
      copyPath: (path) => attempt(navigator.clipboard.writeText(path).then(() => copied('path'))),
      copy: (path, event) => {
        event.preventDefault()
        if (desktop) return attempt(desktop.copyFile(path).then(copied))
        event.clipboardData?.setData('text/plain', path)
        copied('path')
      },
    }
  }, [desktop, notices, text, onDrag])
}
