import { useEffect, useState } from 'react'
import type { Line } from '../engine.ts'
import { useText } from '../text/text.ts'
import styles from './Picture.module.css'

interface Props {
  readonly path: string
  readonly name: string
  readonly modified: number
  readonly original: Line['original']
}

type State = { readonly kind: 'loading' | 'failed' } | { readonly kind: 'shown'; readonly url: string }

/** A picture, as large as the pane allows; a click shows it as large as it is. In an `<img>` no script of an SVG runs. */
export function Picture({ path, name, modified, original }: Props) {
  const text = useText()
  const [state, setState] = useState<State>({ kind: 'loading' })
  const [whole, setWhole] = useState(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a picture that was changed is fetched anew.
  useEffect(() => {
    const leaving = new AbortController()
    let url = ''
    const load = async () => {
      const response = await original(path, { signal: leaving.signal })
      if (!response.ok) throw new Error(`The picture cannot be read (${response.status}).`)
      url = URL.createObjectURL(await response.blob())
      if (leaving.signal.aborted) URL.revokeObjectURL(url)
      else setState({ kind: 'shown', url })
    }
    load().catch(() => !leaving.signal.aborted && setState({ kind: 'failed' }))
    return () => {
      leaving.abort()
      URL.revokeObjectURL(url)
      setState({ kind: 'loading' })
    }
  }, [path, modified, original])
  if (state.kind === 'failed') return <p className={styles.failed}>{text.pages.imageFailed}</p>
  return (
    // biome-ignore lint/a11y/useSemanticElements: a region inside the preview's own section.
    <div
      className={styles.frame}
      role="region"
      aria-label={text.pages.picture}
      aria-busy={state.kind === 'loading'}
      data-whole={whole || undefined}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key.
      tabIndex={0}
    >
      {state.kind === 'shown' && (
        <button
          type="button"
          data-kind="plain"
          className={styles.turn}
          aria-pressed={!whole}
          aria-label={text.pages.actualSize}
          title={text.pages.actualSize}
          onClick={() => setWhole(!whole)}
        >
          <img src={state.url} alt={name} onError={() => setState({ kind: 'failed' })} />
        </button>
      )}
    </div>
  )
}
