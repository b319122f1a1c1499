import { useEffect, useRef, useState } from 'react'
import { EngineError } from '../../core/contract/errors.ts'
import type { Recall } from '../../core/contract/recall.ts'
import { useText } from '../text/text.ts'
import { Bar } from './Bar.tsx'
import { Problem } from './Problem.tsx'
import { nameOf } from './paths.ts'
import styles from './SelfTest.module.css'

/** Passages asked for: a percent each, in some seconds. */
const PASSAGES = 100

interface Props {
  recall(passages: number, signal: AbortSignal): AsyncIterable<Recall>
  /** The encoder that answers, and its embedding size. */
  readonly model: string
  readonly dim: number
}

type State =
  | { readonly kind: 'none' }
  | { readonly kind: 'running'; readonly recall: Recall | null }
  | { readonly kind: 'done' | 'stopped'; readonly recall: Recall; readonly seconds: number }
  | { readonly kind: 'failed'; readonly error: EngineError }

/** Tries search on the person's own passages and says in a sentence how it did. */
export function SelfTest({ recall, model, dim }: Props) {
  const { recall: say } = useText()
  const [state, setState] = useState<State>({ kind: 'none' })
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  const run = async () => {
    const abort = new AbortController()
    running.current = abort
    const began = performance.now()
    let latest: Recall | null = null
    setState({ kind: 'running', recall: null })
    try {
      for await (const each of recall(PASSAGES, abort.signal)) {
        latest = each
        setState({ kind: 'running', recall: each })
      }
      if (latest) setState({ kind: 'done', recall: latest, seconds: (performance.now() - began) / 1_000 })
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      const seconds = (performance.now() - began) / 1_000
      if (error.code !== 'cancelled') setState({ kind: 'failed', error })
      else setState(latest && latest.done > 0 ? { kind: 'stopped', recall: latest, seconds } : { kind: 'none' })
    }
  }

  const counted = state.kind === 'none' || state.kind === 'failed' ? null : state.recall
  return (
    <section className={styles.test} aria-labelledby="self-test">
      <h2 id="self-test">{say.title}</h2>
      <p className={styles.lead}>{say.lead}</p>
      {state.kind === 'running' && (
        <div className={styles.progress}>
          <span>{counted && say.sofar(counted.done, counted.total)}</span>
          <Bar share={counted && counted.total > 0 ? counted.done / counted.total : null} label={say.progress} />
        </div>
      )}
      <div role="status">
        {(state.kind === 'done' || state.kind === 'stopped') && (
          <div className={styles.result}>
            {state.recall.total === 0 ? (
              <p>{say.nothing}</p>
            ) : (
              <>
                <p>
                  <strong>{say.result(state.recall.done, state.recall.first, state.recall.ten)}</strong>
                </p>
                <p className={styles.lead}>
                  {state.kind === 'stopped' && `${say.stopped} `}
                  {say.made(model, dim, state.seconds)}
                </p>
              </>
            )}
            {state.recall.missed.length > 0 && (
              <details>
                <summary>{say.missed}</summary>
                <ul>
                  {state.recall.missed.map(({ path, query }) => (
                    <li key={path + query}>
                      <bdi title={path}>{nameOf(path)}</bdi>: <bdi>{query}</bdi>
                    </li>
                  ))}
                </ul>
              </details>
            )}
          </div>
        )}
        {state.kind === 'failed' && (
          <p className={styles.failed}>
            <Problem of={state.error} />
          </p>
        )}
      </div>
      <button type="button" onClick={() => (state.kind === 'running' ? running.current?.abort() : void run())}>
        {state.kind === 'running' ? say.stop : state.kind === 'none' || state.kind === 'failed' ? say.start(PASSAGES) : say.again}
      </button>
    </section>
  )
}
