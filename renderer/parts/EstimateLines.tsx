import { type Dim, dims } from '../../core/contract/engine.ts'
import type { Estimate } from '../../core/contract/estimate.ts'
import { useText } from '../text/text.ts'
import styles from './EstimateLines.module.css'

interface Props {
  readonly estimate: Estimate
  /** Only the size that is used, for where there is little room. */
  readonly only?: Dim | undefined
}

/** How many files a folder has, what of them can be read, and what that takes in time and room. */
export function EstimateLines({ estimate, only }: Props) {
  const { estimate: say } = useText()
  if (estimate.state === 'counting') return <p className={styles.lines}>{say.counting(estimate.files + estimate.byName)}</p>
  if (estimate.files === 0) return <p className={styles.lines}>{say.nothing}</p>
  const sizes = only === undefined ? dims : [only]
  return (
    <div className={styles.lines}>
      <p>
        {say.files(estimate.files, estimate.byName)} · {say.text(estimate.textBytes)} · <b>{say.time(estimate.seconds)}</b>
      </p>
      <p>
        {say.index}: {sizes.map((dim) => say.at(dim, estimate.index[dim])).join(' · ')}
      </p>
      {only === undefined && <p className={styles.basis}>{say.basis[estimate.basis]}</p>}
    </div>
  )
}
