import { FolderPlus, Languages, ShieldCheck, Sparkles } from 'lucide-react'
import { useEffect, useId, useState } from 'react'
import type { Dim } from '../../core/contract/engine.ts'
import { EngineError } from '../../core/contract/errors.ts'
import type { Suggestion } from '../../core/contract/estimate.ts'
import { Banner } from '../parts/Banner.tsx'
import { EstimateLines } from '../parts/EstimateLines.tsx'
import { Problem } from '../parts/Problem.tsx'
import { type EstimateFolder, useEstimate } from '../parts/useEstimate.ts'
import { useText } from '../text/text.ts'
import styles from './FirstRun.module.css'
import { Title } from './Title.tsx'

const icons = [ShieldCheck, Languages, Sparkles]

interface Props {
  readonly problem: EngineError | null
  /** The embedding size that is used. */
  readonly dim: Dim | undefined
  suggest(signal: AbortSignal): Promise<readonly Suggestion[]>
  readonly estimate: EstimateFolder
  /** Adds folders that were suggested. */
  onTake(paths: readonly string[]): void
  /** Chooses another one. */
  onAdd(): void
}

/** No folder yet: what Kenning promises, and the folders to begin with. */
export function FirstRun({ problem, dim, suggest, estimate, onTake, onAdd }: Props) {
  const { firstRun, estimate: say } = useText()
  const suggested = useSuggestions(suggest)
  /** Against the habit: what was downloaded is not taken unless asked for. */
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set())
  const isTaken = ({ path, name }: Suggestion) => (name !== 'downloads') !== toggled.has(path)
  const taken = suggested.filter(isTaken)
  const toggle = (path: string) =>
    setToggled((before) => (before.has(path) ? new Set([...before].filter((each) => each !== path)) : new Set([...before, path])))
  return (
    <div className={styles.first}>
      <div className={styles.words}>
        <Title>{firstRun.title}</Title>
        <p>{firstRun.lead}</p>
      </div>
      <div className={styles.zone}>
        {suggested.length > 0 && (
          <fieldset className={styles.suggested}>
            <legend>{say.suggested}</legend>
            {suggested.map((each) => (
              <Suggested
                key={each.path}
                suggestion={each}
                taken={isTaken(each)}
                {...{ dim, estimate }}
                onToggle={() => toggle(each.path)}
              />
            ))}
          </fieldset>
        )}
        <div className={styles.deeds}>
          {suggested.length > 0 && (
            <button
              type="button"
              data-kind="primary"
              disabled={taken.length === 0}
              onClick={() => onTake(taken.map(({ path }) => path))}
            >
              {say.begin(taken.length)}
            </button>
          )}
          <button type="button" data-kind={suggested.length > 0 ? undefined : 'primary'} onClick={onAdd}>
            <FolderPlus size={18} aria-hidden />
            {firstRun.add}
          </button>
        </div>
        <p>
          {firstRun.drop}
          <br />
          {say.meanwhile}
        </p>
      </div>
      {problem !== null && (
        <Banner tone="danger">
          <Problem of={problem} />
        </Banner>
      )}
      <ul className={styles.promises}>
        {firstRun.promises.map(({ title, body }, i) => {
          const Icon = icons[i]!
          return (
            <li key={title}>
              <Icon size={22} strokeWidth={1.6} aria-hidden />
              <h2>{title}</h2>
              <p>{body}</p>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

interface SuggestedProps {
  readonly suggestion: Suggestion
  readonly taken: boolean
  readonly dim: Dim | undefined
  readonly estimate: EstimateFolder
  onToggle(): void
}

function Suggested({ suggestion: { path, name }, taken, dim, estimate, onToggle }: SuggestedProps) {
  const { estimate: say } = useText()
  const id = useId()
  const known = useEstimate(estimate, path)
  return (
    <div className={styles.suggestion}>
      <label>
        <input type="checkbox" checked={taken} aria-describedby={id} onChange={onToggle} />
        <b>{say.names[name]}</b>
        <bdi dir="ltr">{path}</bdi>
      </label>
      <div id={id}>{known && <EstimateLines estimate={known} only={dim} />}</div>
    </div>
  )
}

/** None until they are known, and none where they cannot be. */
function useSuggestions(suggest: Props['suggest']): readonly Suggestion[] {
  const [suggested, setSuggested] = useState<readonly Suggestion[]>([])
  useEffect(() => {
    const leaving = new AbortController()
    suggest(leaving.signal).then(setSuggested, (error) => {
      // A person can choose a folder all the same.
      if (!(error instanceof EngineError)) throw error
    })
    return () => leaving.abort()
  }, [suggest])
  return suggested
}
