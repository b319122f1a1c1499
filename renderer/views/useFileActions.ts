import { useMemo } from 'react'
import type { Desktop } from '../../core/contract/desktop.ts'
import type { OriginalType } from '../../core/contract/engine.ts'
import type { Failing } from '../../core/contract/errors.ts'
import type { Line } from '../engine.ts'
import type { Notices } from '../state/notices.ts'
import { useText } from '../text/text.ts'

/** What one can do with a file that was found. A browser can show some as they are, and give their paths away. */
export interface FileActions {
  readonly open: ((path: string) => void) | null
  readonly reveal: ((path: string) => void) | null
  /** Shows the file in a tab of its own; called while a key or a press may open one. Says whether there is one. */
  show(path: string, type: TabType): boolean
  /** Takes a file out of the window, to where it is dropped. */
  drag(path: string, event: DragEvent): void
  copyPath(path: string): void
  /** Copies the file itself where the system allows it, else its path: what the copy key does with nothing selected. */
  copy(path: string, event: ClipboardEvent): void
}

/** What a browser shows as it is with nothing in it that runs in the page's name; an SVG would. */
export type TabType = Exclude<OriginalType, 'image/svg+xml'>
export const isTabType = (type: OriginalType | null): type is TabType => type !== null && type !== 'image/svg+xml'

/** Milliseconds after which a tab has read its file, and the address it was read from is given up. */
const READ = 60_000

export function useFileActions(
  desktop: Desktop | undefined,
  original: Line['original'],
  notices: Notices,
  onDrag: () => void,
): FileActions {
  const text = useText()
  return useMemo(() => {
    const tell = (refused: Failing | null) => refused && notices.say(text.problem(refused))
    const copied = (as: 'file' | 'path' | Failing) => (typeof as === 'string' ? notices.say(text.preview.copied[as]) : tell(as))
    return {
      open: desktop ? (path) => void desktop.openFile(path).then(tell) : null,
      reveal: desktop ? (path) => void desktop.revealFile(path).then(tell) : null,
      show: (path, type) => {
        // Opened at once: a tab that came later than the key would be taken for an advertisement.
        const tab = window.open('', '_blank')
        if (!tab) return false
        tab.opener = null
        const fill = async () => {
          const response = await original(path)
          if (!response.ok) throw new Error(`${response.status}`)
          const address = URL.createObjectURL(new Blob([await response.blob()], { type }))
          setTimeout(() => URL.revokeObjectURL(address), READ)
          tab.location.replace(address)
        }
        // The file or its disk is gone, or the host is.
        fill().catch(() => {
          tab.close()
          notices.say(text.hit.offlineHint)
        })
        return true
      },
      drag: (path, event) => {
        if (!desktop) return event.dataTransfer?.setData('text/plain', path)
        event.preventDefault()
        onDrag()
        void desktop.dragFile(path).then(tell)
      },
      copyPath: (path) =>
        void navigator.clipboard.writeText(path).then(
          () => copied('path'),
          // The browser asks a person, or takes text only from a window in front.
          () => notices.say(text.preview.notCopied),
        ),
      copy: (path, event) => {
        event.preventDefault()
        if (desktop) return void desktop.copyFile(path).then(copied)
        event.clipboardData?.setData('text/plain', path)
        copied('path')
      },
    }
  }, [desktop, original, notices, text, onDrag])
}
