import { CornerLeftUp } from 'lucide-react'
import { type Coverage, type Coverages, type FileState, fileStates, type RuleCount } from '../../core/contract/ledger.ts'
import { useText } from '../text/text.ts'
import styles from './CoverageList.module.css'
import { nameOf, parentOf } from './paths.ts'
import { useKeptFocus } from './useKeptFocus.ts'

interface Props {
  readonly coverage: Coverages
  readonly folder: string | null
  readonly type: string | null
  /** Paths of the watched folders. */
  readonly roots: readonly string[]
  onFolder(folder: string | null): void
  onType(type: string | null): void
}

/** Kinds of files shown; the rest is rare. */
const TYPES = 10

/** How much can be found, by folder and by kind of file; each is a filter of the list below. */
export function CoverageList({ coverage, folder, type, roots, onFolder, onType }: Props) {
  const { ledger: say } = useText()
  const kept = useKeptFocus<HTMLDivElement>()
  const above = folder === null || roots.includes(folder) ? null : parentOf(folder)
  return (
    <section aria-labelledby="coverage" className={styles.coverage}>
      <h2 id="coverage">{say.coverage}</h2>
      <p className={styles.lead}>{say.coverageLead}</p>
      <div className={styles.columns} {...kept}>
        <div>
          <h3>{folder === null ? say.byFolder : <bdi>{say.below(nameOf(folder))}</bdi>}</h3>
          {folder !== null && (
            <button type="button" data-kind="plain" className={styles.up} onClick={() => onFolder(above)}>
              <CornerLeftUp size={16} aria-hidden />
              {above === null ? say.allFolders : say.up}
            </button>
          )}
          <ul aria-label={say.byFolder}>
            {coverage.folders.map((each) => (
              <Row
                key={each.key}
                coverage={each}
                name={each.key === folder ? say.here : nameOf(each.key)}
                title={each.key}
                pressed={false}
                onPress={each.key === folder ? undefined : () => onFolder(each.key)}
              />
            ))}
          </ul>
        </div>
        <div>
          <h3>{say.byType}</h3>
          <ul aria-label={say.byType}>
            {coverage.types.slice(0, TYPES).map((each) => (
              <Row
                key={each.key}
                coverage={each}
                name={each.key === '' ? say.noEnding : `.${each.key}`}
                title={each.key}
                pressed={each.key === type}
                onPress={() => onType(each.key === type ? null : each.key)}
              />
            ))}
          </ul>
        </div>
      </div>
      <ul className={styles.legend} aria-hidden>
        {fileStates.map((state) => (
          <li key={state} data-state={state}>
            {say.states[state]}
          </li>
        ))}
      </ul>
      <LeftOut rules={coverage.leftOut} />
    </section>
  )
}

/** What the rules keep out of the index, and so out of the numbers above. */
function LeftOut({ rules }: { readonly rules: readonly RuleCount[] }) {
  const { ledger: say } = useText()
  if (rules.length === 0) return null
  const several = new Set(rules.map(({ folder }) => folder)).size > 1
  return (
    <details className={styles.leftOut}>
      <summary className={styles.summary}>{say.leftOut(sum(rules, 'files'), sum(rules, 'folders'))}</summary>
      <ul className={styles.rules} aria-label={say.leftOutBy}>
        {rules.map(({ folder, pattern, origin, reason, files, folders }) => (
          <li key={folder + pattern} className={styles.rule}>
            <code dir="ltr" className={styles.pattern}>
              {pattern}
            </code>
            <span className={styles.counts}>{say.leftOutOf(files, folders)}</span>
            <bdi className={styles.reason}>{say.ruleReason(origin, reason)}</bdi>
            {several && (
              <bdi className={styles.reason} title={folder}>
                {say.below(nameOf(folder))}
              </bdi>
            )}
          </li>
        ))}
      </ul>
    </details>
  )
}

const sum = (rules: readonly RuleCount[], what: 'files' | 'folders'): number => rules.reduce((sum, rule) => sum + rule[what], 0)

interface RowProps {
  readonly coverage: Coverage
  readonly name: string
  readonly title: string
  readonly pressed: boolean
  readonly onPress: (() => void) | undefined
}

function Row({ coverage: { files, states }, name, title, pressed, onPress }: RowProps) {
  const { ledger: say } = useText()
  const share = files === 0 ? 0 : searchable(states) / files
  const inside = (
    <>
      <bdi className={styles.name}>{name}</bdi>
      <span className={styles.found}>{say.found(files, share)}</span>
      <span className={styles.bar} aria-hidden>
        {fileStates.map(
          (state) => states[state] > 0 && <span key={state} data-state={state} style={{ flexGrow: states[state] }} />,
        )}
      </span>
    </>
  )
  return (
    <li>
      {onPress ? (
        <button type="button" data-kind="plain" className={styles.row} title={title} aria-pressed={pressed} onClick={onPress}>
          {inside}
        </button>
      ) : (
        <div className={styles.row}>{inside}</div>
      )}
    </li>
  )
}

const searchable = (states: Readonly<Record<FileState, number>>): number => states.indexed + states.words + states.partly
