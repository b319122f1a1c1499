import type { Connection } from '../engine.ts'
import { Banner } from '../parts/Banner.tsx'
import { useText } from '../text/text.ts'
import styles from './ConnectionState.module.css'

interface Props {
  readonly connection: Connection
  /** Whether the engine has answered before: then what it said stays on screen below this line. */
  readonly started: boolean
  readonly desktop: boolean
}

/** Says where the engine is, when it is not here. */
export function ConnectionState({ connection, started, desktop }: Props) {
  const { connection: say } = useText()
  if (connection.kind === 'connected') return null
  if (connection.kind === 'connecting') return <p className={styles.connecting}>{say.connecting}</p>
  const key = connection.why === 'no-key'
  return (
    <div className={styles.gone} data-alone={!started || undefined}>
      <Banner tone="warn">
        {started ? <p>{say.lost}</p> : <h1 className={styles.title}>{key ? say.noKey : say.lost}</h1>}
        <p>{key ? say.noKeyDetail : desktop ? say.lostDetail : say.lostDetailBrowser}</p>
      </Banner>
    </div>
  )
}
