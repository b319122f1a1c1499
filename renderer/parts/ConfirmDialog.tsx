import { useText } from '../text/text.ts'
import { Dialog } from './Dialog.tsx'

interface Props {
  readonly title: string
  readonly body: string
  readonly confirm: string
  readonly kind: 'primary' | 'danger'
  onConfirm(): void
  onClose(): void
}

/** Asks once before something that takes time to undo. */
export function ConfirmDialog({ title, body, confirm, kind, onConfirm, onClose }: Props) {
  const text = useText()
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <button type="button" data-first={kind === 'danger' || undefined} onClick={onClose}>
            {text.cancel}
          </button>
          <button
            type="button"
            data-kind={kind}
            data-first={kind === 'primary' || undefined}
            onClick={() => {
              onConfirm()
              onClose()
            }}
          >
            {confirm}
          </button>
        </>
      }
    >
      <p>{body}</p>
    </Dialog>
  )
}
