import { Download } from 'lucide-react'
import { useState } from 'react'
import { type ExportFormat, exportFormats } from '../state/export.ts'
import { useText } from '../text/text.ts'
import styles from './ExportButton.module.css'
import { Menu } from './Menu.tsx'

/** Saves what was found as a file. */
export function ExportButton({ onExport }: { onExport(format: ExportFormat): void }) {
  const say = useText().exporting
  const [open, setOpen] = useState(false)
  return (
    <div className={styles.export}>
      <button
        type="button"
        data-kind="plain"
        className={styles.button}
        aria-label={say.title}
        title={say.title}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Download size={16} aria-hidden />
      </button>
      {open && (
        <Menu
          label={say.title}
          items={exportFormats.map((format) => ({ key: format, title: say.formats[format], onChoose: () => onExport(format) }))}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  )
}

/** Hands a file to the browser to save. */
export function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken it by the next task.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
