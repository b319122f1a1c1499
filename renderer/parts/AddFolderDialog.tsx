import { CornerLeftUp, Folder, FolderInput, FolderPlus } from 'lucide-react'
import { type KeyboardEvent, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import type { Directory } from '../../core/contract/engine.ts'
import { EngineError } from '../../core/contract/errors.ts'
import { useText } from '../text/text.ts'
import styles from './AddFolderDialog.module.css'
import { Dialog } from './Dialog.tsx'
import { EstimateLines } from './EstimateLines.tsx'
import { Problem } from './Problem.tsx'
import { nameOf } from './paths.ts'
import { type EstimateFolder, useEstimate } from './useEstimate.ts'

interface Props {
  /** The name of a folder dropped on the page, whose place the browser keeps to itself. */
  readonly dropped: string | null
  /** What the folder is for, where it is not to be searched. */
  readonly purpose?: { readonly title: string; readonly lead: string; confirm(folder: string): string } | undefined
  /** Folders of a path, or of the person's home. */
  browse(path: string | undefined, signal: AbortSignal): Promise<Directory>
  readonly estimate: EstimateFolder
  onAdd(path: string): void
  onClose(): void
}

/** A folder chooser for hosts without one of their own: type a path, or walk to it. */
export function AddFolderDialog({ dropped, purpose, browse, estimate, onAdd, onClose }: Props) {
  const text = useText()
  const say = text.addFolder
  const [typed, setTyped] = useState('')
  /** What is looked at: to be shown, or to be added when it is there. */
  const [asked, setAsked] = useState<{ readonly path: string | undefined; readonly add?: boolean }>({ path: undefined })
  const [directory, setDirectory] = useState<Directory | null>(null)
  const [problem, setProblem] = useState<{ readonly path: string | undefined; readonly error: EngineError } | null>(null)
  const shown = directory ? [directory.path, ...directory.children.map(({ path }) => path)] : []
  /** Of the folder that would be added, and of no other. */
  const expected = useEstimate(estimate, purpose === undefined && shown.includes(typed) ? typed : null)
  const list = useRef<HTMLUListElement>(null)
  const field = useRef<HTMLInputElement>(null)
  /** The button that was pressed in the list goes with the folder it stood in: the focus goes on to the first. */
  const entering = useRef(false)
  /** Typed since the folder was asked for: what a person types is not replaced by what comes late. */
  const edited = useRef(false)

  const wanted = typed.trim()

  const add = useEffectEvent(onAdd)
  useEffect(() => {
    const leaving = new AbortController()
    edited.current = false
    browse(asked.path, leaving.signal).then(
      (directory) => {
        if (leaving.signal.aborted) return
        if (asked.add) return add(asked.path ?? directory.path)
        // A folder that was dropped most likely lies in the person's home.
        const meant = asked.path === undefined ? directory.children.find(({ name }) => name === dropped) : undefined
        entering.current = list.current?.contains(document.activeElement) ?? false
        setDirectory(directory)
        if (!edited.current) setTyped(meant?.path ?? directory.path)
        setProblem(null)
      },
      (error) => {
        if (leaving.signal.aborted) return
        if (!(error instanceof EngineError)) throw error
        setProblem({ path: asked.path, error })
      },
    )
    return () => leaving.abort()
  }, [asked, browse, dropped])

  // A path that comes late stands selected: whoever types at that moment replaces it, and does not go on behind it.
  useLayoutEffect(() => {
    if (directory && !edited.current && document.activeElement === field.current) field.current?.select()
  }, [directory])

  useEffect(() => {
    if (directory && entering.current) list.current?.querySelector('button')?.focus()
  }, [directory])

  const step = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!by) return
    event.preventDefault()
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])]
    buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + by]?.focus()
  }

  return (
    <Dialog
      title={purpose?.title ?? say.title}
      wide
      onClose={onClose}
      actions={
        <>
          <button type="button" onClick={onClose}>
            {text.cancel}
          </button>
          <button
            type="button"
            data-kind="primary"
            disabled={wanted === '' || wanted === problem?.path}
            onClick={() => (shown.includes(wanted) ? onAdd(wanted) : setAsked({ path: wanted, add: true }))}
          >
            {purpose ? <FolderInput size={17} aria-hidden /> : <FolderPlus size={17} aria-hidden />}
            {(purpose ?? say).confirm(nameOf(typed))}
          </button>
        </>
      }
    >
      {purpose && <p className={styles.dropped}>{purpose.lead}</p>}
      {dropped !== null && <p className={styles.dropped}>{say.dropped(dropped)}</p>}
      <form
        className={styles.path}
        onSubmit={(event) => {
          event.preventDefault()
          setAsked({ path: wanted || undefined })
        }}
      >
        <label>
          {say.path}
          <input
            ref={field}
            type="text"
            dir="ltr"
            data-first
            spellCheck={false}
            value={typed}
            onChange={(e) => {
              edited.current = true
              setTyped(e.currentTarget.value)
            }}
          />
        </label>
        <button type="submit">{say.show}</button>
      </form>
      {problem !== null && (
        <p className={styles.problem} role="alert">
          <Problem of={problem.error} />
        </p>
      )}
      {directory === null ? (
        problem === null && <p className={styles.quiet}>{say.loading}</p>
      ) : (
        <ul ref={list} className={styles.folders} aria-label={say.inside(directory.path)} onKeyDown={step}>
          {directory.parent !== null && (
            <li>
              <button type="button" data-kind="plain" onClick={() => setAsked({ path: directory.parent! })}>
                <CornerLeftUp size={17} aria-hidden />
                {say.up}
              </button>
            </li>
          )}
          {directory.children.map(({ name, path }) => (
            <li key={path}>
              <button type="button" data-kind="plain" data-meant={path === typed || undefined} onClick={() => setAsked({ path })}>
                <Folder size={17} aria-hidden />
                <bdi>{name}</bdi>
              </button>
            </li>
          ))}
          {directory.children.length === 0 && <li className={styles.quiet}>{say.empty}</li>}
        </ul>
      )}
      {purpose === undefined && (
        <div className={styles.expected} role="status" aria-label={text.estimate.label}>
          {expected && <EstimateLines estimate={expected} />}
        </div>
      )}
    </Dialog>
  )
}
