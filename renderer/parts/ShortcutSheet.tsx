import { useText } from '../text/text.ts'
import { Dialog } from './Dialog.tsx'
import styles from './ShortcutSheet.module.css'

interface Props {
  /** The key that stands for commands: ⌘ on a Mac, Ctrl elsewhere. */
  readonly command: string
  readonly desktop: boolean
  onClose(): void
}

export function ShortcutSheet({ command, desktop, onClose }: Props) {
  const { shortcuts } = useText()
  const { keys } = shortcuts
  const rows: [label: string, ...ways: string[]][] = [
    [keys.field, `${command}+F`, '/'],
    [keys.move, '↑', '↓'],
    [desktop ? keys.open : keys.read, 'Enter'],
    ...(desktop ? ([[keys.reveal, `${command}+Enter`]] as [string, string][]) : []),
    [keys.space, 'Space'],
    [keys.match, 'F3', 'Shift+F3'],
    [keys.strip, '↑', '↓', '←', '→'],
    [keys.pages, '+', '−', '0'],
    [keys.why, 'Alt+W'],
    [keys.copy, `${command}+C`],
    [keys.escape, 'Esc'],
    [keys.views, 'Alt+1…3', `${command}+1…3`],
    [keys.settings, `${command}+,`],
    [keys.palette, `${command}+K`],
    [keys.sheet, '?', 'F1'],
  ]
  return (
    <Dialog title={shortcuts.title} onClose={onClose}>
      <dl className={styles.sheet}>
        {rows.map(([label, ...ways]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              {ways.map((way) => (
                <kbd key={way}>{way}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
